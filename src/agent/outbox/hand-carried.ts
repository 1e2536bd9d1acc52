import type { Gap, Rejection, SeqRange } from "../../contract/batch.ts";
import type { OutboxRecord } from "../../contract/record.ts";
import { decodeBody, encodeBody } from "./body-codec.ts";
import { bytes, type Database, integer, text } from "./database.ts";
import { addGaps, forgetGaps, readGaps } from "./gap-table.ts";
import type { HandedOut, Settlement } from "./outbox.ts";
import { quarantineRecord, recordFromRow } from "./record-table.ts";
import { toRanges } from "./thinning.ts";

/** What central took of an epoch, as its receipt tells. */
export interface HandReceipt {
  readonly epoch: string;
  readonly accepted: readonly SeqRange[];
  readonly rejected: readonly Rejection[];
  readonly gaps: readonly Gap[];
}

/** Which of what waits is carried. */
export interface Selection {
  /** Numbers up to this one were carried before; 0: none. */
  readonly afterSeq?: number;
  readonly isWanted?: (record: OutboxRecord) => boolean;
  readonly mostRecords: number;
}

/** How far the last file reached. */
interface CarriedMark {
  readonly epoch: string;
  readonly seq: number;
}

const markKey = "export";

const nothing: Settlement = { accepted: 0, quarantined: 0, deferred: 0, gaps: 0 };

/** The highest number in the last file; 0: none was written since the outbox began its epoch. */
export function readCarried(database: Database): number {
  const row = database.first("SELECT body, crc FROM state WHERE key = ?", markKey);
  // A cast, because only `noteCarried` writes this key and the CRC holds.
  const mark = row && (decodeBody(bytes(row, "body"), integer(row, "crc"))?.value as CarriedMark | undefined);
  return mark !== undefined && mark.epoch === epochOf(database) ? mark.seq : 0;
}

/** To be called when the file is written: the next one begins after it. */
export function noteCarried(database: Database, seq: number): void {
  const mark: CarriedMark = { epoch: epochOf(database) ?? "", seq };
  const { data, crc } = encodeBody(mark);
  database.run("INSERT OR REPLACE INTO state VALUES (?, ?, ?)", markKey, data, crc);
}

function epochOf(database: Database): string | undefined {
  const meta = database.first("SELECT epoch FROM meta");
  return meta && text(meta, "epoch");
}

/**
 * What waits, oldest first, for a file that somebody carries. It may be read beside a running agent and stays in the
 * outbox until a receipt names it, so that a lost file loses nothing. Damaged rows are left to the agent.
 */
export function* waitingBatches(database: Database, maxRecords: number, which: Selection): Generator<HandedOut> {
  const { afterSeq = 0, isWanted = () => true, mostRecords } = which;
  const epoch = epochOf(database);
  if (epoch === undefined) return;
  let gaps: readonly Gap[] = readGaps(database, maxRecords);
  let eventsRemaining = database.number("SELECT count(*) FROM record WHERE kind = 'event' AND seq > ?", afterSeq);
  let records: OutboxRecord[] = [];
  const batch = (): HandedOut => {
    eventsRemaining -= records.filter(({ kind }) => kind === "event").length;
    const handedOut = { epoch, records, gaps, eventsRemaining };
    records = [];
    gaps = [];
    return handedOut;
  };
  const sql = `SELECT r.*, r.kind = 'reading' AND NOT EXISTS
      (SELECT 1 FROM newest n WHERE n.device = r.device AND n.seq = r.seq) AS backfill FROM record r WHERE seq > ? ORDER BY seq`;
  let carried = 0;
  for (const row of database.iterate(sql, afterSeq)) {
    const record = recordFromRow(row);
    if (record === undefined) eventsRemaining -= Number(text(row, "kind") === "event");
    else if (isWanted(record)) {
      records.push(record);
      carried += 1;
    }
    if (records.length === maxRecords) yield batch();
    if (carried >= mostRecords) break;
  }
  if (records.length > 0 || gaps.length > 0) yield batch();
}

/** Acts on a receipt, beside a running agent if there is one. Of another epoch, or taken again, it changes nothing. */
export function takeHandReceipt(database: Database, receipt: HandReceipt): Settlement {
  return database.transaction(() => {
    const meta = database.first("SELECT epoch, last_seq FROM meta");
    if (meta === undefined || text(meta, "epoch") !== receipt.epoch) return nothing;
    let accepted = 0;
    for (const [from, to] of receipt.accepted) {
      const known = Math.min(to, integer(meta, "last_seq"));
      accepted += database.run("DELETE FROM record WHERE seq BETWEEN ? AND ?", from, known);
    }
    const refused = receipt.rejected.filter(({ retry }) => !retry);
    const moved = refused.filter(({ seq, code, text: why }) => quarantineRecord(database, seq, code, why));
    const seqs = moved.map(({ seq }) => seq).sort((one, other) => one - other);
    const gaps = forgetGaps(database, receipt.gaps);
    addGaps(database, toRanges(seqs), "quarantined");
    return { ...nothing, accepted, quarantined: moved.length, gaps };
  });
}
