import { AgentError } from "../leaf/errors.ts";
import type { Database } from "./database.ts";
import { pageBytes, type Space } from "./space.ts";

/**
 * Steps from one version of the file to the next; `user_version` counts the steps taken. A released step never changes.
 *
 * - `record`: what waits for central. `day` is the UTC day of `observedAt` as days since 1970, for thinning; `boot` and
 *   `mono_ms` tell when it was stored where the wall clock was wrong, null where the boot is not known. `crc` is of the
 *   body, `row_crc` of all that stands beside it; rows from before have a `head_crc`, over less, or none. What was saved
 *   from a damaged file has its first epoch and number in `origin_epoch` and `origin_seq`.
 * - `delivered`, `delivered_gap`: copies of what central acknowledged lately, should it be put back to a backup;
 *   `delivered_day` is the UTC day of that by central's clock.
 * - `newest`: the last reading of each device, delivered or not; an older one is back-fill.
 * - `gap`: sequence numbers that will never come, until central acknowledged a batch that told so.
 * - `quarantine`: what central refused for good, whatever the epoch.
 * - `state`: the reducers' memory, committed with the records that follow from it.
 * - `month_close`: the billing readings of the last months, kept for paper reports whatever central has.
 * - `ledger`: what left this network, newest last; for the people on site, central never sees it.
 */
const steps: readonly string[] = [
  `
  CREATE TABLE meta (id INTEGER PRIMARY KEY CHECK (id = 1), epoch TEXT NOT NULL, last_seq INTEGER NOT NULL) STRICT;
  CREATE TABLE record (
    seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, device TEXT, day INTEGER NOT NULL, observed_at TEXT NOT NULL,
    body BLOB NOT NULL, crc INTEGER NOT NULL, bytes INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX record_urgent ON record (seq) WHERE kind IN ('event', 'request');
  CREATE INDEX record_site ON record (seq) WHERE kind IN ('heartbeat', 'device', 'stock');
  CREATE INDEX record_day ON record (day);
  CREATE TABLE newest (device TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE gap (from_seq INTEGER PRIMARY KEY, to_seq INTEGER NOT NULL, reason TEXT NOT NULL) STRICT;
  CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY AUTOINCREMENT, epoch TEXT NOT NULL, seq INTEGER NOT NULL, kind TEXT NOT NULL, device TEXT,
    observed_at TEXT NOT NULL, body BLOB NOT NULL, crc INTEGER NOT NULL, code TEXT NOT NULL, text TEXT NOT NULL
  ) STRICT;
  CREATE TABLE state (key TEXT PRIMARY KEY, body BLOB NOT NULL, crc INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  `,
  `
  ALTER TABLE record ADD COLUMN boot TEXT;
  ALTER TABLE record ADD COLUMN mono_ms INTEGER;
  `,
  `
  CREATE TABLE ledger (
    id INTEGER PRIMARY KEY, first_at TEXT NOT NULL, at TEXT NOT NULL, host TEXT NOT NULL, what TEXT NOT NULL,
    records INTEGER NOT NULL, sent_bytes INTEGER NOT NULL, outcome TEXT NOT NULL, times INTEGER NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE month_close (
    device TEXT NOT NULL, month TEXT NOT NULL, body BLOB NOT NULL, crc INTEGER NOT NULL, PRIMARY KEY (device, month)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX record_recording ON record (seq) WHERE kind = 'recording';
  `,
  "ALTER TABLE record ADD COLUMN head_crc INTEGER;",
  "ALTER TABLE record ADD COLUMN row_crc INTEGER;",
  `
  ALTER TABLE record ADD COLUMN origin_epoch TEXT;
  ALTER TABLE record ADD COLUMN origin_seq INTEGER;
  CREATE TABLE delivered (
    seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, device TEXT, day INTEGER NOT NULL, observed_at TEXT NOT NULL,
    body BLOB NOT NULL, crc INTEGER NOT NULL, bytes INTEGER NOT NULL, boot TEXT, mono_ms INTEGER, head_crc INTEGER,
    row_crc INTEGER, origin_epoch TEXT, origin_seq INTEGER, delivered_day INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE delivered_gap (
    from_seq INTEGER PRIMARY KEY, to_seq INTEGER NOT NULL, reason TEXT NOT NULL, delivered_day INTEGER NOT NULL
  ) STRICT;
  `,
];

/** Version of the file that this agent writes. */
export const schemaVersion = steps.length;

const recordColumns = [
  ...(["seq", "kind", "device", "day", "observed_at", "body", "crc", "bytes", "boot", "mono_ms"] as const),
  ...(["head_crc", "row_crc", "origin_epoch", "origin_seq"] as const),
];

/** Columns of the tables as the last step leaves them, in their order. */
export const tableColumns = {
  meta: ["id", "epoch", "last_seq"],
  record: recordColumns,
  newest: ["device", "seq"],
  gap: ["from_seq", "to_seq", "reason"],
  quarantine: ["id", "epoch", "seq", "kind", "device", "observed_at", "body", "crc", "code", "text"],
  state: ["key", "body", "crc"],
  month_close: ["device", "month", "body", "crc"],
  ledger: ["id", "first_at", "at", "host", "what", "records", "sent_bytes", "outcome", "times"],
  delivered: [...recordColumns, "delivered_day"],
  delivered_gap: ["from_seq", "to_seq", "reason", "delivered_day"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Whether a file of this version has the tables of it: SQLite's check says nothing of a bit that flips in their names. */
export function hasOurTables(database: Database): boolean {
  return Object.entries(tableColumns).every(([table, columns]) => {
    const found = database.all("SELECT name FROM pragma_table_info(?)", table).map(({ name }) => name);
    return found.join() === columns.join();
  });
}

/** Settings of a new file, which hold for its life, and those of a connection, which write nothing: the disk may be full. */
export function configure(database: Database, space: Space): void {
  // Before journal_mode: auto_vacuum is ignored without a word once that is WAL, and the file would then never shrink.
  if (database.number("PRAGMA page_count") === 0) {
    database.exec(`PRAGMA page_size = ${pageBytes}; PRAGMA auto_vacuum = INCREMENTAL;`);
  }
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA wal_autocheckpoint = ${space.checkpointPages};
    PRAGMA journal_size_limit = ${space.checkpointPages * pageBytes};
    PRAGMA max_page_count = ${space.maxPages};
    PRAGMA trusted_schema = OFF;
    PRAGMA temp_store = MEMORY;
  `);
}

/**
 * Brings the file to this agent's version.
 * @throws AgentError kind `data` when a newer agent wrote it; the file stays as it is
 */
export function migrate(database: Database): void {
  const version = database.number("PRAGMA user_version");
  refuseNewer(version, database.path);
  if (version === schemaVersion) return;
  database.transaction(() => {
    for (const step of steps.slice(version)) database.exec(step);
    database.exec(`PRAGMA user_version = ${schemaVersion}`);
  });
}

export function refuseNewer(version: number, path: string): void {
  if (version <= schemaVersion) return;
  throw new AgentError({
    kind: "data",
    code: "outbox-newer",
    message: `${path} was written by a newer agent (version ${version} of the file, this agent knows ${schemaVersion}).`,
    remedy: "Start the newer agent again, or let it upload everything before going back.",
  });
}
