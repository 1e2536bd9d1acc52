import type { OutboxRecord } from "../contract/record.ts";
import { stampOf } from "./clock.ts";

/** A stamp before this, or more than a day ahead of central, comes from a machine whose clock ran down. */
const earliestMs = Date.UTC(2026, 0, 1);
const dayMs = 86_400_000;
/** Within it a stamp stands: the way of a batch, and clocks that nobody keeps to the second. */
const toleranceMs = 5 * 60_000;

/**
 * Central's wall time less a boot's monotonic time: when it was first heard and, of the boot that sends, now. A machine
 * that sleeps counts less monotonic time than passes, so the two may differ; what was stored lies between them.
 */
export interface BootOffsets {
  readonly firstMs: number;
  /** null: it does not send now. */
  readonly presentMs: number | null;
}

export interface Restamped<Kept extends OutboxRecord> {
  readonly record: Kept;
  /** Whether the stamp agrees with central's clock; false: central never heard the boot that stored the record. */
  readonly isSure: boolean;
}

/**
 * Gives a record its true time when the agent's clock was wrong, by the monotonic clock of the boot that stored it, as
 * far as central has heard from that boot; a stamp that agrees with it stays to the millisecond. Nothing depends on what
 * the agent thinks of its clock. Only what is decided and shown follows; the body is kept as it came.
 */
export function restamp<Kept extends OutboxRecord>(
  record: Kept,
  boots: ReadonlyMap<string, BootOffsets>,
  nowMs: number,
): Restamped<Kept> {
  const { clock, observedAt } = record;
  const boot = clock && boots.get(clock.bootId);
  const statedMs = Date.parse(observedAt);
  if (clock === undefined || boot === undefined) {
    // All that is known of it is that it was stored before it came.
    return { record: statedMs > nowMs + toleranceMs ? stampedAt(record, nowMs) : record, isSure: false };
  }
  const isInsane = statedMs < earliestMs || statedMs > nowMs + dayMs;
  const [firstMs, presentMs] = [clock.monoMs + boot.firstMs, clock.monoMs + (boot.presentMs ?? boot.firstMs)];
  const [fromMs, toMs] = [Math.min(firstMs, presentMs), Math.max(firstMs, presentMs)];
  // A boot that does not send may have slept since it was heard: a later stamp may be right.
  const isTooLate = statedMs > toMs + toleranceMs && (boot.presentMs !== null || isInsane);
  if (statedMs >= fromMs - toleranceMs && !isTooLate) return { record, isSure: true };
  return { record: stampedAt(record, Math.min(nowMs, isTooLate ? toMs : fromMs)), isSure: true };
}

function stampedAt<Kept extends OutboxRecord>(record: Kept, ms: number): Kept {
  const at = stampOf(ms);
  return { ...record, observedAt: at, ...(record.kind === "event" && { body: { ...record.body, at } }) };
}
