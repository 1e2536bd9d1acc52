import type { SeqRange } from "../../contract/batch.ts";
import type { Database } from "./database.ts";
import { type PutBack, putBackDelivered } from "./delivered.ts";
import { addGaps } from "./gap-table.ts";
import { noteLoss } from "./loss.ts";

/** The number up to which central has acknowledged everything, as a record or as a gap. */
export function settledTo(database: Database): number {
  const firstOpen = `SELECT min(coalesce((SELECT min(seq) FROM record), last_seq + 1),
    coalesce((SELECT min(from_seq) FROM gap), last_seq + 1)) FROM meta`;
  return database.number(firstOpen) - 1;
}

/**
 * Compares what central knows with what it acknowledged before. Where it knows less, it was put back to an older state.
 * @param acknowledgedTo as `settledTo` was before central could answer
 * @param unbrokenTo central's word
 * @returns the numbers that hold what it forgot, but for those about which something was done already; undefined: none
 */
export function findForgotten(database: Database, acknowledgedTo: number, unbrokenTo: number): SeqRange | undefined {
  const to = Math.min(acknowledgedTo, settledTo(database));
  return unbrokenTo < to ? [unbrokenTo + 1, to] : undefined;
}

/** What was done about numbers that central forgot. */
export interface MadeGood {
  /** Records that wait again. */
  readonly again: number;
  /** Numbers of which nothing is here any more, or never was. */
  readonly missing: number;
}

/**
 * Makes good what central forgot, as far as copies of it are still here. Of the rest nobody can tell which raises and
 * clears were in it: all that is still so is told again, and the numbers are told as a gap, so that this happens once.
 * @param inTransaction runs a step; undefined: the store has begun another epoch
 */
export function makeGood(
  forgotten: SeqRange,
  inTransaction: (step: (database: Database) => PutBack) => PutBack | undefined,
): MadeGood {
  let made: MadeGood = { again: 0, missing: 0 };
  let rest: SeqRange | undefined = forgotten;
  while (rest !== undefined) {
    const range: SeqRange = rest;
    const done = inTransaction((database) => putBackOrTell(database, range));
    if (done === undefined) return made;
    const missing = done.missing.reduce((sum, [from, to]) => sum + to - from + 1, 0);
    made = { again: made.again + done.records, missing: made.missing + missing };
    rest = done.rest;
  }
  return made;
}

function putBackOrTell(database: Database, range: SeqRange): PutBack {
  const done = putBackDelivered(database, range);
  if (done.missing.length > 0) {
    addGaps(database, done.missing, "forgotten");
    noteLoss(database, "at-once");
  }
  return done;
}
