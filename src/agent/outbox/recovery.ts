import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { decodeBody, encodeBody } from "./body-codec.ts";
import { bytes, Database, integer, optionalText, type Row, text } from "./database.ts";
import { addGaps } from "./gap-table.ts";
import { addExchange, type LedgerEntry, readLedger } from "./ledger-table.ts";
import { tellAgainKey } from "./outbox.ts";
import { syncFolder } from "./private-file.ts";
import { isDamage, readableRows } from "./readable-rows.ts";
import { insertRecord, markNewest, noteNewest, packedFromRow } from "./record-table.ts";
import { configure, migrate } from "./schema.ts";
import type { Space } from "./space.ts";

const keptAsidePrefix = "outbox.corrupt-";

/** Keys to try when a damaged table does not tell its highest. */
const keysBeyondKnown = 100_000;

/** The ledger is for people, who look at its newest lines. */
const ledgerRowsSaved = 1000;

/** Rows of the new file in one transaction. */
const rowsAtOnce = 200;

export interface Salvaged {
  readonly records: number;
  /** Records that could not be read whole; at most, for some may have been deleted ones. null: nobody can tell. */
  readonly lost: number | null;
}

export interface Rescue {
  readonly epoch: string;
  readonly space: Space;
  /** The highest sequence number known from outside of the file. */
  readonly highWater: number;
  /** Whether more may be missing than a reader of the file can see. */
  readonly isLossUnknown: boolean;
}

/**
 * Builds a new store at `to` with a new epoch from whatever `from` still gives. Sequence numbers start again at 1: the
 * lost records come first, as a gap `corrupt`, so that central hears of the loss and can close its books over the epoch.
 * An unknown loss is told as a gap of one.
 */
export function rescue(from: string, to: string, plan: Rescue): Salvaged {
  removeStore(to);
  const fresh = new Database(to);
  const damaged = openDamaged(from);
  try {
    configure(fresh, plan.space);
    migrate(fresh);
    fresh.run("INSERT INTO meta (id, epoch, last_seq) VALUES (1, ?, 0)", plan.epoch);
    const seen = damaged === undefined ? 0 : countLost(damaged, plan.highWater);
    const lost = seen === 0 && (plan.isLossUnknown || damaged === undefined) ? null : seen;
    const told = lost ?? 1;
    if (told > 0) fresh.transaction(() => addGaps(fresh, [[1, told]], "corrupt"));
    const records = damaged === undefined ? 0 : copyRecords(damaged, fresh, told, plan.highWater);
    fresh.run("UPDATE meta SET last_seq = ?", told + records);
    if (damaged !== undefined) copyRest(damaged, fresh, told + records);
    // Central judges an epoch by itself, so that this holds even when each record could be saved.
    const { data, crc } = encodeBody(true);
    fresh.run("INSERT OR REPLACE INTO state VALUES (?, ?, ?)", tellAgainKey, data, crc);
    return { records, lost };
  } finally {
    fresh.close();
    closeDamaged(damaged);
  }
}

/** Puts the damaged store aside under a name with the time, and keeps only the latest of such files. */
export function keepAside(path: string, stampedAt: string): string | null {
  const folder = dirname(path);
  if (!existsSync(path)) return null;
  for (const name of readdirSync(folder)) {
    if (name.startsWith(keptAsidePrefix)) rmSync(join(folder, name), { recursive: true, force: true });
  }
  const name = `${keptAsidePrefix}${stampedAt.replaceAll(/[:.]/g, "-")}.db`;
  renameSync(path, join(folder, name));
  if (existsSync(`${path}-wal`)) renameSync(`${path}-wal`, join(folder, `${name}-wal`));
  rmSync(`${path}-shm`, { force: true });
  syncFolder(folder);
  return name;
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

function isWhole(row: Row): boolean {
  return decodeBody(bytes(row, "body"), integer(row, "crc")) !== undefined;
}

function* recordRows(damaged: Database, highWater: number): Generator<Row | number> {
  const low = numberOr(damaged, "SELECT min(seq) FROM record", 1);
  const high = numberOr(damaged, "SELECT max(seq) FROM record", highWater + keysBeyondKnown);
  yield* readableRows(damaged, { name: "record", key: "seq" }, { low, high });
}

function countLost(damaged: Database, highWater: number): number {
  let lost = 0;
  for (const row of recordRows(damaged, highWater)) if (typeof row === "number" || !isWhole(row)) lost += 1;
  return lost;
}

function copyRecords(damaged: Database, fresh: Database, afterSeq: number, highWater: number): number {
  let copied = 0;
  let chunk: Row[] = [];
  const flush = () => {
    fresh.transaction(() => {
      for (const row of chunk) {
        copied += 1;
        const record = packedFromRow(row);
        insertRecord(fresh, afterSeq + copied, record);
        noteNewest(fresh, afterSeq + copied, record);
      }
    });
    chunk = [];
  };
  for (const row of recordRows(damaged, highWater)) {
    if (typeof row === "number" || !isWhole(row)) continue;
    chunk.push(row);
    if (chunk.length === rowsAtOnce) flush();
  }
  flush();
  return copied;
}

/** What is worth having and not worth giving up a start for: the reducers' memory, quarantine, ledger, who was newest. */
function copyRest(damaged: Database, fresh: Database, lastSeq: number): void {
  for (const row of rowsOrNone(damaged, "SELECT * FROM state")) {
    if (!isWhole(row)) continue;
    fresh.run("INSERT INTO state VALUES (?, ?, ?)", text(row, "key"), bytes(row, "body"), integer(row, "crc"));
  }
  for (const row of rowsOrNone(damaged, "SELECT * FROM quarantine")) {
    if (!isWhole(row)) continue;
    fresh.run(
      `INSERT INTO quarantine (epoch, seq, kind, device, observed_at, body, crc, code, text)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      text(row, "epoch"),
      integer(row, "seq"),
      text(row, "kind"),
      optionalText(row, "device"),
      text(row, "observed_at"),
      bytes(row, "body"),
      integer(row, "crc"),
      text(row, "code"),
      text(row, "text"),
    );
  }
  for (const row of rowsOrNone(damaged, "SELECT * FROM month_close")) {
    if (!isWhole(row)) continue;
    const values = [text(row, "device"), text(row, "month"), bytes(row, "body"), integer(row, "crc")];
    fresh.run("INSERT INTO month_close VALUES (?, ?, ?, ?)", ...values);
  }
  for (const entry of ledgerOrNone(damaged).toReversed()) addExchange(fresh, entry);
  // Where the newest reading was delivered, all that is left of the device is back-fill: no row has a number this high.
  const delivered = "SELECT device FROM newest n WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.seq = n.seq)";
  for (const row of rowsOrNone(damaged, delivered)) markNewest(fresh, text(row, "device"), lastSeq + 1);
}

function ledgerOrNone(damaged: Database): readonly LedgerEntry[] {
  try {
    return readLedger(damaged, ledgerRowsSaved);
  } catch {
    return [];
  }
}

function rowsOrNone(damaged: Database, sql: string): readonly Row[] {
  try {
    return damaged.all(sql);
  } catch {
    return [];
  }
}

function numberOr(damaged: Database, sql: string, fallback: number): number {
  try {
    return damaged.number(sql);
  } catch (error) {
    if (isDamage(error)) return fallback;
    throw error;
  }
}
