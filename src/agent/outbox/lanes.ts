import type { OutboxRecord } from "../../contract/record.ts";
import { type Database, integer, type Row } from "./database.ts";
import type { BatchLimits } from "./outbox.ts";
import { kindFromRow, recordFromRow } from "./record-table.ts";

/** Bytes that the envelope of one record takes in the batch. */
const envelopeBytes = 140;

const notWords: ReadonlySet<string> = new Set(["reading", "heartbeat", "device", "stock", "recording"]);

const isNewest = "EXISTS (SELECT 1 FROM newest n WHERE n.device = r.device AND n.seq = r.seq)";

/**
 * The order in which records leave: what somebody waits for, then how the site is, then the newest of each device, then
 * what was recorded for central, then history, and with it whatever has no kind of these: a damaged row. Within a lane
 * oldest first, but for heartbeats, of which only the newest is news. (The cross join keeps SQLite from reading all
 * records for the few newest ones, the plus from an index that would need a sort.)
 */
const lanes: readonly string[] = [
  `SELECT r.*, 0 AS backfill FROM record r WHERE kind IN ('event', 'request') ORDER BY seq`,
  `SELECT r.*, 0 AS backfill FROM record r WHERE kind IN ('heartbeat', 'device', 'stock') ORDER BY seq DESC`,
  `SELECT r.*, 0 AS backfill FROM newest n CROSS JOIN record r ON r.seq = n.seq AND r.device = n.device
   WHERE r.kind = 'reading' ORDER BY r.seq`,
  `SELECT r.*, 0 AS backfill FROM record r WHERE kind = 'recording' ORDER BY seq`,
  `SELECT r.*, 1 AS backfill FROM record r
   WHERE +kind NOT IN ('event', 'request', 'heartbeat', 'device', 'stock', 'recording')
   AND NOT (kind = 'reading' AND ${isNewest}) ORDER BY seq`,
];

export interface Selection {
  readonly records: readonly OutboxRecord[];
  /** Rows whose CRC does not hold. */
  readonly damaged: readonly number[];
  /** Whether one of them is an event or a request, which nothing but telling it again can make good. */
  readonly isWordLost: boolean;
}

/** Picks the records of a batch, lane by lane, passing over `skipped`. */
export function selectBatch(database: Database, limits: BatchLimits, skipped: ReadonlySet<number>): Selection {
  const records: OutboxRecord[] = [];
  const damaged: number[] = [];
  let bytes = 0;
  let isWordLost = false;
  for (const lane of lanes) {
    if (records.length >= limits.maxRecords) break;
    for (const row of database.iterate(lane)) {
      if (skipped.has(integer(row, "seq"))) continue;
      bytes += integer(row, "bytes") + envelopeBytes;
      if (bytes > limits.maxBytes && records.length > 0) return { records, damaged, isWordLost };
      const record = recordFromRow(row);
      if (record !== undefined) records.push(record);
      else {
        damaged.push(integer(row, "seq"));
        isWordLost ||= isWord(row);
      }
      if (records.length >= limits.maxRecords) break;
    }
  }
  return { records, damaged, isWordLost };
}

/** Whether a row that cannot be read may have been an event or a request: so it may where nobody knows its kind. */
export function isWord(row: Row): boolean {
  return !notWords.has(kindFromRow(row));
}

/** How many events wait. */
export function countEvents(database: Database): number {
  return database.number("SELECT count(*) FROM record WHERE kind IN ('event', 'request') AND kind = 'event'");
}
