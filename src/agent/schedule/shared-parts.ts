/**
 * Of a device's reading and memory that is kept once which devices of a model say alike. Among a thousand devices this
 * is most of what they say: their firmware, their trays, every part of which there is some left. Counters and times are
 * each device's own.
 */
import type { DeviceIdentity, Reading } from "../../contract/reading.ts";
import type { Status } from "../../contract/status.ts";
import type { DeviceMemory } from "../events/device-memory.ts";
import { intern } from "../leaf/intern.ts";
import { keepList, keepObject } from "../leaf/unchanged.ts";

export function shareReading(reading: Reading): Reading {
  const { alerts, supplies, parts, status, unsupported, checks } = reading;
  return {
    ...reading,
    device: shareIdentity(reading.device),
    profile: intern(reading.profile),
    ...(alerts && { alerts: alerts.map(intern) }),
    ...(supplies && { supplies: supplies.map(intern) }),
    ...(parts && { parts: parts.map(intern) }),
    ...(status && { status: shareStatus(status) }),
    ...(unsupported && { unsupported: intern(unsupported) }),
    ...(checks && { checks: checks.map(intern) }),
  };
}

/** What a reading added to a device's memory; the life of a part, with its pages and times, is never another's too. */
export function shareMemory(before: DeviceMemory | undefined, after: DeviceMemory): DeviceMemory {
  const { firmware, levelSteps } = after;
  if (before?.firmware === firmware && before.levelSteps === levelSteps) return after;
  return {
    ...after,
    firmware: intern(firmware),
    levelSteps: keepList(levelSteps, levelSteps.map(intern)),
  };
}

/** Who the device is, with its firmware and abilities as the others of its model have them. */
export function shareIdentity(device: DeviceIdentity): DeviceIdentity {
  const shared = { ...device, firmware: intern(device.firmware), capabilities: intern(device.capabilities) };
  return keepObject(device, shared);
}

function shareStatus(status: Status): Status {
  const { covers, trays } = status;
  return intern({
    ...status,
    ...(covers && { covers: covers.map(intern) }),
    ...(trays && { trays: trays.map(intern) }),
  });
}
