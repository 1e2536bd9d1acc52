import type { Command } from "commander";
import { checkNamedFiles } from "../config/named-files.ts";
import { stateFolderOf } from "../config/state-folder.ts";
import { AgentError } from "../leaf/errors.ts";
import { type ConfigOption, configFrom, printLines, withConfig, withExample } from "./command-options.ts";
import { leaveWish } from "./leave-wish.ts";
import type { Speech } from "./speech.ts";
import { isFolderInUse } from "./stored-agent.ts";

export function addReloadCommand(program: Command, speech: Speech): void {
  const command = program.command("reload").description(speech.say("command.reload"));
  withExample(withConfig(command, speech), speech, "reload --config /etc/mfp-agent/mfp-agent.json");
  command.action(async (options: ConfigOption) => {
    // A wrong configuration ends the command here, before the agent is troubled with it.
    const loaded = configFrom(options);
    checkNamedFiles(loaded);
    const folder = stateFolderOf(loaded);
    if (!isFolderInUse(folder)) throw notRunning(folder);
    if (!(await leaveWish(loaded, { kind: "reload" }))) throw notRunning(folder);
    printLines([speech.say("reloaded")]);
  });
}

function notRunning(folder: string): AgentError {
  return new AgentError({
    kind: "unavailable",
    code: "agent-not-running",
    message: `${folder}: no agent that listens works here`,
    remedy: "Start it: mfp-agent run --config FILE. It reads the configuration at its start.",
  });
}
