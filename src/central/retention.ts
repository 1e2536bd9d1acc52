import type { RecordKind } from "../contract/record.ts";
import type { CentralStore } from "./store.ts";

const dayMs = 86_400_000;

/** Readings are kept for the months that anybody compares or disputes. */
export const defaultKeepDays = 400;

/** Heartbeats say how an agent was: only the newest is ever looked at, the others explain a trouble of these weeks. */
const heartbeatDays = 30;

/** Kinds of which old records are forgotten; their numbers alone stay known. */
export const fadingKinds: ReadonlySet<RecordKind> = new Set(["heartbeat", "reading", "recording"]);

/** In one transaction, so that no upload waits for long. */
const mostAtOnce = 2000;

/**
 * Takes old readings, recordings and heartbeats out. What is billed and what was done stays for ever: billing readings
 * and all other events, requests, stock, orders. The numbers of what went stay known, so it is never taken twice.
 * @returns how many went; as many as `mostAtOnce`: there is more to do
 */
export function forgetOld(store: CentralStore, keepDays: number, nowMs: number): Promise<number> {
  const limits: readonly (readonly [RecordKind, number])[] = [
    ["heartbeat", heartbeatDays],
    ["reading", keepDays],
    ["recording", keepDays],
  ];
  return store.transact(async (tables) => {
    let gone = 0;
    for (const [kind, days] of limits)
      gone += await tables.forgetRecords(kind, nowMs - days * dayMs, mostAtOnce - gone);
    return gone;
  });
}
