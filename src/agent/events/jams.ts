import type { Event, EventDevice } from "../../contract/event.ts";
import type { Alert } from "../../contract/status.ts";
import { keepList } from "../leaf/unchanged.ts";
import { codesOf } from "../reading/classify-alert.ts";
import { clear, raise, type Step } from "./event-head.ts";
import { type Meter, totalOf } from "./meters.ts";
import type { Poll } from "./poll.ts";
import { apartMs, spanMs } from "./span.ts";

/** Jams of the last day, from the device's own counter or, where it has none, from jams seen to begin. */
export interface JamMemory {
  readonly isJammed: boolean;
  readonly onsets: readonly { readonly at: string; readonly count: number }[];
  readonly raisedAt: string | null;
}

/** Stands in the fault where others have the device's code. */
export const jamsCode = "repeatedJams";
export const jamsKey = "fault.jams";
export const noJams: JamMemory = { isJammed: false, onsets: [], raisedAt: null };

const dayMs = 86_400_000;
const maxOnsets = 64;
/** prtAlertCode jam of IANA-PRINTER-MIB; 30208 is one in the stapler. */
const jamCode = 8;

/** A jam is the user's; one jam after the other all day hints at worn rollers. */
export function reduceJams(jams: JamMemory, poll: Poll, alternatives: () => readonly EventDevice[]): Step<JamMemory> {
  const counted = countJams(jams, poll);
  if (counted === null) return { state: jams, events: [] };
  const today = counted.onsets.filter(({ at }) => apartMs(at, poll.at) < dayMs);
  const onsets = keepList(jams.onsets, today.slice(-maxOnsets));
  const state: JamMemory = { ...counted, onsets };
  const count = onsets.reduce((sum, onset) => sum + onset.count, 0);
  if (jams.raisedAt === null && count > poll.settings.jamsPerDay) {
    return { state: { ...state, raisedAt: poll.at }, events: [tell(null, count, state, poll, alternatives())] };
  }
  // Half the limit, so that a device just at it is not raised and cleared all day.
  if (jams.raisedAt !== null && count * 2 <= poll.settings.jamsPerDay) {
    return { state: { ...state, raisedAt: null }, events: [tell(jams.raisedAt, count, state, poll, [])] };
  }
  return { state, events: [] };
}

/** null: this poll says nothing about jams. */
function countJams(jams: JamMemory, poll: Poll): JamMemory | null {
  const { meter, meterBefore, reading } = poll;
  if (meter?.counters["jams"] !== undefined) {
    // The meter believes no counter that a device shows while it boots: zero once, then all its jams again.
    const count = meter === meterBefore ? null : jamsBetween(meterBefore, meter);
    return count === null ? null : { ...jams, onsets: addOnset(jams, count, poll.at) };
  }
  const { status, alerts, complete } = reading;
  if (status === undefined || alerts === undefined) return null;
  const isJammed = status.errors.includes("jammed") || alerts.some(isJam);
  if (!isJammed && !complete) return null;
  return { ...jams, isJammed, onsets: addOnset(jams, isJammed && !jams.isJammed ? 1 : 0, poll.at) };
}

/** Jams by the device's own counter; of a rise over several days the share of one day counts. */
function jamsBetween(before: Meter | null, after: Meter): number {
  const [was, is] = [before?.counters["jams"], after.counters["jams"]];
  if (before === null || was === undefined || is === undefined || before.epoch !== after.epoch) return 0;
  return Math.floor((is - was) / Math.max(1, spanMs(before.observedAt, after.observedAt) / dayMs));
}

function addOnset({ onsets }: JamMemory, count: number, at: string): JamMemory["onsets"] {
  return count > 0 ? [...onsets, { at, count }] : onsets;
}

/** 8, and 30208 for a jam in the stapler. */
function isJam({ code, jamCode: textCode }: Alert): boolean {
  return codesOf(code ?? undefined).includes(jamCode) || textCode !== undefined;
}

function tell(
  raisedAt: string | null,
  today: number,
  { onsets }: JamMemory,
  poll: Poll,
  alternatives: readonly EventDevice[],
): Event {
  const total = totalOf(poll.meter);
  const telling = {
    key: jamsKey,
    certainty: "possible" as const,
    text: `${today} jams within a day`,
    evidence: {
      alerts: (poll.reading.alerts ?? []).filter(isJam).slice(0, 16),
      observedAt: [...onsets.slice(-7).map(({ at }) => at), poll.at],
      ...(total === null ? {} : { counters: { total } }),
    },
  };
  return {
    ...(raisedAt === null ? raise(poll, telling) : clear(poll, raisedAt, telling)),
    type: "fault",
    data: { code: jamsCode, panelText: null, total, alternatives: [...alternatives] },
  };
}
