import { type Command, Option } from "commander";
import { type LoadedConfig, loadConfig } from "../config/config-store.ts";
import { AgentError } from "../leaf/errors.ts";
import type { Speech } from "./speech.ts";

export const configVariable = "MFP_AGENT_CONFIG";

export interface ConfigOption {
  readonly config?: string;
}

/** Adds `--config`, which an environment variable can stand for. */
export function withConfig(command: Command, speech: Speech): Command {
  return command.addOption(new Option("--config <file>", speech.say("option.config")).env(configVariable));
}

export function withJson(command: Command, speech: Speech): Command {
  return command.option("--json", speech.say("option.json"));
}

/** Adds a worked example below the help. */
export function withExample(command: Command, speech: Speech, example: string): Command {
  return command.addHelpText("after", `\n${speech.say("example")} mfp-agent ${example}`);
}

/** @throws AgentError when no file is named, or as `loadConfig` does */
export function configFrom(options: ConfigOption): LoadedConfig {
  return loadConfig(configFileFrom(options));
}

export function configFileFrom({ config }: ConfigOption): string {
  if (config !== undefined) return config;
  throw new AgentError({
    kind: "usage",
    code: "config-not-named",
    message: "Which configuration?",
    remedy: `Give --config FILE, or set ${configVariable}.`,
  });
}

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

export function printLines(lines: readonly string[]): void {
  if (lines.length > 0) process.stdout.write(`${lines.join("\n")}\n`);
}
