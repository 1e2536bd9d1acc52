import { sortArrivals } from "./arrivals.ts";
import type { CheckedRecord } from "./check-records.ts";
import type { StoreTransaction, Stream } from "./store.ts";

/** The records of one batch, by where they belong. */
export interface SortedSaved<Kept extends CheckedRecord> {
  /** What is new of former epochs, under its first numbers. */
  readonly saved: readonly { readonly stream: Stream; readonly fresh: readonly Kept[] }[];
  /** Numbers of the batch that are done with: what came under them is saved, or a copy of what arrived before. */
  readonly done: readonly number[];
  /** All others; those too whose first number another body has. */
  readonly rest: readonly Kept[];
}

/**
 * Takes what an agent saved from a damaged store for what it is: a copy of what arrived before, or a record of the epoch
 * that ended. Counted anew in the present one, what was told once would stand here twice, and the word that a fault is
 * over would come after the next fault.
 */
export async function sortSaved<Kept extends CheckedRecord>(
  tables: StoreTransaction,
  { agent, epoch: present }: Stream,
  good: readonly Kept[],
): Promise<SortedSaved<Kept>> {
  const saved: SortedSaved<Kept>["saved"][number][] = [];
  const done = new Set<number>();
  for (const [epoch, copies] of Map.groupBy(good, ({ record }) => record.origin?.epoch ?? present)) {
    if (epoch === present) continue;
    const stream: Stream = { agent, epoch };
    const numberOf = new Map(copies.map(({ record }) => [firstNumber(record), record.seq]));
    const originals = copies.map((copy) => ({ ...copy, record: { ...copy.record, seq: firstNumber(copy.record) } }));
    const { fresh, repeated, renumbered } = await sortArrivals(tables, stream, originals);
    saved.push({ stream, fresh });
    for (const { record } of [...fresh, ...repeated, ...renumbered]) done.add(numberOf.get(record.seq) ?? record.seq);
  }
  return { saved, done: [...done], rest: good.filter(({ record }) => !done.has(record.seq)) };
}

function firstNumber({ seq, origin }: CheckedRecord["record"]): number {
  return origin?.seq ?? seq;
}
