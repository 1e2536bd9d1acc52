import type { Event } from "../../contract/event.ts";
import type { FirmwareModule } from "../../contract/reading.ts";
import { note, type Step } from "./event-head.ts";
import type { Poll } from "./poll.ts";
import { spanMs } from "./span.ts";

/** sysUpTime at a moment. */
export interface UptimeMark {
  readonly at: string;
  readonly uptimeMs: number;
}

/** sysUpTime counts hundredths of a second in 32 bits and wraps after 497 days. */
const wrapMs = 2 ** 32 * 10;
/** Clocks of device and agent may drift apart by this much between two polls without a restart. */
const toleranceMs = 5 * 60_000;

/** Tells a restart from a wrap of the clock; a restart may hide behind a longer gap than the new uptime. */
export function reduceUptime(mark: UptimeMark | null, poll: Poll): Step<UptimeMark | null> {
  const { uptimeMs } = poll.reading;
  if (uptimeMs === null) return { state: mark, events: [] };
  const state = { at: poll.at, uptimeMs };
  if (mark === null || !hasRestarted(mark, state)) return { state, events: [] };
  const event: Event = {
    ...note(poll, {
      key: "device.restarted",
      certainty: "likely",
      text: `Started again ${Math.round(uptimeMs / 60_000)} minutes before the poll`,
      evidence: { observedAt: [mark.at, poll.at] },
    }),
    type: "deviceRestarted",
    data: { uptimeMs },
  };
  return { state, events: [event] };
}

function hasRestarted(before: UptimeMark, now: UptimeMark): boolean {
  const elapsedMs = spanMs(before.at, now.at);
  const expectedMs = before.uptimeMs + elapsedMs;
  const lagMs = (((expectedMs - now.uptimeMs) % wrapMs) + wrapMs) % wrapMs;
  if (lagMs <= toleranceMs || wrapMs - lagMs <= toleranceMs) return false;
  if (now.uptimeMs < before.uptimeMs) return true;
  return now.uptimeMs < elapsedMs;
}

/** Tells modules with another version, new ones, and, when the whole table was answered, removed ones. */
export function reduceFirmware(before: readonly FirmwareModule[], poll: Poll): Step<readonly FirmwareModule[]> {
  const now = poll.reading.device.firmware;
  if (now === before || now.length === 0 || !poll.reading.complete) return { state: before, events: [] };
  if (before.length === 0) return { state: now, events: [] };
  const versionsBefore = new Map(before.map(({ name, version }) => [name, version]));
  const versionsNow = new Map(now.map(({ name, version }) => [name, version]));
  const modules = [...new Set([...versionsBefore.keys(), ...versionsNow.keys()])]
    .map((name) => ({ name, from: versionsBefore.get(name) ?? null, to: versionsNow.get(name) ?? null }))
    .filter(({ from, to }) => from !== to)
    .slice(0, 128);
  if (modules.length === 0) return { state: now, events: [] };
  const event: Event = {
    ...note(poll, {
      key: "device.firmware",
      certainty: "certain",
      text: `Firmware changed: ${modules.map(({ name, to }) => `${name} ${to ?? "removed"}`).join(", ")}`,
      evidence: { observedAt: [poll.at] },
    }),
    type: "firmwareChanged",
    data: { modules },
  };
  return { state: now, events: [event] };
}
