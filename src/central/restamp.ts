import type { AgentClock } from "../contract/batch.ts";
import type { OutboxRecord } from "../contract/record.ts";
import { stampOf } from "./clock.ts";

/** A stamp before this, or more than a day ahead of central, comes from a machine whose clock ran down. */
const earliestMs = Date.UTC(2026, 0, 1);
const dayMs = 86_400_000;

/** Central's wall time less an agent's monotonic time, by boot. */
export type BootOffsets = ReadonlyMap<string, number>;

/**
 * Gives a record its true time when the agent's clock was wrong: by the monotonic clock of the boot that stored it, as
 * far as central has heard from that boot. All other stamps stay as they are, for a machine that slept counts less
 * monotonic time than has passed. Only what is decided and shown follows; the body is kept as it came.
 */
export function restamp<Kept extends OutboxRecord>(
  record: Kept,
  clock: AgentClock,
  offsets: BootOffsets,
  nowMs: number,
): Kept {
  const { clock: stored, observedAt } = record;
  const offsetMs = stored && offsets.get(stored.bootId);
  if (stored === undefined || offsetMs === undefined) return record;
  const statedMs = Date.parse(observedAt);
  const isInsane = statedMs < earliestMs || statedMs > nowMs + dayMs;
  const isUnsynced = stored.bootId === clock.bootId && !clock.synced;
  if (!isInsane && !isUnsynced) return record;
  const moment = stampOf(Math.min(nowMs, stored.monoMs + offsetMs));
  return { ...record, observedAt: moment, ...(record.kind === "event" && { body: { ...record.body, at: moment } }) };
}
