import { DamagedRow, type Database, type Row, sqlTrouble } from "./database.ts";

/** Rows read at once; a bad page inside makes the range fall apart into halves. */
const rowsAtOnce = 512;

/** So many reads may fail before the rest of the table is given up. */
const failuresAtMost = 20_000;

/** Whether an error means that the file is damaged where it was read. */
export function isDamage(error: unknown): boolean {
  if (error instanceof DamagedRow) return true;
  const trouble = sqlTrouble(error);
  return trouble === "corrupt" || trouble === "notADatabase";
}

/**
 * Every row that a damaged table still gives, in rising order of its integer key; a key under which something stands
 * that cannot be read comes as a number. Bad pages are narrowed down by halving, so that good rows beside them survive.
 */
export function* readableRows(
  database: Database,
  table: { readonly name: string; readonly key: string },
  keys: { readonly low: number; readonly high: number },
): Generator<Row | number> {
  const sql = `SELECT * FROM ${table.name} WHERE ${table.key} BETWEEN ? AND ? ORDER BY ${table.key}`;
  let failures = 0;
  const pending: [low: number, high: number][] = [];
  for (let start = keys.low; start <= keys.high; start += rowsAtOnce) {
    pending.push([start, Math.min(keys.high, start + rowsAtOnce - 1)]);
    for (let range = pending.pop(); range !== undefined; range = pending.pop()) {
      const [low, high] = range;
      const rows = readOrUndefined(database, sql, low, high);
      if (rows !== undefined) yield* rows;
      else if (low === high) yield low;
      else {
        const middle = Math.floor((low + high) / 2);
        pending.push([middle + 1, high], [low, middle]);
      }
      if (rows === undefined) failures += 1;
      if (failures > failuresAtMost) return;
    }
  }
}

function readOrUndefined(database: Database, sql: string, ...keys: number[]): readonly Row[] | undefined {
  try {
    return database.all(sql, ...keys);
  } catch (error) {
    if (isDamage(error)) return undefined;
    throw error;
  }
}
