import type { SeqRange } from "../../contract/batch.ts";
import type { Database } from "./database.ts";
import { addGaps } from "./gap-table.ts";
import { noteLoss } from "./loss.ts";

/** The number up to which central has acknowledged everything, as a record or as a gap. */
export function settledTo(database: Database): number {
  const firstOpen = `SELECT min(coalesce((SELECT min(seq) FROM record), last_seq + 1),
    coalesce((SELECT min(from_seq) FROM gap), last_seq + 1)) FROM meta`;
  return database.number(firstOpen) - 1;
}

/**
 * Compares what central knows with what it acknowledged before. Where it knows less, it was put back to an older state,
 * and nobody can tell which raises and clears were in what it forgot: all that is still so is told again, and the numbers
 * are told as a gap, so that this happens once.
 * @param acknowledgedTo as `settledTo` was before central could answer
 * @param unbrokenTo central's word
 * @returns the numbers that hold what it forgot; undefined: it forgot nothing
 */
export function noteForgotten(database: Database, acknowledgedTo: number, unbrokenTo: number): SeqRange | undefined {
  const from = unbrokenTo + 1;
  const isNoted = database.first("SELECT from_seq FROM gap WHERE from_seq = ?", from) !== undefined;
  if (unbrokenTo >= acknowledgedTo || isNoted) return undefined;
  const forgotten: SeqRange = [from, acknowledgedTo];
  addGaps(database, [forgotten], "forgotten");
  noteLoss(database, "");
  return forgotten;
}
