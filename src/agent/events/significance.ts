import type { Reading } from "../../contract/reading.ts";
import type { Level } from "../../contract/supply.ts";
import { keepList, keepObject } from "../leaf/unchanged.ts";

/** What central was last told of a device, in few words that are only compared. Plain JSON. */
export interface Recorded {
  /** When the last recorded reading was made. */
  readonly at: string;
  /** By the key of the supply or part: percent, or the word for it. */
  readonly levels: Readonly<Record<string, number | Level["state"]>>;
  readonly alerts: readonly string[];
  readonly status: string;
}

/**
 * Whether a reading is worth a record: every reading with counters is, any other only when a level, the alerts or the
 * status changed. Printing, sleeping and notices for nobody are no news, or each page printed would be a record.
 */
export function isNews(recorded: Recorded | null, reading: Reading): boolean {
  if (recorded === null || reading.counters !== undefined) return true;
  const next = afterRecording(recorded, reading);
  return (
    next.status !== recorded.status ||
    next.alerts.join("\n") !== recorded.alerts.join("\n") ||
    Object.entries(next.levels).some(([key, level]) => recorded.levels[key] !== level)
  );
}

/** What is told once this reading is recorded; a section that was not asked for stays as it was told before. */
export function afterRecording(recorded: Recorded | null, reading: Reading): Recorded {
  const { status, alerts, supplies, parts, observedAt } = reading;
  const levels = [...(supplies ?? []), ...(parts ?? [])].map(({ key, level }) => [key, shortLevel(level)] as const);
  const told = alerts?.filter(({ kind }) => kind !== "info").map(({ key }) => key);
  const before = recorded?.alerts ?? [];
  // A poll that asked for all of them leaves none of what the device no longer has.
  const left = supplies === undefined || parts === undefined ? recorded?.levels : {};
  return {
    at: observedAt,
    levels: keepObject(recorded?.levels, { ...left, ...Object.fromEntries(levels) }),
    alerts: told === undefined ? before : keepList(before, [...new Set(told)].sort()),
    status: status === undefined ? (recorded?.status ?? "") : [status.device, ...[...status.errors].sort()].join(" "),
  };
}

function shortLevel(level: Level): number | Level["state"] {
  return level.state === "percent" ? level.percent : level.state;
}
