import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { decodeBody } from "./body-codec.ts";
import { bytes, Database, integer, type Row, sqlTrouble } from "./database.ts";
import { addGaps } from "./gap-table.ts";
import { addExchange, type LedgerEntry, readLedger } from "./ledger-table.ts";
import { noteLoss } from "./loss.ts";
import type { OpenReport } from "./outbox.ts";
import { syncFolder } from "./private-file.ts";
import { isDamage, readableRows } from "./readable-rows.ts";
import { insertRecord, markNewest, noteNewest, type PackedRecord, packedFromRow } from "./record-table.ts";
import { configure, migrate, tableColumns } from "./schema.ts";
import type { Space } from "./space.ts";

const nothingLost = { lostAtLeast: 0, lostAtMost: 0 };

const keptAsidePrefix = "outbox.corrupt-";

/** Keys to try when a damaged table does not tell its highest. */
const keysBeyondKnown = 100_000;

/** The ledger is for people, who look at its newest lines. */
const ledgerRowsSaved = 1000;

/** Tables that go over as they are; their rows have a body each. */
const copiedTables = ["state", "quarantine", "month_close"] as const;

/** Rows of the new file in one transaction. */
const rowsAtOnce = 200;

export type Salvaged = Pick<Extract<OpenReport, { outcome: "recovered" }>, "salvaged" | "lostAtLeast" | "lostAtMost">;

export interface Rescue {
  /** Makes the epoch of the new store; `ofFile` is that of the damaged one, undefined: it cannot be read. */
  readonly nextEpoch: (ofFile: string | undefined) => string;
  /** The epoch known from outside of the file; undefined: none is. */
  readonly formerEpoch: string | undefined;
  readonly space: Space;
  /** The highest sequence number known from outside of the file. */
  readonly highWater: number;
  /** Whether more may be missing than a reader of the file can see. */
  readonly isLossUnknown: boolean;
}

/**
 * Builds a new store at `to` with a new epoch from whatever `from` still gives. Sequence numbers start again at 1: the
 * records that are certainly lost come first, as a gap `corrupt`, so that central hears of the loss; where some may be
 * lost and none is certain, the gap is of one. What is saved keeps the number it had as its origin, for central may have
 * it already.
 */
export function rescue(from: string, to: string, plan: Rescue): Salvaged & { readonly epoch: string } {
  removeStore(to);
  const fresh = new Database(to);
  const damaged = openDamaged(from);
  try {
    configure(fresh, plan.space);
    migrate(fresh);
    const ofFile = damaged && epochOf(damaged);
    const epoch = plan.nextEpoch(ofFile);
    fresh.run("INSERT INTO meta (id, epoch, last_seq) VALUES (1, ?, 0)", epoch);
    const seen = damaged === undefined ? nothingLost : countLost(damaged, plan.highWater);
    const lost = plan.isLossUnknown || damaged === undefined ? { ...seen, lostAtMost: null } : seen;
    const told = lost.lostAtMost === 0 ? 0 : Math.max(1, lost.lostAtLeast);
    if (told > 0) fresh.transaction(() => addGaps(fresh, [[1, told]], "corrupt"));
    const records =
      damaged === undefined
        ? 0
        : copyRecords(damaged, fresh, { ...plan, formerEpoch: ofFile ?? plan.formerEpoch, afterSeq: told });
    fresh.run("UPDATE meta SET last_seq = ?", told + records);
    if (damaged !== undefined) copyRest(damaged, fresh, told + records);
    // The memory that was saved may be another than what the records tell.
    noteLoss(fresh, "at-once");
    return { epoch, salvaged: records, ...lost };
  } finally {
    fresh.close();
    closeDamaged(damaged);
  }
}

/** The name under which a damaged store is kept; null: there is none. */
export function nameAside(path: string, stampedAt: string): string | null {
  return existsSync(path) ? `${keptAsidePrefix}${stampedAt.replaceAll(/[:.]/g, "-")}.db` : null;
}

/** Puts the damaged store aside under this name, and keeps only the latest of such files. */
export function keepAside(path: string, name: string): void {
  const folder = dirname(path);
  for (const name of readdirSync(folder)) {
    if (name.startsWith(keptAsidePrefix)) rmSync(join(folder, name), { recursive: true, force: true });
  }
  renameSync(path, join(folder, name));
  if (existsSync(`${path}-wal`)) renameSync(`${path}-wal`, join(folder, `${name}-wal`));
  rmSync(`${path}-shm`, { force: true });
  syncFolder(folder);
}

/** Moves a store that was built beside to its place. */
export function putInPlace(from: string, path: string): void {
  for (const side of ["-wal", "-shm"]) rmSync(`${path}${side}`, { recursive: true, force: true });
  renameSync(from, path);
  syncFolder(dirname(path));
}

function removeStore(path: string): void {
  for (const side of ["", "-wal", "-shm"]) rmSync(`${path}${side}`, { recursive: true, force: true });
}

function openDamaged(path: string): Database | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const database = new Database(path);
    if (database.number("SELECT count(*) FROM sqlite_schema WHERE name = 'record'") === 1) return database;
    database.close();
  } catch {
    // A folder, garbage, or a schema that cannot be parsed: nothing to read.
  }
  return undefined;
}

function closeDamaged(database: Database | undefined): void {
  try {
    database?.close();
  } catch {
    // The log of a damaged file may not go back into it; the file is kept aside as it is.
  }
}

/** What `use` makes of a row; undefined: the row is damaged, or breaks a rule of the table that it should go to. */
function wholeOf<Value>(row: Row, use: (row: Row) => Value): Value | undefined {
  try {
    return decodeBody(bytes(row, "body"), integer(row, "crc")) && use(row);
  } catch (error) {
    if (isDamage(error) || sqlTrouble(error) === "constraint") return undefined;
    throw error;
  }
}

/** undefined: it cannot be read any more. */
function epochOf(damaged: Database): string | undefined {
  const epoch = rowsOrUndefined(damaged, "SELECT epoch FROM meta")?.[0]?.["epoch"];
  return typeof epoch === "string" && epoch.length > 0 && epoch.length <= 64 ? epoch : undefined;
}

function* recordRows(damaged: Database, highWater: number): Generator<Row | number> {
  const low = numberOr(damaged, "SELECT min(rowid) FROM record", 1);
  const high = numberOr(damaged, "SELECT max(rowid) FROM record", highWater + keysBeyondKnown);
  for (const row of readableRows(damaged, { name: "record", key: "rowid" }, { low, high })) {
    yield typeof row === "number" ? row : named(row, tableColumns.record);
  }
}

/** A number under which nothing can be read may be that of a record which was delivered long ago: the index knows. */
function countLost(damaged: Database, highWater: number): typeof nothingLost {
  const indexed = indexedSeqs(damaged);
  let [spoiled, unreadable] = [0, 0];
  for (const row of recordRows(damaged, highWater)) {
    if (typeof row === "number") unreadable += 1;
    else if (wholeOf(row, packedFromRow)) indexed?.delete(integer(row, "seq"));
    else spoiled += 1;
  }
  if (indexed === undefined) return { lostAtLeast: spoiled, lostAtMost: spoiled + unreadable };
  return { lostAtLeast: indexed.size, lostAtMost: indexed.size };
}

/** Numbers of all records, from an index, which lies on other pages than the records; undefined: it is damaged too. */
function indexedSeqs(damaged: Database): Set<number> | undefined {
  try {
    const seqs = new Set<number>();
    const sql = "SELECT rowid AS seq FROM record INDEXED BY record_day";
    for (const row of damaged.iterate(sql)) seqs.add(integer(row, "seq"));
    return seqs;
  } catch (error) {
    if (isUnreadable(error)) return undefined;
    throw error;
  }
}

function copyRecords(
  damaged: Database,
  fresh: Database,
  { afterSeq, highWater, formerEpoch }: Pick<Rescue, "highWater" | "formerEpoch"> & { readonly afterSeq: number },
): number {
  const originOf = (row: Row) => (formerEpoch === undefined ? null : { epoch: formerEpoch, seq: integer(row, "seq") });
  let copied = 0;
  let chunk: PackedRecord[] = [];
  const flush = () => {
    fresh.transaction(() => {
      for (const record of chunk) {
        copied += 1;
        insertRecord(fresh, afterSeq + copied, record);
        noteNewest(fresh, afterSeq + copied, record);
      }
    });
    chunk = [];
  };
  for (const row of recordRows(damaged, highWater)) {
    if (typeof row === "number") continue;
    const record = wholeOf(row, packedFromRow);
    if (record === undefined) continue;
    chunk.push({ ...record, origin: record.origin ?? originOf(row) });
    if (chunk.length === rowsAtOnce) flush();
  }
  flush();
  return copied;
}

/** What is worth having and not worth giving up a start for: the reducers' memory, quarantine, ledger, who was newest. */
function copyRest(damaged: Database, fresh: Database, lastSeq: number): void {
  for (const table of copiedTables) copyTable(damaged, fresh, table);
  for (const entry of ledgerOrNone(damaged).toReversed()) addExchange(fresh, entry);
  // Where the newest reading was delivered, all that is left of the device is back-fill: no row has a number this high.
  const delivered = "SELECT device FROM newest n WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.seq = n.seq)";
  for (const { device } of rowsOrUndefined(damaged, delivered) ?? []) {
    if (typeof device === "string") markNewest(fresh, device, lastSeq + 1);
  }
}

function copyTable(damaged: Database, fresh: Database, table: (typeof copiedTables)[number]): void {
  const columns = tableColumns[table];
  const insert = `INSERT INTO ${table} (${columns}) VALUES (${columns.map(() => "?")})`;
  for (const found of rowsOrUndefined(damaged, `SELECT * FROM ${table}`) ?? []) {
    const row = named(found, columns);
    // A number beyond ours would be found damaged in the new file as well.
    if (columns.some((column) => typeof row[column] === "bigint")) continue;
    wholeOf(row, () => fresh.run(insert, ...columns.map((column) => row[column] ?? null)));
  }
}

/** The row with the true names of its columns: a damage may have been in those. Earlier versions lack the last ones. */
function named(row: Row, columns: readonly string[]): Row {
  const values = Object.values(row);
  return Object.fromEntries(columns.slice(0, values.length).map((column, index) => [column, values[index] ?? null]));
}

/** Whether the file is damaged where it was read, or does not know the names of its own tables any more. */
function isUnreadable(error: unknown): boolean {
  return isDamage(error) || sqlTrouble(error) === "other";
}

function ledgerOrNone(damaged: Database): readonly LedgerEntry[] {
  try {
    return readLedger(damaged, ledgerRowsSaved);
  } catch {
    return [];
  }
}

function rowsOrUndefined(damaged: Database, sql: string): readonly Row[] | undefined {
  try {
    return damaged.all(sql);
  } catch {
    return undefined;
  }
}

function numberOr(damaged: Database, sql: string, fallback: number): number {
  try {
    return damaged.number(sql);
  } catch (error) {
    if (isUnreadable(error)) return fallback;
    throw error;
  }
}
