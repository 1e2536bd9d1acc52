import type { Gap, Rejection, SeqRange } from "../../contract/batch.ts";
import type { OutboxRecord } from "../../contract/record.ts";
import { type Database, integer, text } from "./database.ts";
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

const nothing: Settlement = { accepted: 0, quarantined: 0, deferred: 0, gaps: 0 };

/**
 * Everything that waits, oldest first, for a file that somebody carries. It may be read beside a running agent and stays
 * in the outbox until a receipt names it, so that a lost file loses nothing. Damaged rows are left to the agent.
 */
export function* waitingBatches(database: Database, maxRecords: number): Generator<HandedOut> {
  const meta = database.first("SELECT epoch FROM meta");
  if (meta === undefined) return;
  const epoch = text(meta, "epoch");
  let gaps: readonly Gap[] = readGaps(database, maxRecords);
  let eventsRemaining = database.number("SELECT count(*) FROM record WHERE kind = 'event'");
  let records: OutboxRecord[] = [];
  const batch = (): HandedOut => {
    eventsRemaining -= records.filter(({ kind }) => kind === "event").length;
    const handedOut = { epoch, records, gaps, eventsRemaining };
    records = [];
    gaps = [];
    return handedOut;
  };
  const sql = `SELECT r.*, r.kind = 'reading' AND NOT EXISTS
      (SELECT 1 FROM newest n WHERE n.device = r.device AND n.seq = r.seq) AS backfill FROM record r ORDER BY seq`;
  for (const row of database.iterate(sql)) {
    const record = recordFromRow(row);
    if (record === undefined) eventsRemaining -= Number(text(row, "kind") === "event");
    else records.push(record);
    if (records.length === maxRecords) yield batch();
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
