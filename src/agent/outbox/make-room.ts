import { type Database, integer } from "./database.ts";
import { addGaps, type GapReason } from "./gap-table.ts";
import { noteLoss } from "./loss.ts";
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
  readonly ids: readonly number[];
  readonly evict: (ids: readonly number[]) => void;
}

/**
 * What may go, the least valuable first: stale heartbeats, recordings that central can ask for again, resolution
 * (readings between the first and the last of a device's day), what central refused for good and knows as gaps, whole
 * days, what is told of devices and events, which can be told again, and people's requests last. The newest reading of a
 * device stays.
 */
function* candidates(database: Database, { spared }: Eviction): Generator<Candidates> {
  const ids = (sql: string, ...values: number[]) => database.all(sql, ...values).map((row) => integer(row, "id"));
  const records = (reason: GapReason, seqs: readonly number[]): Candidates => ({
    ids: seqs.filter((seq) => !spared.has(seq)).sort((one, other) => one - other),
    evict: (chunk) => {
      deleteRecords(database, chunk);
      addGaps(database, toRanges(chunk), reason);
    },
  });
  const retold = ({ ids, evict }: Candidates): Candidates => ({
    ids,
    evict: (chunk) => {
      evict(chunk);
      noteLoss(database, "when-empty");
    },
  });
  // Each kind as the index of its lane names it.
  const site = "SELECT seq AS id FROM record WHERE kind IN ('heartbeat', 'device', 'stock')";
  const words = "SELECT seq AS id FROM record WHERE kind IN ('event', 'request')";

  yield records("thinned", ids(`${site} AND kind = 'heartbeat' ORDER BY seq DESC LIMIT -1 OFFSET 1`));
  yield records("dropped", ids("SELECT seq AS id FROM record WHERE kind = 'recording'"));
  const days = database.all("SELECT DISTINCT day FROM record ORDER BY day").map((row) => integer(row, "day"));
  for (const day of days) {
    const readings = database
      .all("SELECT seq, device FROM record WHERE kind = 'reading' AND day = ? ORDER BY seq", day)
      .map((row) => ({ seq: integer(row, "seq"), device: row["device"] === null ? null : String(row["device"]) }));
    yield records("thinned", readingsBetween(readings));
  }
  yield {
    ids: ids("SELECT id FROM quarantine ORDER BY id"),
    evict: (chunk) => {
      for (const id of chunk) database.run("DELETE FROM quarantine WHERE id = ?", id);
    },
  };
  const outdated = "NOT EXISTS (SELECT 1 FROM newest n WHERE n.device = record.device AND n.seq = record.seq)";
  for (const day of days) {
    const ofDay = `SELECT seq AS id FROM record WHERE kind = 'reading' AND day = ? AND ${outdated}`;
    yield records("dropped", ids(ofDay, day));
  }
  yield retold(records("dropped", ids(`${site} AND kind IN ('device', 'stock')`)));
  yield retold(records("dropped", ids(`${words} AND kind = 'event'`)));
  yield records("dropped", ids(words));
}

/**
 * Evicts until the file uses few enough pages or nothing is left to give. What goes and the gaps that name it change in
 * one transaction, several of them when there is much to do, for the log has a bound too.
 * @returns how many rows went
 */
export function makeRoom(database: Database, eviction: Eviction): number {
  const { usedPagesAtMost, deletionsAtOnce } = eviction;
  let evicted = 0;
  for (const { ids, evict } of candidates(database, eviction)) {
    for (let start = 0; start < ids.length; start += deletionsAtOnce) {
      if (usedPages(database) <= usedPagesAtMost) return evicted;
      const chunk = ids.slice(start, start + deletionsAtOnce);
      database.transaction(() => evict(chunk));
      evicted += chunk.length;
    }
    if (usedPages(database) <= usedPagesAtMost) return evicted;
  }
  return evicted;
}
