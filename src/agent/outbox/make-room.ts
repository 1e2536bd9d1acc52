import { type Database, integer } from "./database.ts";
import { addGaps, type GapReason } from "./gap-table.ts";
import { deleteRecords } from "./record-table.ts";
import { pageBytes } from "./space.ts";
import { readingsBetween, toRanges } from "./thinning.ts";

export interface Eviction {
  /** Pages that must be free of use when it ends. */
  readonly usedPagesAtMost: number;
  /** Records handed out: central may be accepting them at this moment, so they must not be called a gap. */
  readonly spared: ReadonlySet<number>;
  readonly deletionsAtOnce: number;
}

/** Pages in use, the free ones inside the file not counted. */
export function usedPages(database: Database): number {
  return database.number("PRAGMA page_count") - database.number("PRAGMA freelist_count");
}

/** Bytes in use. */
export function usedBytes(database: Database): number {
  return usedPages(database) * pageBytes;
}

interface Candidates {
  readonly reason: GapReason;
  readonly seqs: readonly number[];
}

/**
 * What may go, the least valuable first: stale heartbeats, recordings that central can ask for again, then resolution (readings between the first and the last of
 * a device's day), then whole days, then lists and declarations, events and requests last. The newest reading of a
 * device stays.
 */
function* candidates(database: Database): Generator<Candidates> {
  const seqs = (sql: string, ...values: number[]) => database.all(sql, ...values).map((row) => integer(row, "seq"));
  yield {
    reason: "thinned",
    seqs: seqs(
      "SELECT seq FROM record WHERE kind IN ('heartbeat', 'device', 'stock') AND kind = 'heartbeat' ORDER BY seq DESC LIMIT -1 OFFSET 1",
    ),
  };

  yield { reason: "dropped", seqs: seqs("SELECT seq FROM record WHERE kind = 'recording' ORDER BY seq") };

  const days = database.all("SELECT DISTINCT day FROM record ORDER BY day").map((row) => integer(row, "day"));
  for (const day of days) {
    const readings = database
      .all("SELECT seq, device FROM record WHERE kind = 'reading' AND day = ? ORDER BY seq", day)
      .map((row) => ({ seq: integer(row, "seq"), device: row["device"] === null ? null : String(row["device"]) }));
    yield { reason: "thinned", seqs: readingsBetween(readings) };
  }
  for (const day of days) {
    const outdated = "NOT EXISTS (SELECT 1 FROM newest n WHERE n.device = record.device AND n.seq = record.seq)";
    yield {
      reason: "dropped",
      seqs: seqs(`SELECT seq FROM record WHERE kind = 'reading' AND day = ? AND ${outdated} ORDER BY seq`, day),
    };
  }
  yield { reason: "dropped", seqs: seqs("SELECT seq FROM record WHERE kind IN ('device', 'stock') ORDER BY seq") };
  yield { reason: "dropped", seqs: seqs("SELECT seq FROM record WHERE kind IN ('event', 'request') ORDER BY seq") };
}

/**
 * Evicts records until the file uses few enough pages or nothing is left to give. Records and the gaps that name them
 * change in one transaction, several of them when there is much to do, for the log has a bound too.
 * @returns how many records went
 */
export function makeRoom(database: Database, eviction: Eviction): number {
  let evicted = 0;
  for (const { reason, seqs } of candidates(database)) {
    const evictable = seqs.filter((seq) => !eviction.spared.has(seq)).sort((a, b) => a - b);
    for (let start = 0; start < evictable.length; start += eviction.deletionsAtOnce) {
      if (usedPages(database) <= eviction.usedPagesAtMost) return evicted;
      const chunk = evictable.slice(start, start + eviction.deletionsAtOnce);
      database.transaction(() => {
        deleteRecords(database, chunk);
        addGaps(database, toRanges(chunk), reason);
      });
      evicted += chunk.length;
    }
    if (usedPages(database) <= eviction.usedPagesAtMost) return evicted;
  }
  return evicted;
}
