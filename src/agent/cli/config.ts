import type { Command } from "commander";
import { checkConfig, loadConfig, readRawConfig, writeConfig } from "../config/config-store.ts";
import { checkNamedFiles } from "../config/named-files.ts";
import { settingAt, withSetting } from "../config/setting.ts";
import {
  type ConfigOption,
  configFileFrom,
  configFrom,
  printJson,
  printLines,
  withConfig,
  withExample,
  withJson,
} from "./command-options.ts";
import type { Speech } from "./speech.ts";
import { alignColumns } from "./table.ts";

export function addConfigCommand(program: Command, speech: Speech): void {
  const { say } = speech;
  const config = program.command("config").description(say("command.config"));
  withExample(config, speech, "config show --json");
  const check = config
    .command("check")
    .description(say("command.config.check"))
    .argument("<file>", say("argument.file"));
  withExample(check, speech, "config check /etc/mfp-agent/mfp-agent.json").action((file: string) => {
    const loaded = loadConfig(file);
    checkNamedFiles(loaded);
    const { config: read } = loaded;
    printLines([say("configRight", { file, site: read.site.name, ranges: read.ranges.length })]);
  });
  const show = config.command("show").description(say("command.config.show"));
  withExample(withJson(withConfig(show, speech), speech), speech, "config show --json");
  show.action((options: ConfigOption & { readonly json?: true }) => {
    const { config: read } = configFrom(options);
    if (options.json) return printJson(read);
    printLines(alignColumns(flatten(read)));
  });
  const set = config
    .command("set")
    .description(say("command.config.set"))
    .argument("<path>", say("argument.path"))
    .argument("<value>", say("argument.value"));
  withExample(withConfig(set, speech), speech, "config set schedule.statusIntervalS 120");
  set.action((path: string, value: string, options: ConfigOption) => {
    const file = configFileFrom(options);
    const before = readRawConfig(file);
    const after = withSetting(before, path, parseValue(value));
    checkConfig(file, after);
    writeConfig(file, after);
    const told = (content: unknown) => JSON.stringify(settingAt(content, path)) ?? say("configUnset");
    printLines([say("configSet", { path, before: told(before), after: told(after) }), say("restartNeeded")]);
  });
}

/** `120`, `true`, `["a"]` are what they look like; `null` takes the setting out; anything else is text. */
function parseValue(written: string): unknown {
  try {
    return JSON.parse(written) ?? undefined;
  } catch {
    return written;
  }
}

/** One line a setting: its path and its value. */
function flatten(value: unknown, path = ""): readonly (readonly [string, string])[] {
  if (typeof value !== "object" || value === null) return [[path, JSON.stringify(value)]];
  const entries = Object.entries(value);
  if (entries.length === 0) return [[path, JSON.stringify(value)]];
  return entries.flatMap(([name, inner]) => flatten(inner, path === "" ? name : `${path}.${name}`));
}
