import type { Rejection } from "../contract/batch.ts";
import type { RecordKind } from "../contract/record.ts";
import { type CheckedRecord, conflictOf, followsConflict } from "./check-records.ts";
import { fadingKinds } from "./retention.ts";
import type { StoreTransaction, Stream } from "./store.ts";

/** The good records of one batch, by what is known of them. */
export interface Arrivals<Kept extends CheckedRecord> {
  readonly fresh: readonly Kept[];
  /** Stored already under their number. */
  readonly repeated: readonly Kept[];
  /** Stored already under another number. */
  readonly renumbered: readonly Kept[];
  readonly conflicts: readonly Rejection[];
}

/**
 * Tells what is new from what came before, and from what another life of the agent's outbox gave the same number: a
 * state folder that was put back whole, or a copied machine. Such a record comes again under a higher number, and
 * whatever of this batch stands after it with it, for a raise must not come behind its clear. Where a life is put back
 * that had not heard of its new numbers yet, the record is known by its body.
 */
export async function sortArrivals<Kept extends CheckedRecord>(
  tables: StoreTransaction,
  stream: Stream,
  good: readonly Kept[],
): Promise<Arrivals<Kept>> {
  const seqs = good.map(({ record }) => record.seq);
  const known = await tables.knownCrcs(stream, seqs);
  // What was taken and forgotten by age since is not taken again.
  const forgotten = await tables.arrivedOf(
    stream,
    seqs.filter((seq) => !known.has(seq)),
  );
  const left = await tables.renumberedOf(stream, seqs);
  const forgottenBefore = new Map<RecordKind, number>();
  if (forgotten.size > 0) for (const kind of fadingKinds) forgottenBefore.set(kind, await tables.forgottenBefore(kind));
  // An event is kept for ever: where none is, the number belonged to something else, and so it did where what comes is
  // younger than all that was forgotten of its kind.
  const isForgotten = ({ record }: CheckedRecord) =>
    forgotten.has(record.seq) && Date.parse(record.observedAt) < (forgottenBefore.get(record.kind) ?? 0);
  const isRepeated = (checked: CheckedRecord) =>
    known.get(checked.record.seq) === checked.record.crc || isForgotten(checked);
  const isConflict = (checked: CheckedRecord) =>
    (known.has(checked.record.seq) || forgotten.has(checked.record.seq)) && !isRepeated(checked);
  const firstConflict = Math.min(...good.filter(isConflict).map(({ record }) => record.seq));
  const isContested = (checked: CheckedRecord) =>
    !isRepeated(checked) && (checked.record.seq >= firstConflict || left.has(checked.record.seq));
  const elsewhere = await bodiesElsewhere(tables, stream, good.filter(isContested));
  const isElsewhere = (checked: CheckedRecord) => isContested(checked) && elsewhere.has(checked.text);
  const news = good.filter((checked) => !isRepeated(checked) && !isElsewhere(checked));
  return {
    repeated: good.filter(isRepeated),
    renumbered: good.filter(isElsewhere),
    fresh: news.filter(({ record }) => record.seq < firstConflict),
    conflicts: news
      .filter(({ record }) => record.seq >= firstConflict)
      .map((checked) => (isConflict(checked) ? conflictOf : followsConflict)(checked.record.seq)),
  };
}

async function bodiesElsewhere(
  tables: StoreTransaction,
  stream: Stream,
  contested: readonly CheckedRecord[],
): Promise<ReadonlySet<string>> {
  if (contested.length === 0) return new Set();
  const lowest = Math.min(...contested.map(({ record }) => record.seq));
  return tables.bodiesAbove(
    stream,
    lowest,
    contested.map(({ record }) => record.crc),
  );
}
