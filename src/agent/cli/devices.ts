import type { Command } from "commander";
import { systemClock } from "../leaf/clock.ts";
import { AgentError } from "../leaf/errors.ts";
import type { DeviceSnapshot } from "../status/agent-snapshot.ts";
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
    const device = findDevice(snapshot.devices, name);
    if (device === undefined) {
      throw new AgentError({
        kind: "unavailable",
        code: "device-unknown",
        message: speech.say("noSuchDevice", { name }),
        remedy: speech.say("noSuchDeviceRemedy", { name }),
      });
    }
    if (options.json) return printJson(device);
    printLines(deviceText(device, speech, speech.voice(loaded.config.site.timeZone, snapshot.now)));
  });
}

/** By SI number, serial number, address (with or without the port) or host name, whatever the case of letters. */
export function findDevice(devices: readonly DeviceSnapshot[], name: string): DeviceSnapshot | undefined {
  const wanted = name.trim().toLowerCase();
  const names = ({ si, serial, address, uid, reading }: DeviceSnapshot) => [
    si,
    serial,
    address,
    address.split(":")[0],
    reading?.device.hostName,
    uid,
  ];
  return devices.find((device) => names(device).some((known) => known?.toLowerCase() === wanted));
}
