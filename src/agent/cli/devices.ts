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
import { deviceTable, deviceText } from "./device-text.ts";
import { lookAtAgent } from "./look-at-agent.ts";
import { deviceNamed } from "./named-device.ts";
import type { Speech } from "./speech.ts";

type DeviceOptions = ConfigOption & { readonly json?: true };

export function addDevicesCommand(program: Command, speech: Speech): void {
  const command = program.command("devices").description(speech.say("command.devices"));
  withExample(withJson(withConfig(command, speech), speech), speech, "devices --json");
  command.action(async (options: DeviceOptions) => {
    const loaded = configFrom(options);
    const { snapshot } = await lookAtAgent(loaded, systemClock);
    if (options.json) return printJson(snapshot.devices);
    printLines(deviceTable(snapshot.devices, speech, speech.voice(loaded.config.site.timeZone, snapshot.now)));
  });
}

export function addDeviceCommand(program: Command, speech: Speech): void {
  const command = program
    .command("device")
    .description(speech.say("command.device"))
    .argument("<name>", speech.say("argument.device"));
  withExample(withJson(withConfig(command, speech), speech), speech, "device UA-104233");
  command.action(async (name: string, options: DeviceOptions) => {
    const loaded = configFrom(options);
    const { snapshot } = await lookAtAgent(loaded, systemClock);
    const device = deviceNamed(snapshot.devices, name, speech);
    if (options.json) return printJson(device);
    printLines(deviceText(device, speech, speech.voice(loaded.config.site.timeZone, snapshot.now)));
  });
}
