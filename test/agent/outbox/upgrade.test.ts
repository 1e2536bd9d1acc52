import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { Database } from "../../../src/agent/outbox/database.ts";
import { addExchange, readLedger } from "../../../src/agent/outbox/ledger-table.ts";
import { schemaVersion } from "../../../src/agent/outbox/schema.ts";
import { outboxIn, reading, temporaryFolder, wholeBatch } from "./temporary-outbox.ts";

/** Version 1 of the file, word for word: a copy, so that nobody mends the past. */
const firstSchema = `
  PRAGMA auto_vacuum = INCREMENTAL;
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
  PRAGMA journal_mode = WAL;
  PRAGMA user_version = 1;
`;

/** `{"device":{"uid":"d-0123456789abcdef",…},"counters":[{"id":"total","value":486002}],…}` as version 1 packed it. */
const body = Buffer.from(
  "w9alNTA0MjYxNTO3sExMSk5JTUPp4po6GxgZGZlYGBoam4PyFWb3ytBQ19AMo3tFsEtlYmFmYGAEaQuiVEMA",
  "base64",
);
const [crc, bytes] = [767_771_427, 163];
const observedAt = "2026-11-16T08:00:00.000Z";

/** The state folder of an agent of the first version that stopped orderly. */
function firstFolder(): string {
  const folder = temporaryFolder(onTestFinished);
  const database = new Database(join(folder, "outbox.db"));
  database.exec(firstSchema);
  database.run("INSERT INTO meta VALUES (1, 'e-first', 7)");
  for (const [seq, kind] of [
    [4, "event"],
    [6, "reading"],
    [7, "reading"],
  ] as const) {
    const sql = "INSERT INTO record VALUES (?, ?, 'd-1', 20408, ?, ?, ?, ?)";
    database.run(sql, seq, kind, observedAt, body, crc, bytes);
  }
  database.run("INSERT INTO newest VALUES ('d-1', 7)");
  database.run("INSERT INTO gap VALUES (2, 3, 'thinned')");
  database.run(
    "INSERT INTO quarantine VALUES (1, 'e-first', 1, 'reading', 'd-1', ?, ?, ?, 'schema', 'wrong')",
    ...[observedAt, body, crc],
  );
  database.run("INSERT INTO state VALUES ('memory', ?, ?)", body, crc);
  database.close();
  writeFileSync(join(folder, "epoch.json"), '{"epoch":"e-first","highWater":7}\n', { mode: 0o600 });
  return folder;
}

test("a file of the first version opens with everything in it, and goes on in its epoch", () => {
  const outbox = outboxIn(firstFolder());
  onTestFinished(() => outbox.close());
  expect(outbox.open()).toEqual({ outcome: "ok" });
  const batch = outbox.nextBatch(wholeBatch);
  expect(batch).toMatchObject({ epoch: "e-first", gaps: [{ from: 2, to: 3, reason: "thinned" }] });
  expect(batch?.records.map(({ seq, backfill }) => [seq, backfill])).toEqual([
    [4, false],
    [7, false],
    [6, true],
  ]);
  expect(batch?.records[0]).toMatchObject({ body: { counters: [{ id: "total", value: 486_002 }] }, crc: "2dc34323" });
  expect(outbox.readStates().get("memory")).toMatchObject({ complete: true });
  expect(outbox.quarantined(10)).toMatchObject([{ seq: 1, body: { complete: true } }]);
  expect(outbox.commit({ records: [reading("d-1")], states: [] })).toEqual([8]);
  expect(outbox.retryQuarantined([1])).toBe(1);
});

test("of a row of the version before, what its CRC guards is still guarded", () => {
  const folder = firstFolder();
  const outbox = outboxIn(folder);
  onTestFinished(() => outbox.close());
  outbox.open();
  const database = new Database(join(folder, "outbox.db"));
  const headCrc = crc32(JSON.stringify(["reading", "d-1", observedAt, null]));
  database.run("UPDATE record SET head_crc = ? WHERE kind = 'reading'", headCrc);
  expect(outbox.nextBatch(wholeBatch)?.records).toHaveLength(3);
  database.run("UPDATE record SET device = 'd-2' WHERE seq = 6");
  database.close();
  const batch = outbox.nextBatch(wholeBatch);
  expect(batch?.records.map(({ seq }) => seq)).toEqual([4, 7]);
  expect(batch?.gaps).toContainEqual({ from: 6, to: 6, reason: "corrupt" });
});

test("of a file of the first version that is damaged all records are saved", () => {
  const folder = firstFolder();
  rmSync(join(folder, "epoch.json"));
  const outbox = outboxIn(folder);
  onTestFinished(() => outbox.close());
  expect(outbox.open()).toMatchObject({ outcome: "recovered", salvaged: 3, lostAtLeast: 0, lostAtMost: 0 });
  expect(outbox.nextBatch(wholeBatch)?.records).toHaveLength(3);
});

test("a file that was upgraded has every table and column of today", () => {
  const folder = firstFolder();
  const outbox = outboxIn(folder);
  outbox.open();
  outbox.close();
  const database = new Database(join(folder, "outbox.db"));
  onTestFinished(() => database.close());
  expect(database.number("PRAGMA user_version")).toBe(schemaVersion);
  const exchange = { at: observedAt, host: "h", what: "upload", records: 1, sentBytes: 9, outcome: "taken" } as const;
  addExchange(database, exchange);
  expect(readLedger(database, 10)).toMatchObject([exchange]);
  expect(database.number("SELECT count(*) FROM record WHERE boot IS NULL AND mono_ms IS NULL")).toBe(3);
});
