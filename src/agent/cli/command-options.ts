import { type Command, Option } from "commander";
import { type LoadedConfig, loadConfig } from "../config/config-store.ts";
import { AgentError } from "../leaf/errors.ts";
import { isThere, usualConfigFiles } from "./config-places.ts";
import type { Speech } from "./speech.ts";

export const configVariable = "MFP_AGENT_CONFIG";

export interface ConfigOption {
  readonly config?: string;
}

/** Adds `--config`, which an environment variable can stand for, or a file at a usual place. */
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

/** Where a set-up writes: as `configFileFrom`; on a fresh machine the user's own place. */
export function setupFileFrom(options: ConfigOption): string {
  const [own, ...others] = usualConfigFiles(process.platform, process.env);
  const isFresh = own !== undefined && ![own, ...others].some(isThere);
  return options.config === undefined && isFresh ? own : configFileFrom(options);
}

/** @throws AgentError `config-not-named` when no file is named and none stands where one is looked for */
export function configFileFrom({ config }: ConfigOption): string {
  const places = usualConfigFiles(process.platform, process.env);
  const file = config ?? places.find(isThere);
  if (file !== undefined) return file;
  throw new AgentError({
    kind: "usage",
    code: "config-not-named",
    message: "Which configuration?",
    remedy: `Give --config FILE, set ${configVariable}, or put it at ${places.join(" or ")}.`,
  });
}

/**
 * Has a command run when none of its group is named. All that is no command of the group comes to it as arguments, and is
 * told as the unknown command that it is.
 */
export function asDefault(command: Command): Command {
  return command.allowExcessArguments().hook("preAction", (_, { args: [name], parent }) => {
    if (name === undefined) return;
    const names = (parent?.commands ?? []).map((one) => one.name()).join(", ");
    command.error(`error: unknown command '${name}'; there is ${names}`);
  });
}

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

export function printLines(lines: readonly string[]): void {
  if (lines.length > 0) process.stdout.write(`${lines.join("\n")}\n`);
}
