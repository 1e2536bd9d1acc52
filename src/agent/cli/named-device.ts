import { AgentError } from "../leaf/errors.ts";
import type { DeviceSnapshot } from "../status/agent-snapshot.ts";
import type { Speech } from "./speech.ts";

/**
 * The device that a person names.
 * @throws AgentError `device-unknown`, or `device-ambiguous` for a name of several
 */
export function deviceNamed(devices: readonly DeviceSnapshot[], name: string, { say }: Speech): DeviceSnapshot {
  const [device, ...others] = devicesNamed(devices, name);
  if (device === undefined) {
    throw new AgentError({
      kind: "unavailable",
      code: "device-unknown",
      message: say("noSuchDevice", { name }),
      remedy: say("noSuchDeviceRemedy", { name }),
    });
  }
  if (others.length > 0) {
    const places = [device, ...others].map(({ serial, address }) => `${address} (${serial ?? "?"})`);
    throw new AgentError({
      kind: "usage",
      code: "device-ambiguous",
      message: say("severalDevices", { name, places: places.join(", ") }),
    });
  }
  return device;
}

/** By SI number, serial number, address (with or without the port) or host name, whatever the case of letters. */
export function devicesNamed(devices: readonly DeviceSnapshot[], name: string): readonly DeviceSnapshot[] {
  const wanted = name.trim().toLowerCase();
  const names = ({ si, serial, address, uid, reading }: DeviceSnapshot) => [
    si,
    serial,
    address,
    address.split(":")[0],
    reading?.device.hostName,
    uid,
  ];
  return devices.filter((device) => names(device).some((known) => known?.toLowerCase() === wanted));
}
