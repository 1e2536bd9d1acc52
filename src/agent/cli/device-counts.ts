import type { DeviceSnapshot } from "../status/agent-snapshot.ts";

/** How many devices there are: in all, in each state of contact, and without a service number. */
export type DeviceCounts = Readonly<Record<DeviceSnapshot["contact"] | "known" | "notRegistered", number>>;

export function countDevices(devices: readonly DeviceSnapshot[]): DeviceCounts {
  const count = (state: DeviceSnapshot["contact"]) => devices.filter(({ contact }) => contact === state).length;
  return {
    known: devices.length,
    answering: count("answering"),
    quiet: count("quiet"),
    silent: count("silent"),
    notReadYet: count("notReadYet"),
    outside: count("outside"),
    notRegistered: devices.filter(({ si }) => si === null).length,
  };
}
