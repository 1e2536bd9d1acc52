import { conflictCode, type Gap, type SeqRange } from "../../contract/batch.ts";
import { takeOutDelivered, takeOutTold } from "./delivered.ts";
import { findForgotten } from "./forgotten.ts";
import { addGaps } from "./gap-table.ts";
import { noteDelivery } from "./loss.ts";
import type { Settlement, Verdict } from "./outbox.ts";
import { quarantineRecord } from "./record-table.ts";
import { leaveOtherLife, type Renumbering } from "./renumbering.ts";
import type { Store } from "./store.ts";
import { toRanges } from "./thinning.ts";

/** What was handed out last and waits for central's verdict. */
export interface InFlight {
  readonly epoch: string;
  readonly seqs: ReadonlySet<number>;
  readonly gaps: readonly Gap[];
  /** Up to this number, central had acknowledged everything before. */
  readonly settledTo: number;
}

export const nothingInFlight: InFlight = { epoch: "", seqs: new Set(), gaps: [], settledTo: 0 };

export interface Settled {
  readonly settlement: Settlement;
  /** Handed out, and to be handed out again. */
  readonly deferred: readonly number[];
  readonly renumbering: Renumbering | undefined;
  /** What central held and holds no more; nothing was done about it yet. */
  readonly forgotten: SeqRange | undefined;
}

const nothingSettled: Settled = {
  settlement: { accepted: 0, quarantined: 0, deferred: 0, gaps: 0 },
  deferred: [],
  renumbering: undefined,
  forgotten: undefined,
};

/**
 * Carries out central's verdict over what is in flight; to be called in a transaction.
 * @param hasRoom for copies of what was delivered
 */
export function settleInFlight(store: Store, inFlight: InFlight, verdict: Verdict, hasRoom: boolean): Settled {
  const { database, epoch } = store;
  // In a store that was replaced under us the numbers belong to other records.
  if (epoch !== inFlight.epoch) return nothingSettled;
  const handedOut = rising([...inFlight.seqs]);
  const isAccepted = (seq: number) => verdict.accepted.some(([from, to]) => from <= seq && seq <= to);
  const accepted = handedOut.filter(isAccepted);
  const rejected = verdict.rejected.filter(({ seq }) => inFlight.seqs.has(seq) && !isAccepted(seq));
  // A conflict is no fault of the record, only of its number.
  const refused = rejected.filter(({ code, retry }) => !retry && code !== conflictCode);

  const copiedAt = hasRoom ? verdict.serverTime : undefined;
  const deleted = takeOutDelivered(database, accepted, copiedAt);
  const gaps = takeOutTold(database, inFlight.gaps, copiedAt);
  const moved = refused.filter(({ seq, code, text }) => quarantineRecord(database, seq, code, text));
  addGaps(database, toRanges(rising(moved.map(({ seq }) => seq))), "quarantined");
  const renumbering = leaveOtherLife(store, { ...verdict, rejected });
  noteDelivery(database);
  const forgotten = findForgotten(database, inFlight.settledTo, verdict.unbrokenTo ?? inFlight.settledTo);

  const gone = new Set([...accepted, ...(renumbering?.moved ?? []), ...refused.map(({ seq }) => seq)]);
  const deferred = handedOut.length - deleted - moved.length;
  return {
    settlement: { accepted: deleted, quarantined: moved.length, deferred, gaps },
    deferred: handedOut.filter((seq) => !gone.has(seq)),
    renumbering,
    forgotten,
  };
}

export function rising(seqs: readonly number[]): readonly number[] {
  return [...seqs].sort((a, b) => a - b);
}
