import type { Command } from "commander";
import { systemClock } from "../leaf/clock.ts";
import {
  type ConfigOption,
  configFrom,
  printJson,
  printLines,
  withConfig,
  withExample,
  withJson,
} from "./command-options.ts";
import { countDevices } from "./device-counts.ts";
import { lookAtAgent } from "./look-at-agent.ts";
import type { Speech } from "./speech.ts";
import { statusText } from "./status-text.ts";

export function addStatusCommand(program: Command, speech: Speech): void {
  const command = program.command("status").description(speech.say("command.status"));
  withExample(withJson(withConfig(command, speech), speech), speech, "status --config /etc/mfp-agent/mfp-agent.json");
  command.action(async (options: ConfigOption & { readonly json?: true }) => {
    const loaded = configFrom(options);
    const look = await lookAtAgent(loaded, systemClock);
    if (options.json) return printJson({ ...look, counts: countDevices(look.snapshot.devices) });
    printLines(statusText(look, speech, speech.voice(loaded.config.site.timeZone, look.snapshot.now)));
  });
}
