import { chmodSync, closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { makeDataFolder } from "./data-folder.ts";
import { agentTables } from "./sqlite-agent-tables.ts";
import { deviceTables } from "./sqlite-device-tables.ts";
import { orderTables } from "./sqlite-order-tables.ts";
import { recordTables } from "./sqlite-record-tables.ts";
import { type Sql, sqlRows } from "./sqlite-rows.ts";
import { schemaSteps } from "./sqlite-schema.ts";
import { signTables } from "./sqlite-sign-tables.ts";
import type { CentralStore, StoreTransaction } from "./store.ts";
import { CentralError, reasonOf } from "./trouble.ts";

const fileName = "central.db";
const lockName = "lock.db";
/** `registry import` and `code` work on the file of a running service: a writer waits this long for the other. */
const busyTimeoutMs = 5000;
const ownerOnlyFile = 0o600;
/** SQLite's primary result codes. */
const sqliteBusy = 5;
const sqliteCorrupt = 11;
const sqliteNotADatabase = 26;

/** A checkpoint writes a page once, however often batches touched it: 32 MB between two of them, 64 MB of page cache. */
const checkpointPages = 8192;
const cacheKib = 65_536;

/** FULL: a batch that was acknowledged is on the disk, also when the power goes; the agent deletes what we accept. */
const pragmas = `
PRAGMA busy_timeout = ${busyTimeoutMs};
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA wal_autocheckpoint = ${checkpointPages};
PRAGMA cache_size = -${cacheKib};
PRAGMA foreign_keys = ON;
PRAGMA trusted_schema = OFF;
`;

/**
 * One file, one connection. Transactions stand in line, because a second one on the same connection would fall into
 * the first; each is one BEGIN IMMEDIATE … COMMIT and one fsync.
 */
class SqliteStore implements CentralStore {
  readonly #database: DatabaseSync;
  readonly #tables: StoreTransaction;
  #last: Promise<unknown> = Promise.resolve();

  constructor(database: DatabaseSync) {
    this.#database = database;
    const sql = sqlRows(keepStatements(database));
    this.#tables = {
      ...{ ...recordTables(sql), ...deviceTables(sql), ...signTables(sql) },
      ...{ ...orderTables(sql), ...agentTables(sql) },
    };
  }

  transact<Answer>(work: (tables: StoreTransaction) => Promise<Answer>): Promise<Answer> {
    const answer = this.#last.then(() => this.#run(work));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  async #run<Answer>(work: (tables: StoreTransaction) => Promise<Answer>): Promise<Answer> {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      const answer = await work(this.#tables);
      this.#database.exec("COMMIT");
      return answer;
    } catch (error) {
      // SQLite undoes the transaction itself on some errors, SQLITE_FULL among them; a second ROLLBACK would throw.
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#last;
    if (this.#database.isOpen) this.#database.close();
  }
}

/** Statements are prepared once and kept. */
function keepStatements(database: DatabaseSync): Sql {
  const kept = new Map<string, StatementSync>();
  const statement = (sql: string) => {
    const known = kept.get(sql) ?? database.prepare(sql);
    kept.set(sql, known);
    return known;
  };
  return {
    run: (sql, ...values) => void statement(sql).run(...values),
    all: (sql, ...values) => statement(sql).all(...values),
  };
}

/** Opens the store in `folder`, readable by its owner only, and makes it when there is none. */
export function openSqliteStore(folder: string): CentralStore {
  const path = prepareFile(folder, fileName);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path);
    database.exec(pragmas);
    migrate(database, path);
    return new SqliteStore(database);
  } catch (error) {
    database?.close();
    throw error instanceof CentralError ? error : storeError(path, error);
  }
}

/**
 * Keeps a second service off the same store; the commands beside it are welcome. An exclusive transaction on a side file
 * is the lock: the operating system frees it however the process ends.
 * @returns the release
 */
export function lockSqliteStore(folder: string): () => void {
  const database = new DatabaseSync(prepareFile(folder, lockName));
  try {
    database.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if (resultCode(error) !== sqliteBusy) throw storeError(join(folder, lockName), error);
    const message = `another mfp-agent-central runs on the data folder ${folder}: stop it, or name another with --data`;
    throw new CentralError("busy", message, error);
  }
  return () => database.close();
}

function prepareFile(folder: string, name: string): string {
  makeDataFolder(folder);
  const path = join(folder, name);
  try {
    closeSync(openSync(path, "a", ownerOnlyFile));
    chmodSync(path, ownerOnlyFile);
  } catch (error) {
    throw new CentralError("system", `cannot use the data folder ${folder}: ${reasonOf(error)}`, error);
  }
  return path;
}

function storeError(path: string, error: unknown): CentralError {
  const code = resultCode(error);
  if (code === sqliteNotADatabase || code === sqliteCorrupt) {
    const remedy = "put a backup in its place, or name another folder with --data";
    return new CentralError("data", `cannot open the store ${path}: it is no database, or damaged; ${remedy}`, error);
  }
  return new CentralError("system", `cannot open the store ${path}: ${reasonOf(error)}`, error);
}

/** The low byte of SQLite's code; the rest tells details. */
function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return undefined;
  return error.errcode & 0xff;
}

/** A file of a newer version is refused, never written. */
function migrate(database: DatabaseSync, path: string): void {
  database.exec("BEGIN IMMEDIATE");
  const found = Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
  if (found > schemaSteps.length) {
    const versions = `version ${found}; this program knows version ${schemaSteps.length}`;
    throw new CentralError(
      "system",
      `${path} was written by a newer mfp-agent-central (${versions}): install that one`,
    );
  }
  for (const step of schemaSteps.slice(found)) database.exec(step);
  database.exec(`PRAGMA user_version = ${schemaSteps.length}`);
  database.exec("COMMIT");
}
