import type { Gap } from "../../contract/batch.ts";
import { type Database, integer, type Row, text } from "./database.ts";

export type GapReason = Gap["reason"];

const reasons: ReadonlySet<string> = new Set<GapReason>([
  ...(["thinned", "dropped", "corrupt", "quarantined", "renumbered", "forgotten"] as const),
]);

function isGapReason(word: string): word is GapReason {
  return reasons.has(word);
}

export function gapFromRow(row: Row): Gap {
  const reason = text(row, "reason");
  return {
    from: integer(row, "from_seq"),
    to: integer(row, "to_seq"),
    reason: isGapReason(reason) ? reason : "dropped",
  };
}

/** Whether two neighbours may become one gap: a dropped range may swallow what was thinned in it before, not the reverse. */
function isMergeable(neighbour: GapReason, added: GapReason): boolean {
  return neighbour === added || (neighbour === "thinned" && added === "dropped");
}

/** Adds gaps; neighbours grow together, so that months of dropped readings stay one row. */
export function addGaps(
  database: Database,
  ranges: readonly (readonly [from: number, to: number])[],
  reason: GapReason,
): void {
  for (const range of ranges) {
    let [from, to] = range;
    const before = database.first("SELECT * FROM gap WHERE from_seq < ? ORDER BY from_seq DESC LIMIT 1", from);
    const after = database.first("SELECT * FROM gap WHERE from_seq = ?", to + 1);
    for (const row of [before, after]) {
      if (row === undefined) continue;
      const gap = gapFromRow(row);
      const touches = gap.to === from - 1 || gap.from === to + 1;
      if (!touches || !isMergeable(gap.reason, reason)) continue;
      from = Math.min(from, gap.from);
      to = Math.max(to, gap.to);
      database.run("DELETE FROM gap WHERE from_seq = ?", gap.from);
    }
    // A flipped bit in a record's number may have made it one that is a gap already.
    database.run(
      `INSERT INTO gap (from_seq, to_seq, reason) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET to_seq = max(to_seq, excluded.to_seq)`,
      ...[from, to, reason],
    );
  }
}

export function readGaps(database: Database, limit: number): readonly Gap[] {
  return database.all("SELECT * FROM gap ORDER BY from_seq LIMIT ?", limit).map(gapFromRow);
}

/** Forgets gaps that central knows. One that has grown since it was told stays, to be told again whole. */
export function forgetGaps(database: Database, told: readonly Gap[]): number {
  let forgotten = 0;
  for (const gap of told) {
    forgotten += database.run(
      "DELETE FROM gap WHERE from_seq >= ? AND to_seq <= ? AND reason = ?",
      gap.from,
      gap.to,
      gap.reason,
    );
  }
  return forgotten;
}
