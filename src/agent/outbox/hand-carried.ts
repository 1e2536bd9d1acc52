import { join } from "node:path";
import { z } from "zod";
import { conflictCode, type Gap, type Rejection, type SeqRange } from "../../contract/batch.ts";
import type { OutboxRecord } from "../../contract/record.ts";
import { decodeBody, encodeBody } from "./body-codec.ts";
import { bytes, type Database, integer, text } from "./database.ts";
import { takeOutDelivered, takeOutTold } from "./delivered.ts";
import { readEpochMark, writeEpochMark } from "./epoch-file.ts";
import { findForgotten, type MadeGood, makeGood, settledTo } from "./forgotten.ts";
import { addGaps, readGaps } from "./gap-table.ts";
import { isWord } from "./lanes.ts";
import { giveUpRows, noteDelivery } from "./loss.ts";
import type { HandedOut, Settlement } from "./outbox.ts";
import { giveToOwner } from "./private-file.ts";
import { quarantineRecord, recordFromRow } from "./record-table.ts";
import { leaveOtherLife } from "./renumbering.ts";
import { storeFiles } from "./store.ts";
import { toRanges } from "./thinning.ts";

/** What central took of an epoch, as its receipt tells. */
export interface HandReceipt {
  readonly epoch: string;
  /** The highest number of this epoch that central holds; absent: it does not tell. */
  readonly highestSeq?: number | undefined;
  /** Central knows every number of this epoch up to this one; absent: it does not tell. */
  readonly unbrokenTo?: number | undefined;
  /** Central's clock, ISO 8601; absent: it does not tell. */
  readonly serverTime?: string;
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
export interface CarriedMark {
  readonly epoch: string;
  readonly seq: number;
}

const markKey = "export";

/** A file that was written, and up to where central had acknowledged all of its epoch then. */
const Written = z.object({ name: z.string(), settledTo: z.int() });
type Written = z.infer<typeof Written>;

/** What a receipt did. */
export type HandSettlement = Settlement & MadeGood;

const nothing: Settlement = { accepted: 0, quarantined: 0, deferred: 0, gaps: 0 };

/** The files that were written last. */
const writtenKey = "exports";
const mostKnown = 100;

/** The highest number in the last file; 0: none was written since the outbox began its epoch. */
export function readCarried(database: Database): number {
  // A cast, because only `noteCarried` writes this key and the CRC holds.
  const mark = readState(database, markKey) as CarriedMark | undefined;
  return mark !== undefined && mark.epoch === epochOf(database) ? mark.seq : 0;
}

/**
 * To be called when the file is written: the next one begins after it. The epoch is that of the file, for the agent may
 * have begun another one meanwhile, of which nothing was carried yet.
 */
export function noteCarried(database: Database, mark: CarriedMark): void {
  writeState(database, markKey, mark);
}

/**
 * Whether this store wrote all these files. One that was put back whole has not written those of its former life, whose
 * numbers it gives to other records: a receipt for them says nothing of those.
 */
export function hasWritten(database: Database, names: readonly string[]): boolean {
  const written = new Set(readWritten(database).map(({ name }) => name));
  return names.every((name) => written.has(name));
}

function readWritten(database: Database): readonly Written[] {
  const files = readState(database, writtenKey);
  // An earlier version kept the names alone.
  const nameAlone = (name: unknown) => ({ name, settledTo: 0 });
  return (Array.isArray(files) ? files : []).flatMap(
    (file: unknown) => Written.safeParse(typeof file === "string" ? nameAlone(file) : file).data ?? [],
  );
}

function readState(database: Database, key: string): unknown {
  const row = database.first("SELECT body, crc FROM state WHERE key = ?", key);
  return row && decodeBody(bytes(row, "body"), integer(row, "crc"))?.value;
}

function writeState(database: Database, key: string, value: unknown): void {
  const { data, crc } = encodeBody(value);
  database.run("INSERT OR REPLACE INTO state VALUES (?, ?, ?)", key, data, crc);
}

function epochOf(database: Database): string | undefined {
  const meta = database.first("SELECT epoch FROM meta");
  return meta && text(meta, "epoch");
}

/**
 * Gives up rows that cannot be read any more, as the upload does.
 * @returns how many they were
 */
export function giveUpDamaged(database: Database, { afterSeq = 0, mostRecords }: Selection): number {
  const seqs: number[] = [];
  let isWordLost = false;
  const sql = "SELECT *, 0 AS backfill FROM record WHERE seq > ? ORDER BY seq LIMIT ?";
  for (const row of database.iterate(sql, afterSeq, mostRecords)) {
    if (recordFromRow(row) !== undefined) continue;
    seqs.push(integer(row, "seq"));
    isWordLost ||= isWord(row);
  }
  if (seqs.length === 0) return 0;
  database.transaction(() => giveUpRows(database, seqs, isWordLost));
  return seqs.length;
}

/**
 * To be called before the file is written: from then on somebody may know these numbers, so no store that lacks them may
 * ever give them again. The running agent keeps a mark of its own, which only it writes.
 * @param name of the export, which its receipt gives back
 */
export function noteLeavingByHand(
  database: Database,
  { folder, name }: { readonly folder: string; readonly name: string },
  batches: readonly HandedOut[],
): void {
  const path = join(folder, storeFiles.carried);
  const seqs = batches.flatMap(({ records, gaps }) => [...records.map(({ seq }) => seq), ...gaps.map(({ to }) => to)]);
  // In a transaction, for two exports may run at a time.
  database.transaction(() => {
    const written: Written = { name, settledTo: settledTo(database) };
    writeState(database, writtenKey, [...readWritten(database), written].slice(-mostKnown));
    const epoch = epochOf(database) ?? "";
    const known = readEpochMark(path);
    const highWater = seqs.reduce((high, seq) => Math.max(high, seq), known?.epoch === epoch ? known.highWater : 0);
    if (highWater === known?.highWater && epoch === known.epoch) return;
    writeEpochMark(path, { epoch, highWater });
    giveToOwner(path, folder);
  });
}

/**
 * What waits, oldest first, for a file that somebody carries. It may be read beside a running agent and stays in the
 * outbox until a receipt names it, so that a lost file loses nothing. Damaged rows are passed over.
 */
export function* waitingBatches(database: Database, maxRecords: number, which: Selection): Generator<HandedOut> {
  // What the agent stores meanwhile is not in the file, nor counted there as what follows.
  database.exec("BEGIN");
  try {
    yield* batchesOf(database, maxRecords, which);
  } finally {
    database.exec("COMMIT");
  }
}

function* batchesOf(database: Database, maxRecords: number, which: Selection): Generator<HandedOut> {
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

/**
 * Acts on a receipt, beside a running agent if there is one. Of another epoch, or taken again, it changes nothing.
 * @param names of the files that it answers
 */
export function takeHandReceipt(
  database: Database,
  receipt: HandReceipt,
  names: readonly string[] = [],
): HandSettlement {
  const settlement = database.transaction(() => {
    const meta = database.first("SELECT epoch, last_seq FROM meta");
    if (meta === undefined || text(meta, "epoch") !== receipt.epoch) return nothing;
    let accepted = 0;
    for (const [from, to] of receipt.accepted) {
      const known = Math.min(to, integer(meta, "last_seq"));
      const waiting = "SELECT seq FROM record WHERE seq BETWEEN ? AND ? ORDER BY seq";
      const seqs = database.all(waiting, from, known).map((row) => integer(row, "seq"));
      accepted += takeOutDelivered(database, seqs, receipt.serverTime);
    }
    const refused = receipt.rejected.filter(({ code, retry }) => !retry && code !== conflictCode);
    const moved = refused.filter(({ seq, code, text: why }) => quarantineRecord(database, seq, code, why));
    const seqs = moved.map(({ seq }) => seq).sort((one, other) => one - other);
    const gaps = takeOutTold(database, receipt.gaps, receipt.serverTime);
    addGaps(database, toRanges(seqs), "quarantined");
    settleConflicts(database, receipt, integer(meta, "last_seq"));
    noteDelivery(database);
    return { ...nothing, accepted, quarantined: moved.length, gaps };
  });
  return { ...settlement, ...compareMemories(database, receipt, names) };
}

/** What central had acknowledged when a file was written, it knew when it took that file, or it was put back meanwhile. */
function compareMemories(database: Database, { epoch, unbrokenTo }: HandReceipt, names: readonly string[]): MadeGood {
  const written = readWritten(database);
  const answered = written.filter(({ name }) => names.includes(name));
  const acknowledgedTo = Math.max(0, ...answered.map((file) => file.settledTo));
  const inEpoch = <Value>(action: () => Value) =>
    database.transaction(() => (epochOf(database) === epoch ? action() : undefined));
  const forgotten = inEpoch(() => findForgotten(database, acknowledgedTo, unbrokenTo ?? acknowledgedTo));
  if (forgotten === undefined) return { again: 0, missing: 0 };
  const made = makeGood(forgotten, (step) => inEpoch(() => step(database)));
  inEpoch(() => {
    // The same receipt, and those of files from before, would tell the same once more.
    const unanswered = written.map((file) => ({ ...file, settledTo: 0 }));
    writeState(database, writtenKey, unanswered);
    noteCarried(database, { epoch, seq: Math.min(readCarried(database), forgotten[0] - 1) });
  });
  return made;
}

/** Central read the file no further than its first conflict, so the next one begins there. */
function settleConflicts(database: Database, receipt: HandReceipt, lastSeq: number): void {
  const store = { database, epoch: receipt.epoch, lastSeq };
  if (leaveOtherLife(store, receipt) === undefined) return;
  database.run("UPDATE meta SET last_seq = ?", store.lastSeq);
  const conflicts = receipt.rejected.filter(({ code }) => code === conflictCode).map(({ seq }) => seq);
  const seq = Math.min(readCarried(database), ...conflicts.map((conflict) => conflict - 1));
  noteCarried(database, { epoch: receipt.epoch, seq });
}
