import type { Gap, SeqRange } from "../../contract/batch.ts";
import { type Database, integer } from "./database.ts";
import { addGaps, forgetGaps, gapFromRow } from "./gap-table.ts";
import { tableColumns } from "./schema.ts";
import { toRanges } from "./thinning.ts";

/** A backup of central that is put back is hardly ever older. */
const keptDays = 14;

const msPerDay = 86_400_000;

const columns = tableColumns.record.join(", ");

const tables = [
  ["delivered", "seq"],
  ["delivered_gap", "from_seq"],
] as const;

/** Records that move at a time; back in a transaction each, so that the write-ahead log stays within its share. */
const movedAtOnce = 1000;

/**
 * Takes out what central acknowledged. A copy of it stays for some days, for a central that is put back to a backup;
 * not of a recording, which is large, and which central can ask for again.
 * @param seqs rising
 * @param at when, by central's clock, for ours may be wrong by years; undefined: nobody knows, or there is no room
 * @returns how many were there
 */
export function takeOutDelivered(database: Database, seqs: readonly number[], at: string | undefined): number {
  const today = dayOf(at);
  let taken = 0;
  for (let start = 0; start < seqs.length; start += movedAtOnce) {
    // So many at a time, the copies take the room that their originals leave.
    for (const [from, to] of toRanges(seqs.slice(start, start + movedAtOnce))) {
      if (today !== null) {
        database.run(
          `INSERT OR REPLACE INTO delivered SELECT ${columns}, ? FROM record
           WHERE seq BETWEEN ? AND ? AND kind <> 'recording'`,
          ...[today, from, to],
        );
      }
      taken += database.run("DELETE FROM record WHERE seq BETWEEN ? AND ?", from, to);
    }
  }
  if (today !== null) dropOutdated(database, today, 2 * seqs.length + 100);
  return taken;
}

/** Takes out gaps that central knows; of each a copy stays as long as of a record. Answers how many were there. */
export function takeOutTold(database: Database, gaps: readonly Gap[], at: string | undefined): number {
  const today = dayOf(at);
  if (today !== null) {
    for (const { from, to, reason } of gaps) {
      database.run(
        `INSERT OR REPLACE INTO delivered_gap SELECT from_seq, to_seq, reason, ? FROM gap
         WHERE from_seq >= ? AND to_seq <= ? AND reason = ?`,
        ...[today, from, to, reason],
      );
    }
  }
  return forgetGaps(database, gaps);
}

function dayOf(at: string | undefined): number | null {
  return at === undefined ? null : Math.floor(Date.parse(at) / msPerDay);
}

/** Looks only at the oldest, and at more of them than were added. */
function dropOutdated(database: Database, today: number, looksAt: number): void {
  for (const [table, key] of tables) {
    database.run(
      `DELETE FROM ${table} WHERE ${key} IN (SELECT ${key} FROM ${table} ORDER BY ${key} LIMIT ?) AND delivered_day < ?`,
      ...[looksAt, today - keptDays],
    );
  }
}

/** Drops the oldest copies, so many in one transaction; answers how many went, 0 when none is left. */
export function dropOldestDelivered(database: Database, count: number): number {
  return database.run("DELETE FROM delivered WHERE seq IN (SELECT seq FROM delivered ORDER BY seq LIMIT ?)", count);
}

/** What was put back of a range in one transaction. */
export interface PutBack {
  readonly records: number;
  /** Numbers of which no copy tells what they were. */
  readonly missing: readonly SeqRange[];
  /** What is left of the range, for another transaction; undefined: nothing. */
  readonly rest: SeqRange | undefined;
}

/**
 * Puts copies of these numbers back among what waits; each goes under its old number, so that central knows again what
 * it still has, and gaps that it was told of are told again. From the highest down: cut short, it leaves a rest that is
 * found missing at central again. To be called in a transaction.
 */
export function putBackDelivered(database: Database, [from, to]: SeqRange): PutBack {
  const highest = "SELECT seq FROM delivered WHERE seq BETWEEN ? AND ? ORDER BY seq DESC LIMIT ?";
  const seqs = database.all(highest, from, to, movedAtOnce).map((row) => integer(row, "seq"));
  const lowest = seqs.length < movedAtOnce ? from : (seqs.at(-1) ?? from);
  for (const [low, high] of toRanges(seqs.toReversed())) {
    database.run(
      `INSERT INTO record (${columns}) SELECT ${columns} FROM delivered WHERE seq BETWEEN ? AND ?`,
      ...[low, high],
    );
    database.run("DELETE FROM delivered WHERE seq BETWEEN ? AND ?", low, high);
  }
  const gaps = gapsWithin(database, [lowest, to]);
  for (const gap of gaps) addGaps(database, [[gap.from, gap.to]], gap.reason);
  const known = [...toRanges(seqs.toReversed()), ...gaps.map((gap) => [gap.from, gap.to] as const)];
  return {
    records: seqs.length,
    missing: between(known, [lowest, to]),
    rest: lowest > from ? [from, lowest - 1] : undefined,
  };
}

/** What copies tell of gaps in a range; a gap may have been told twice, the second time grown. */
function gapsWithin(database: Database, [from, to]: SeqRange): readonly Gap[] {
  const gaps: Gap[] = [];
  const touching = "SELECT * FROM delivered_gap WHERE from_seq <= ? AND to_seq >= ? ORDER BY from_seq";
  let next = from;
  for (const gap of database.all(touching, to, from).map(gapFromRow)) {
    const [low, high] = [Math.max(gap.from, next), Math.min(gap.to, to)];
    if (low > high) continue;
    gaps.push({ from: low, to: high, reason: gap.reason });
    next = high + 1;
  }
  return gaps;
}

/** The numbers of a range that lie in none of these. */
function between(ranges: readonly (readonly [number, number])[], [from, to]: SeqRange): readonly SeqRange[] {
  const missing: SeqRange[] = [];
  let next = from;
  for (const [low, high] of [...ranges.toSorted(([one], [other]) => one - other), [to + 1, to + 1] as const]) {
    if (low > next) missing.push([next, low - 1]);
    next = Math.max(next, high + 1);
  }
  return missing;
}
