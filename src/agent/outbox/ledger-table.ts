import { type Database, integer, text } from "./database.ts";

/** One exchange with another host: what left this network, and what became of it. */
export interface Exchange {
  /** ISO 8601 UTC, when it ended. */
  readonly at: string;
  /** Name and port as in the address of central, or the file for what is carried by hand. */
  readonly host: string;
  readonly what: "enrolment" | "upload" | "export" | "goodbye";
  readonly records: number;
  /** Of the body as it was sent, compressed, without HTTP and TLS around it; 0: no connection came about. */
  readonly sentBytes: number;
  /** `taken`, `written` for a file, or the kind of the failure. */
  readonly outcome: string;
}

/** An exchange as the ledger keeps it. */
export interface LedgerEntry extends Exchange {
  /** Tries in a row that ended the same way and let nothing out are one entry; `at` is then the last of them. */
  readonly times: number;
  readonly firstAt: string;
}

/** A month of an upload every four minutes, in about a megabyte. */
const mostEntries = 10_000;

/** Adds an exchange; the oldest goes when the ledger is full. An outage of days is one entry, not thousands. */
export function addExchange(database: Database, exchange: Exchange): void {
  if (!hasLedger(database)) return;
  const { at, host, what, records, sentBytes, outcome } = exchange;
  const isRepeated =
    sentBytes === 0 &&
    database.run(
      `UPDATE ledger SET at = ?, times = times + 1 WHERE id = (SELECT max(id) FROM ledger)
         AND host = ? AND what = ? AND outcome = ? AND sent_bytes = 0`,
      ...[at, host, what, outcome],
    ) > 0;
  if (isRepeated) return;
  const sql = `INSERT INTO ledger (first_at, at, host, what, records, sent_bytes, outcome, times)
    VALUES (?, ?, ?, ?, ?, ?, ?, 1)`;
  database.run(sql, at, at, host, what, records, sentBytes, outcome);
  database.run("DELETE FROM ledger WHERE id <= (SELECT max(id) FROM ledger) - ?", mostEntries);
}

/** The newest entries, newest first. */
export function readLedger(database: Database, limit: number): readonly LedgerEntry[] {
  if (!hasLedger(database)) return [];
  return database.all("SELECT * FROM ledger ORDER BY id DESC LIMIT ?", limit).map((row) => ({
    firstAt: text(row, "first_at"),
    at: text(row, "at"),
    host: text(row, "host"),
    // Only `addExchange` writes here.
    what: text(row, "what") as Exchange["what"],
    records: integer(row, "records"),
    sentBytes: integer(row, "sent_bytes"),
    outcome: text(row, "outcome"),
    times: integer(row, "times"),
  }));
}

/** When central last took an upload over the network, ISO 8601 UTC; null: never, as far as the ledger goes back. */
export function readLastDelivery(database: Database): string | null {
  if (!hasLedger(database)) return null;
  const row = database.first(
    "SELECT at FROM ledger WHERE what = 'upload' AND outcome = 'taken' ORDER BY id DESC LIMIT 1",
  );
  return row === undefined ? null : text(row, "at");
}

/** A command may meet the file of an earlier version, which the agent brings up to date at its next start. */
function hasLedger(database: Database): boolean {
  return database.number("SELECT count(*) FROM sqlite_schema WHERE name = 'ledger'") === 1;
}
