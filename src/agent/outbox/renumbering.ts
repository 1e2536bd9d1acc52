import { conflictCode } from "../../contract/batch.ts";
import { type Database, integer } from "./database.ts";
import { addGaps } from "./gap-table.ts";
import type { Verdict } from "./outbox.ts";
import { nextSeq, type Store } from "./store.ts";
import { toRanges } from "./thinning.ts";

/** No outbox ever gives as many numbers: beyond it, central's word is a mistake that would use up all there are. */
const highestBelieved = 2 ** 48;

/** What was done about another life. */
export interface Renumbering {
  /** The former numbers of the records that have a new one. */
  readonly moved: readonly number[];
  /** The highest number that another life of this store may have given; the next one is above it. */
  readonly above: number;
}

/**
 * Leaves behind the numbers that another life of this store gave as well: the whole state folder was put back, as with a
 * snapshot of a virtual machine, or copied to a second machine. What central refused for it gets numbers above all that
 * central holds, and so do the events and requests after it, for a raise must not come behind its clear. The numbers left
 * are told as a gap, unless central holds them already; what waited before the other life began keeps its numbers, by
 * which central knows it again.
 * @returns undefined: central knows no other life
 */
export function leaveOtherLife(store: Store, { rejected, highestSeq }: Verdict): Renumbering | undefined {
  const { database, lastSeq } = store;
  const refused = rejected.filter(({ code, seq }) => code === conflictCode && isWaiting(database, seq));
  const above = Math.max(lastSeq, (highestSeq ?? 0) <= highestBelieved ? (highestSeq ?? 0) : 0);
  if (refused.length === 0 && above === lastSeq) return undefined;
  const first = Math.min(...refused.map(({ seq }) => seq));
  const moved = [...new Set([...refused.map(({ seq }) => seq), ...wordsAfter(database, first)])].sort((a, b) => a - b);
  store.lastSeq = above;
  for (const seq of moved) {
    const next = nextSeq(store);
    database.run("UPDATE record SET seq = ? WHERE seq = ?", next, seq);
    database.run("UPDATE newest SET seq = ? WHERE seq = ?", next, seq);
  }
  // A central that does not tell its highest number does not know this reason either, and would refuse the batch.
  if (highestSeq !== undefined) {
    const passedOver = above > lastSeq ? [[lastSeq + 1, above] as const] : [];
    addGaps(database, [...toRanges(moved), ...passedOver], "renumbered");
  }
  return { moved, above };
}

function isWaiting(database: Database, seq: number): boolean {
  return database.first("SELECT seq FROM record WHERE seq = ?", seq) !== undefined;
}

function wordsAfter(database: Database, first: number): readonly number[] {
  if (first === Number.POSITIVE_INFINITY) return [];
  return database
    .all("SELECT seq FROM record WHERE kind IN ('event', 'request') AND seq > ? ORDER BY seq", first)
    .map((row) => integer(row, "seq"));
}
