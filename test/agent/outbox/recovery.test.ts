import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { silentLog } from "../../../src/agent/leaf/log.ts";
import { Database } from "../../../src/agent/outbox/database.ts";
import type { OpenReport } from "../../../src/agent/outbox/outbox.ts";
import { hasOurTables, tableColumns } from "../../../src/agent/outbox/schema.ts";
import { SqliteOutbox } from "../../../src/agent/outbox/sqlite-outbox.ts";
import { VirtualClock } from "../../virtual-clock.ts";
import { event, outboxIn, reading, temporaryFolder, wholeBatch } from "./temporary-outbox.ts";

vi.setConfig({ testTimeout: 60_000 });

const stored = 400;
const pageBytes = 4096;

/** Text that deflate cannot shrink, so that the rows spread over many pages. */
function noise(seed: number): string {
  let state = seed + 1;
  let words = "";
  for (let word = 0; word < 60; word += 1) {
    state = (state * 48_271) % 2_147_483_647;
    words += state.toString(36);
  }
  return words;
}

/** A closed store of 400 readings and one state, in a folder of its own. */
function filledFolder(): string {
  const folder = temporaryFolder(onTestFinished);
  const parts = { folder, boundBytes: 64 * 1024 * 1024, clock: new VirtualClock(), log: silentLog, bootId: "b-1" };
  const outbox = new SqliteOutbox({ ...parts, newEpoch: () => "epoch-filled" });
  outbox.open();
  const records = Array.from({ length: stored }, (_, index) => reading(`d${index % 7}`, index * 60_000, noise(index)));
  outbox.commit({ records, states: [{ key: "memory", value: "kept" }] });
  outbox.close();
  return folder;
}

const minuteOf = (total: unknown) => Number(total) / 60_000;

function reopened(folder: string): { outbox: SqliteOutbox; report: OpenReport } {
  const outbox = outboxIn(folder);
  const report = outbox.open();
  onTestFinished(() => outbox.close());
  return { outbox, report };
}

function overwrite(folder: string, offset: number, bytes: Buffer): void {
  const path = join(folder, "outbox.db");
  const file = readFileSync(path);
  bytes.copy(file, offset);
  writeFileSync(path, file);
}

/** Of each: how many of the 400 are saved at least. */
const damages: readonly [name: string, damage: (folder: string) => void, reason: string, saved: number][] = [
  ["a header that is no header", (folder) => overwrite(folder, 0, Buffer.alloc(100, 0x58)), "corrupt", 0],
  ["a first page of zeros", (folder) => overwrite(folder, 0, Buffer.alloc(pageBytes)), "corrupt", 0],
  ["an inner page of zeros", (folder) => overwrite(folder, 30 * pageBytes, Buffer.alloc(pageBytes)), "corrupt", 380],
  [
    "a scrambled inner page",
    (folder) => overwrite(folder, 30 * pageBytes, Buffer.alloc(pageBytes, 0xe7)),
    "corrupt",
    380,
  ],
  ["a cut file", (folder) => truncateSync(join(folder, "outbox.db"), 20 * pageBytes), "corrupt", 0],
  ["no bytes at all", (folder) => truncateSync(join(folder, "outbox.db"), 0), "empty", 0],
  ["garbage", (folder) => writeFileSync(join(folder, "outbox.db"), Buffer.alloc(50_000, 0x21)), "corrupt", 0],
  ["no file", (folder) => rmSync(join(folder, "outbox.db")), "missing", 0],
  [
    "a folder in its place",
    (folder) => {
      rmSync(join(folder, "outbox.db"));
      mkdirSync(join(folder, "outbox.db"));
    },
    "foreign",
    0,
  ],
  ["no epoch file", (folder) => rmSync(join(folder, "epoch.json")), "foreign", stored],
  ["an epoch file that is cut", (folder) => truncateSync(join(folder, "epoch.json"), 10), "foreign", stored],
];

describe.each(damages)("a store with %s", (_name, damage, reason, saved) => {
  test("is replaced by what it still gives, under a new epoch, and the loss is told", () => {
    const folder = filledFolder();
    damage(folder);
    const { outbox, report } = reopened(folder);
    expect(report).toMatchObject({ outcome: "recovered", reason });
    const { records, lastSeq, epoch } = outbox.stats();
    expect(records).toBeGreaterThanOrEqual(saved);
    expect(epoch).toBe(JSON.parse(readFileSync(join(folder, "epoch.json"), "utf8")).epoch);
    expect(report).toMatchObject({ salvaged: records });

    const batch = outbox.nextBatch(wholeBatch);
    const told = batch?.gaps.reduce((sum, { from, to }) => sum + to - from + 1, 0) ?? 0;
    expect(told + records).toBe(lastSeq);
    if (records < stored) expect(batch?.gaps).toMatchObject([{ from: 1, reason: "corrupt" }]);
    expect(outbox.commit({ records: [reading("a")], states: [] })).toEqual([lastSeq + 1]);
  });

  test("starts without complaint the next time", () => {
    const folder = filledFolder();
    damage(folder);
    const first = outboxIn(folder);
    first.open();
    const { records } = first.stats();
    first.close();
    const { outbox, report } = reopened(folder);
    expect(report).toEqual({ outcome: "ok" });
    expect(outbox.stats().records).toBe(records);
  });
});

test.each([
  ["a torn log", "outbox.db-wal"],
  ["a garbage index of the log", "outbox.db-shm"],
])("a store with %s opens with everything that was written back", (_name, file) => {
  const folder = filledFolder();
  writeFileSync(join(folder, file), Buffer.alloc(40_000, 0x21));
  const { outbox, report } = reopened(folder);
  expect(report).toEqual({ outcome: "ok" });
  expect(outbox.stats().records).toBe(stored);
});

test("keeps the damaged file aside, the latest only", () => {
  const folder = filledFolder();
  for (let round = 0; round < 2; round += 1) {
    writeFileSync(join(folder, "outbox.db"), Buffer.alloc(50_000, 0x21));
    const outbox = outboxIn(folder);
    outbox.open();
    outbox.close();
  }
  expect(readdirSync(folder).filter((name) => name.startsWith("outbox.corrupt-"))).toHaveLength(1);
});

test("what is saved names the number that it had first, also when its new store is damaged in turn", () => {
  const folder = filledFolder();
  overwrite(folder, 30 * pageBytes, Buffer.alloc(pageBytes));
  const first = reopened(folder).outbox;
  const { epoch, lastSeq } = first.stats();
  first.commit({ records: [reading("late")], states: [] });
  first.close();
  const damaged = new Database(join(folder, "outbox.db"));
  damaged.run("UPDATE meta SET last_seq = last_seq - 1");
  damaged.close();
  const { outbox, report } = reopened(folder);
  expect(report).toMatchObject({ reason: "rolled-back" });
  const records = (outbox.nextBatch(wholeBatch)?.records ?? []).toSorted((one, other) => one.seq - other.seq);
  expect(records.length).toBeGreaterThan(380);
  const firstSeqs = records.map(({ body }) => ("filler" in body && "total" in body ? minuteOf(body.total) + 1 : 0));
  expect(records.map(({ origin }) => origin)).toEqual(
    records.map((_record, index) =>
      index === records.length - 1 ? { epoch, seq: lastSeq + 1 } : { epoch: "epoch-filled", seq: firstSeqs[index] },
    ),
  );
});

test("of a bad page it tells what was lost, and not what had been delivered", () => {
  const folder = filledFolder();
  const before = reopened(folder).outbox;
  before.nextBatch(wholeBatch);
  const delivered = Array.from({ length: stored / 2 }, (_, index): [number, number] => [2 * index + 1, 2 * index + 1]);
  before.settle({ accepted: delivered, rejected: [] });
  before.close();
  overwrite(folder, 30 * pageBytes, Buffer.alloc(pageBytes));
  const { outbox, report } = reopened(folder);
  const lost = stored / 2 - outbox.stats().records;
  expect(lost).toBeGreaterThan(0);
  expect(report).toMatchObject({ reason: "corrupt", lostAtLeast: lost, lostAtMost: lost });
  expect(outbox.nextBatch(wholeBatch)?.gaps).toEqual([{ from: 1, to: lost, reason: "corrupt" }]);
});

test("keeps the reducers' memory through a bad page", () => {
  const folder = filledFolder();
  overwrite(folder, 30 * pageBytes, Buffer.alloc(pageBytes));
  expect(reopened(folder).outbox.readStates()).toEqual(new Map([["memory", "kept"]]));
});

test("a store put back from a backup never gives a number twice", () => {
  const folder = filledFolder();
  copyFileSync(join(folder, "outbox.db"), join(folder, "backup"));
  const outbox = outboxIn(folder);
  outbox.open();
  outbox.commit({ records: [reading("a")], states: [] });
  const { epoch } = outbox.stats();
  outbox.nextBatch(wholeBatch);
  outbox.close();
  copyFileSync(join(folder, "backup"), join(folder, "outbox.db"));

  const back = reopened(folder);
  expect(back.report).toMatchObject({ outcome: "recovered", reason: "rolled-back", salvaged: stored });
  expect(back.outbox.stats().epoch).not.toBe(epoch);
});

/** A store put back while the agent was killed, so that nothing was noted at its end. */
function putBackAfterKill(act: (outbox: SqliteOutbox) => void): OpenReport {
  const folder = filledFolder();
  copyFileSync(join(folder, "outbox.db"), join(folder, "backup"));
  const outbox = reopened(folder).outbox;
  outbox.commit({ records: [reading("a")], states: [] });
  act(outbox);
  const killed = temporaryFolder(onTestFinished);
  for (const name of ["epoch.json", "outbox.db"]) {
    copyFileSync(join(folder, name === "outbox.db" ? "backup" : name), join(killed, name));
  }
  return reopened(killed).report;
}

test("what left with an upload is noted before it leaves, so that a kill and a backup put back give no number twice", () => {
  expect(putBackAfterKill((outbox) => outbox.nextBatch(wholeBatch))).toMatchObject({ reason: "rolled-back" });
  expect(putBackAfterKill(() => {})).toEqual({ outcome: "ok" });
});

test("an orderly end notes every number, for another program may have copied the store", () => {
  expect(putBackAfterKill((outbox) => outbox.close())).toMatchObject({ reason: "rolled-back" });
});

test.each([
  ["in a body", "crc = crc + 1"],
  ["in a stamp", "observed_at = '2026-11-09T00:00:00.000Z'"],
  ["in a device's name", "device = 'd9'"],
  ["in its day, by which it is thinned,", "day = day + 1"],
  ["in the time of its boot", "mono_ms = mono_ms + 64"],
  ["in the name of its boot", "boot = 'b-2'"],
])("a bit that flipped %s costs this record only, and is told as a gap", (_where, flip) => {
  const folder = filledFolder();
  const database = new Database(join(folder, "outbox.db"));
  database.run(`UPDATE record SET ${flip} WHERE seq = 5`);
  database.close();
  const { outbox, report } = reopened(folder);
  expect(report).toEqual({ outcome: "ok" });
  const batch = outbox.nextBatch(wholeBatch);
  expect(batch?.records).toHaveLength(stored - 1);
  expect(batch?.gaps).toEqual([{ from: 5, to: 5, reason: "corrupt" }]);
});

test.each([
  ["an event that cannot be read any more", "crc = crc + 1"],
  ["a row whose kind nobody knows, which may have been an event,", "kind = 'evenu'"],
])("%s is told as a gap, and all again that is still so", (_what, flip) => {
  const folder = filledFolder();
  const before = reopened(folder).outbox;
  before.commit({ records: [event("a", "fault.C-2557"), event("a", "toner.cyan#life-1")], states: [] });
  const { epoch } = before.stats();
  const database = new Database(join(folder, "outbox.db"));
  database.run(`UPDATE record SET ${flip} WHERE seq = ${stored + 1}`);
  database.close();
  const batch = before.nextBatch(wholeBatch);
  expect(batch?.epoch).toBe(epoch);
  expect(batch?.records).toHaveLength(stored + 1);
  expect(before.mustTellAgain()).toBe(true);
  expect(batch?.gaps).toEqual([{ from: stored + 1, to: stored + 1, reason: "corrupt" }]);
});

test("a new epoch asks for all to be told again until the commit that does so, over restarts", () => {
  const folder = filledFolder();
  const isAsked = (act: (outbox: SqliteOutbox) => void = () => {}) => {
    const outbox = outboxIn(folder);
    outbox.open();
    const asks = outbox.mustTellAgain();
    act(outbox);
    outbox.close();
    return asks;
  };
  expect(isAsked()).toBe(false);
  truncateSync(join(folder, "outbox.db"), 0);
  expect(isAsked()).toBe(true);
  expect(isAsked((outbox) => outbox.commit({ records: [], states: [], hasToldAgain: true }))).toBe(true);
  expect(isAsked()).toBe(false);
});

describe("a memory that is lost, whose raises nobody would clear,", () => {
  const spoil = (folder: string) => {
    const database = new Database(join(folder, "outbox.db"));
    database.run("UPDATE state SET crc = crc + 1 WHERE key = 'memory'");
    database.close();
  };

  test("is told again at once where a bit of it flipped", () => {
    const folder = filledFolder();
    spoil(folder);
    const { outbox, report } = reopened(folder);
    expect(report.outcome).toBe("ok");
    expect(outbox.mustTellAgain()).toBe(false);
    expect(outbox.readStates().has("memory")).toBe(false);
    expect(outbox.mustTellAgain()).toBe(true);
  });

  test.each([
    ["saved", () => {}, "kept"],
    ["lost", spoil, undefined],
  ])("is told again after a recovery in any case: %s", (_what, happen, memory) => {
    const folder = filledFolder();
    happen(folder);
    overwrite(folder, 30 * pageBytes, Buffer.alloc(pageBytes));
    const { outbox } = reopened(folder);
    expect(outbox.readStates().get("memory")).toBe(memory);
    expect(outbox.mustTellAgain()).toBe(true);
  });
});

test("damage met while in use is mended without a restart", () => {
  const folder = filledFolder();
  const { outbox } = reopened(folder);
  const { epoch } = JSON.parse(readFileSync(join(folder, "epoch.json"), "utf8"));
  overwrite(folder, 30 * pageBytes, Buffer.alloc(pageBytes));
  outbox.nextBatch(wholeBatch);
  expect(outbox.stats().epoch).not.toBe(epoch);
  expect(outbox.stats().records).toBeGreaterThan(380);
});

/** One more than any number that Node reads: what a flipped bit in the head of a row makes of a small one. */
const beyondOurs = "9007199254740993";

test.each(["bytes", "crc", "day", "mono_ms", "row_crc"])(
  "a number beyond ours in %s costs its own record only",
  (column) => {
    const folder = filledFolder();
    const database = new Database(join(folder, "outbox.db"));
    database.exec(`UPDATE record SET ${column} = ${beyondOurs} WHERE seq = 5`);
    database.close();
    const { outbox } = reopened(folder);
    outbox.nextBatch(wholeBatch);
    expect(outbox.stats().records).toBe(stored - 1);
  },
);

/** Columns whose names a flipped bit changed: the statements of the agent do not find them any more. */
test.each([
  ["record", "observed_at"],
  ["record", "seq"],
  ["record", "day"],
  ["state", "crc"],
  ["gap", "from_seq"],
  ["meta", "epoch"],
])("a store that knows its column %s.%s by another name gives up no record and no memory", (table, column) => {
  const folder = filledFolder();
  const database = new Database(join(folder, "outbox.db"));
  const damaged = column.replace("e", "d").replace("c", "b").replace("day", "dax");
  database.exec(`ALTER TABLE ${table} RENAME COLUMN ${column} TO ${damaged}`);
  database.close();
  const { outbox, report } = reopened(folder);
  expect(report).toMatchObject({ outcome: "recovered", reason: "corrupt", salvaged: stored, lostAtLeast: 0 });
  expect([...outbox.readStates()]).toEqual([["memory", "kept"]]);
});

test("the names of tables and columns that are checked are those of a new file", () => {
  const folder = filledFolder();
  const database = new Database(join(folder, "outbox.db"));
  onTestFinished(() => database.close());
  const tables = database.all("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
  expect(tables.map(({ name }) => name).toSorted()).toEqual(Object.keys(tableColumns).toSorted());
  expect(hasOurTables(database)).toBe(true);
});

test("a number beyond ours in one memory of the reducers leaves the others", () => {
  const folder = filledFolder();
  const first = outboxIn(folder);
  first.open();
  first.commit({ records: [], states: [{ key: "other", value: "kept too" }] });
  first.close();
  const database = new Database(join(folder, "outbox.db"));
  database.exec(`UPDATE state SET crc = ${beyondOurs} WHERE key = 'memory'`);
  database.close();
  const { outbox } = reopened(folder);
  expect([...outbox.readStates()]).toEqual([["other", "kept too"]]);
  expect(outbox.mustTellAgain()).toBe(true);
});

test("a first start cut short before the mark was written is no loss", () => {
  const folder = temporaryFolder(onTestFinished);
  const cut = outboxIn(folder);
  cut.open();
  cut.close();
  rmSync(join(folder, "epoch.json"));
  expect(reopened(folder).report).toEqual({ outcome: "new" });
});

test("a file of a newer agent is refused and left as it is", () => {
  const folder = filledFolder();
  const database = new Database(join(folder, "outbox.db"));
  database.exec("PRAGMA user_version = 99");
  database.close();
  const before = readFileSync(join(folder, "outbox.db"));
  expect(() => outboxIn(folder).open()).toThrow(/newer agent/);
  expect(readFileSync(join(folder, "outbox.db")).equals(before)).toBe(true);
});
