import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import { AgentError } from "../../../src/agent/leaf/errors.ts";
import { silentLog } from "../../../src/agent/leaf/log.ts";
import { SqliteOutbox } from "../../../src/agent/outbox/sqlite-outbox.ts";
import { VirtualClock } from "../../virtual-clock.ts";
import { event, heartbeat, openOutbox, outboxIn, reading, temporaryFolder, wholeBatch } from "./temporary-outbox.ts";

const open = (boundBytes?: number) => openOutbox(onTestFinished, boundBytes);

describe("commit", () => {
  test("numbers records from 1 without holes", () => {
    const outbox = open();
    expect(outbox.commit({ records: [reading("a"), event("a", "toner")], states: [] })).toEqual([1, 2]);
    expect(outbox.commit({ records: [reading("b")], states: [] })).toEqual([3]);
  });

  test("stores nothing of a change that fails half-way, and gives its numbers again", () => {
    const outbox = open();
    const circular: { self?: unknown } = {};
    circular.self = circular;
    expect(() => outbox.commit({ records: [reading("a")], states: [{ key: "k", value: circular }] })).toThrow();
    expect(outbox.stats().records).toBe(0);
    expect(outbox.commit({ records: [reading("a")], states: [] })).toEqual([1]);
  });

  test("keeps records, states and numbers across a restart", () => {
    const folder = temporaryFolder(onTestFinished);
    const first = outboxIn(folder);
    expect(first.open()).toEqual({ outcome: "new" });
    first.commit({ records: [reading("a")], states: [{ key: "inventory", value: { a: 1 } }] });
    const { epoch } = first.stats();
    first.close();

    const second = outboxIn(folder);
    onTestFinished(() => second.close());
    expect(second.open()).toEqual({ outcome: "ok" });
    expect(second.readStates()).toEqual(new Map([["inventory", { a: 1 }]]));
    expect(second.stats()).toMatchObject({ epoch, records: 1, lastSeq: 1 });
    expect(second.commit({ records: [reading("a")], states: [] })).toEqual([2]);
  });

  test("goes on with its numbers when it was emptied before a restart", () => {
    const folder = temporaryFolder(onTestFinished);
    const first = outboxIn(folder);
    first.open();
    first.commit({ records: [reading("a")], states: [] });
    first.nextBatch(wholeBatch);
    first.settle({ accepted: [[1, 1]], rejected: [] });
    first.close();

    const second = outboxIn(folder);
    onTestFinished(() => second.close());
    second.open();
    expect(second.commit({ records: [reading("a")], states: [] })).toEqual([2]);
  });

  test("replaces a state and forgets one that became undefined", () => {
    const outbox = open();
    outbox.commit({
      records: [],
      states: [
        { key: "a", value: 1 },
        { key: "b", value: 2 },
      ],
    });
    outbox.commit({
      records: [],
      states: [
        { key: "a", value: 3 },
        { key: "b", value: undefined },
      ],
    });
    expect(outbox.readStates()).toEqual(new Map([["a", 3]]));
  });
});

describe("nextBatch", () => {
  test("sends events first, then the heartbeat, then the newest of each device, then history", () => {
    const outbox = open();
    const records = [
      reading("a"),
      reading("b"),
      reading("a"),
      heartbeat(),
      event("b", "x"),
      reading("a"),
      event("a", "y"),
    ];
    outbox.commit({ records, states: [] });
    const batch = outbox.nextBatch(wholeBatch);
    expect(batch?.records.map(({ seq }) => seq)).toEqual([5, 7, 4, 2, 6, 1, 3]);
    expect(batch?.records.filter(({ backfill }) => backfill).map(({ seq }) => seq)).toEqual([1, 3]);
  });

  test("calls a reading history though the newer one was delivered already", () => {
    const outbox = open();
    outbox.commit({ records: [reading("a"), reading("a")], states: [] });
    outbox.nextBatch({ maxRecords: 1, maxBytes: 1e6 });
    outbox.settle({ accepted: [[2, 2]], rejected: [] });
    expect(outbox.nextBatch(wholeBatch)?.records).toMatchObject([{ seq: 1, backfill: true }]);
  });

  test("stays within the records and bytes asked for, but for a single large record", () => {
    const outbox = open();
    outbox.commit({ records: [reading("a"), reading("b", 0, "x".repeat(5000)), reading("c")], states: [] });
    expect(outbox.nextBatch({ maxRecords: 2, maxBytes: 1e6 })?.records).toHaveLength(2);
    expect(outbox.nextBatch({ maxRecords: 9, maxBytes: 1000 })?.records.map(({ seq }) => seq)).toEqual([1]);
    outbox.settle({ accepted: [[1, 1]], rejected: [] });
    expect(outbox.nextBatch({ maxRecords: 9, maxBytes: 1000 })?.records.map(({ seq }) => seq)).toEqual([2]);
  });

  test("counts the events that follow in later batches", () => {
    const outbox = open();
    outbox.commit({ records: [event("a", "1"), event("a", "2"), event("a", "3"), reading("a")], states: [] });
    expect(outbox.nextBatch({ maxRecords: 1, maxBytes: 1e6 })?.eventsRemaining).toBe(2);
  });

  test("gives each record the CRC-32 of its body's JSON text", () => {
    const outbox = open();
    outbox.commit({ records: [reading("a", 0, "Ünïcode")], states: [] });
    const record = outbox.nextBatch(wholeBatch)?.records[0];
    const crc = crc32(JSON.stringify(record?.body)).toString(16).padStart(8, "0");
    expect(record?.crc).toBe(crc);
  });

  test("has nothing to send when all is settled", () => {
    expect(open().nextBatch(wholeBatch)).toBeUndefined();
  });
});

describe("settle", () => {
  test("deletes exactly what was named and handed out", () => {
    const outbox = open();
    outbox.commit({ records: [reading("a"), reading("b"), reading("c")], states: [] });
    outbox.nextBatch({ maxRecords: 2, maxBytes: 1e6 });
    const settlement = outbox.settle({ accepted: [[2, 99]], rejected: [] });
    expect(settlement).toEqual({ accepted: 1, quarantined: 0, deferred: 1, gaps: 0 });
    expect(outbox.stats().records).toBe(2);
  });

  test("does nothing when no batch was handed out since the start", () => {
    const outbox = open();
    outbox.commit({ records: [reading("a")], states: [] });
    expect(outbox.settle({ accepted: [[1, 1]], rejected: [] }).accepted).toBe(0);
    expect(outbox.stats().records).toBe(1);
  });

  test("puts a final rejection into quarantine and tells its number as a gap until that is acknowledged", () => {
    const outbox = open();
    outbox.commit({ records: [reading("a"), reading("b")], states: [] });
    outbox.nextBatch(wholeBatch);
    outbox.settle({ accepted: [[2, 2]], rejected: [{ seq: 1, code: "schema", retry: false, text: "no" }] });
    expect(outbox.quarantined(10)).toMatchObject([
      { seq: 1, code: "schema", text: "no", device: "a", kind: "reading" },
    ]);
    const gaps = [{ from: 1, to: 1, reason: "quarantined" }];
    expect(outbox.nextBatch(wholeBatch)).toMatchObject({ records: [], gaps });
    expect(outbox.nextBatch(wholeBatch)).toMatchObject({ gaps });
    expect(outbox.settle({ accepted: [], rejected: [] }).gaps).toBe(1);
    expect(outbox.nextBatch(wholeBatch)).toBeUndefined();
  });

  test("sends a record that is to be retried after all others", () => {
    const outbox = open();
    outbox.commit({ records: [event("a", "1"), event("a", "2"), event("a", "3")], states: [] });
    const two = { maxRecords: 2, maxBytes: 1e6 };
    outbox.nextBatch(two);
    outbox.settle({ accepted: [[2, 2]], rejected: [{ seq: 1, code: "busy", retry: true, text: "" }] });
    expect(outbox.nextBatch(two)?.records.map(({ seq }) => seq)).toEqual([3]);
    outbox.settle({ accepted: [[3, 3]], rejected: [] });
    expect(outbox.nextBatch(two)?.records.map(({ seq }) => seq)).toEqual([1]);
  });

  test("discards quarantined records for good, whose numbers central knows as gaps", () => {
    const outbox = openOutbox(onTestFinished);
    outbox.commit({ records: [reading("a"), reading("b")], states: [] });
    outbox.nextBatch(wholeBatch);
    outbox.settle({ accepted: [[1, 1]], rejected: [{ seq: 2, code: "schema", retry: false, text: "wrong" }] });
    expect(outbox.discardQuarantined(outbox.quarantined(10).map(({ id }) => id))).toBe(1);
    expect(outbox.quarantined(10)).toEqual([]);
    expect(outbox.nextBatch(wholeBatch)).toMatchObject({ records: [], gaps: [{ from: 2, to: 2 }] });
  });

  test("takes a quarantined record back as a new one that is history", () => {
    const outbox = open();
    outbox.commit({ records: [reading("a")], states: [] });
    outbox.nextBatch(wholeBatch);
    outbox.refuseBatch({ isFinal: true, code: "tooLarge", text: "" });
    const ids = outbox.quarantined(10).map(({ id }) => id);
    expect(outbox.retryQuarantined([...ids, 999])).toBe(1);
    expect(outbox.quarantined(10)).toEqual([]);
    expect(outbox.nextBatch(wholeBatch)?.records).toMatchObject([{ seq: 2, backfill: true }]);
  });
});

test("a record waits until central took it, refused it for good, or the store began anew", () => {
  const outbox = open();
  const { epoch } = outbox.stats();
  const [taken = 0, refused = 0, deferred = 0] = outbox.commit({
    records: [reading("a"), reading("b"), reading("c")],
    states: [],
  });
  outbox.nextBatch(wholeBatch);
  outbox.settle({ accepted: [[taken, taken]], rejected: [{ seq: refused, code: "c", retry: false, text: "" }] });
  expect([taken, refused, deferred].map((seq) => outbox.isWaiting(epoch, seq))).toEqual([false, false, true]);
  expect(outbox.isWaiting("another epoch", deferred)).toBe(false);
});

test("a record carries the boot in which it was stored, and when by its clock", async () => {
  const clock = new VirtualClock();
  const parts = { folder: temporaryFolder(onTestFinished), boundBytes: 64 * 1024 * 1024, clock, log: silentLog };
  const outbox = new SqliteOutbox({ ...parts, newEpoch: () => "e-1", bootId: "b-1" });
  outbox.open();
  onTestFinished(() => outbox.close());
  await clock.advance(1500);
  outbox.commit({ records: [reading("a")], states: [] });
  await clock.advance(1000);
  expect(outbox.nextBatch(wholeBatch)?.records).toMatchObject([{ clock: { bootId: "b-1", monoMs: 1500 } }]);
});

describe("the state folder", () => {
  test("is open to its owner only, with every file in it", () => {
    const parent = temporaryFolder(onTestFinished);
    const folder = join(parent, "state");
    const outbox = outboxIn(folder);
    onTestFinished(() => outbox.close());
    outbox.open();
    outbox.commit({ records: [reading("a")], states: [] });
    const paths = [folder, ...readdirSync(folder).map((name) => join(folder, name))];
    expect(paths.length).toBeGreaterThan(4);
    expect(paths.filter((path) => (statSync(path).mode & 0o077) !== 0)).toEqual([]);
  });

  test("takes one agent only", () => {
    const folder = temporaryFolder(onTestFinished);
    const first = outboxIn(folder);
    first.open();
    expect(() => outboxIn(folder).open()).toThrow(AgentError);
    expect(() => outboxIn(folder).open()).toThrow(/Another agent/);
    first.close();
    const second = outboxIn(folder);
    onTestFinished(() => second.close());
    expect(second.open()).toEqual({ outcome: "ok" });
  });

  test("holds the ballast while the outbox is well", () => {
    const folder = temporaryFolder(onTestFinished);
    const outbox = outboxIn(folder);
    onTestFinished(() => outbox.close());
    outbox.open();
    expect(existsSync(join(folder, "ballast"))).toBe(true);
    expect(outbox.stats().state).toBe("ok");
  });
});
