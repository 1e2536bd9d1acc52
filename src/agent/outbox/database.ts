import { closeSync, openSync } from "node:fs";
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from "node:sqlite";
import { systemCode } from "../leaf/errors.ts";

export type Row = Readonly<Record<string, SQLOutputValue>>;

/** What an SQL failure means for the store, from the primary result code of SQLite. */
export type SqlTrouble = "busy" | "readOnly" | "io" | "corrupt" | "full" | "notADatabase" | "constraint" | "other";

const troubles: ReadonlyMap<number, SqlTrouble> = new Map([
  [5, "busy"],
  [6, "busy"],
  [8, "readOnly"],
  [10, "io"],
  [11, "corrupt"],
  [13, "full"],
  [14, "io"],
  [19, "constraint"],
  [26, "notADatabase"],
]);

/** The trouble behind an error, or undefined when it does not come from SQLite. */
export function sqlTrouble(error: unknown): SqlTrouble | undefined {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return undefined;
  // The low byte is the primary code; the rest tells details, as in SQLITE_IOERR_WRITE (778) = 10 | 3 << 8.
  return troubles.get(error.errcode & 0xff) ?? "other";
}

/** One connection to one SQLite file, with prepared statements kept. The file is readable by its owner only. */
export class Database {
  readonly path: string;
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** @throws SQLite errors when the file cannot be opened; see `sqlTrouble`. */
  constructor(path: string, busyTimeoutMs = 2000) {
    // SQLite would create the file under the umask; its log and index then take over the mode of the file.
    closeSync(openSync(path, "a", 0o600));
    this.path = path;
    this.#database = new DatabaseSync(path, { timeout: busyTimeoutMs, enableForeignKeyConstraints: true });
  }

  exec(sql: string): void {
    this.#database.exec(sql);
  }

  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#prepare(sql).run(...values).changes);
  }

  all(sql: string, ...values: SQLInputValue[]): readonly Row[] {
    const statement = this.#prepare(sql);
    return unlessTooLarge(() => statement.all(...values)) ?? readAnyNumber(statement, values);
  }

  first(sql: string, ...values: SQLInputValue[]): Row | undefined {
    const statement = this.#prepare(sql);
    const row = unlessTooLarge(() => [statement.get(...values)]);
    return row === undefined ? readAnyNumber(statement, values)[0] : row[0];
  }

  /** Throws `DamagedRow` at a row with a number that is not ours. */
  *iterate(sql: string, ...values: SQLInputValue[]): Iterable<Row> {
    const rows = this.#prepare(sql).iterate(...values);
    try {
      for (;;) {
        const next = unlessTooLarge(() => rows.next());
        if (next === undefined) throw new DamagedRow("a number is larger than any that is written here");
        if (next.done) return;
        yield next.value;
      }
    } finally {
      rows.return?.();
    }
  }

  /** The first column of the first row as a whole number; 0 when there is no row or NULL. Throws `DamagedRow`. */
  number(sql: string, ...values: SQLInputValue[]): number {
    const row = this.first(sql, ...values);
    const value = row === undefined ? null : Object.values(row)[0];
    if (typeof value === "bigint") throw new DamagedRow("a number is larger than any that is written here");
    return typeof value === "number" ? value : 0;
  }

  /** Runs `action` in one transaction that is on disk when this returns. */
  transaction<Value>(action: () => Value): Value {
    this.exec("BEGIN IMMEDIATE");
    try {
      const value = action();
      this.exec("COMMIT");
      return value;
    } catch (error) {
      // After SQLITE_FULL the transaction is already gone, and a second ROLLBACK would hide the true error.
      if (this.#database.isTransaction) this.exec("ROLLBACK");
      throw error;
    }
  }

  close(): void {
    this.#statements.clear();
    if (this.#database.isOpen) this.#database.close();
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

/** A damage that SQLite does not see: a column is not of its type, or the row's own CRC does not hold. */
export class DamagedRow extends Error {}

/** Node reads no number beyond 2^53, which nothing of ours reaches but a flipped bit; undefined: there was one. */
function unlessTooLarge<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (systemCode(error) !== "ERR_OUT_OF_RANGE") throw error;
    return undefined;
  }
}

/** The same rows, where such a number stays a bigint: whoever asks for its column finds that row damaged, and no other. */
function readAnyNumber(statement: StatementSync, values: readonly SQLInputValue[]): readonly Row[] {
  statement.setReadBigInts(true);
  try {
    return statement.all(...values).map((row) => Object.fromEntries(Object.entries(row).map(narrow)));
  } finally {
    statement.setReadBigInts(false);
  }
}

function narrow([column, value]: readonly [string, SQLOutputValue]): readonly [string, SQLOutputValue] {
  const isOurs = typeof value === "bigint" && Number.isSafeInteger(Number(value));
  return [column, isOurs ? Number(value) : value];
}

/** A column that the schema declares INTEGER NOT NULL; like the others below, throws `DamagedRow`. */
export function integer(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== "number") throw new DamagedRow(`column ${column} is not an integer`);
  return value;
}

/** A column that the schema declares TEXT NOT NULL. */
export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== "string") throw new DamagedRow(`column ${column} is not text`);
  return value;
}

/** A column that the schema declares TEXT. */
export function optionalText(row: Row, column: string): string | null {
  return row[column] === null ? null : text(row, column);
}

/** A column that the schema declares BLOB NOT NULL. */
export function bytes(row: Row, column: string): Uint8Array {
  const value = row[column];
  if (!(value instanceof Uint8Array)) throw new DamagedRow(`column ${column} is not a blob`);
  return value;
}
