import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { Database } from "../../../src/agent/outbox/database.ts";
import { makeRoom } from "../../../src/agent/outbox/make-room.ts";
import type { SqliteOutbox } from "../../../src/agent/outbox/sqlite-outbox.ts";
import type { Gap } from "../../../src/contract/batch.ts";
import type { OutboxRecord, RecordContent } from "../../../src/contract/record.ts";
import { dayMs, event, heartbeat, outboxIn, reading, temporaryFolder } from "./temporary-outbox.ts";

vi.setConfig({ testTimeout: 60_000 });

const boundBytes = 2 * 1024 * 1024;
const devices = Array.from({ length: 10 }, (_, index) => `d${index}`);

/** Text that deflate cannot shrink: a row of about 400 bytes, as a large reading takes. */
function noise(seed: number): string {
  let state = seed + 1;
  let words = "";
  while (words.length < 560) {
    state = (state * 48_271) % 2_147_483_647;
    words += state.toString(36);
  }
  return words;
}

function folderBytes(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

function drain(outbox: SqliteOutbox): { records: OutboxRecord[]; gaps: Gap[] } {
  const records: OutboxRecord[] = [];
  const gaps: Gap[] = [];
  for (;;) {
    const batch = outbox.nextBatch({ maxRecords: 1000, maxBytes: 1e7 });
    if (batch === undefined) return { records, gaps };
    records.push(...batch.records);
    gaps.push(...batch.gaps);
    outbox.settle({ accepted: batch.records.map(({ seq }): [number, number] => [seq, seq]), rejected: [] });
  }
}

/** Ten devices, 24 polls a day, an event and a heartbeat a day, nobody takes anything. */
function fill(outbox: SqliteOutbox, days: number, onCommit: () => void): void {
  for (let day = 0; day < days; day += 1) {
    for (let hour = 0; hour < 24; hour += 1) {
      const atMs = dayMs(day, hour);
      const extra = hour === 12 ? [event("d3", `fault-${day}`, atMs), heartbeat(atMs)] : [];
      const records = devices.map((device, index) => reading(device, atMs, noise(index * 7919 + day * 24 + hour)));
      outbox.commit({ records: [...records, ...extra], states: [{ key: "memory", value: { day, hour } }] });
      onCommit();
    }
  }
}

test("a full outbox keeps its bound, every event, both ends of each day it kept, and accounts for the rest", () => {
  const folder = temporaryFolder(onTestFinished);
  const outbox = outboxIn(folder, boundBytes);
  outbox.open();
  onTestFinished(() => outbox.close());
  const days = 40;
  let largest = 0;
  fill(outbox, days, () => {
    largest = Math.max(largest, folderBytes(folder));
  });
  expect(largest).toBeLessThanOrEqual(boundBytes);
  const { lastSeq, state } = outbox.stats();
  expect(state).toBe("full");

  const { records, gaps } = drain(outbox);
  expect(records.filter(({ kind }) => kind === "event")).toHaveLength(days);
  const told = new Set(records.map(({ seq }) => seq));
  for (const { from, to } of gaps) for (let seq = from; seq <= to; seq += 1) told.add(seq);
  expect(told.size).toBe(lastSeq);
  expect(records.length + gaps.reduce((sum, { from, to }) => sum + to - from + 1, 0)).toBe(lastSeq);

  const hours = new Map<string, Set<number>>();
  for (const { kind, observedAt } of records) {
    if (kind !== "reading") continue;
    const day = observedAt.slice(0, 10);
    hours.set(day, (hours.get(day) ?? new Set()).add(Number(observedAt.slice(11, 13))));
  }
  const kept = [...hours.keys()].sort();
  expect(kept.at(-1)).toBe(new Date(dayMs(days - 1)).toISOString().slice(0, 10));
  // The oldest kept day may be the one that is being dropped at this moment.
  for (const day of kept.slice(1)) expect([...(hours.get(day) ?? [])]).toEqual(expect.arrayContaining([0, 23]));
});

test("a full outbox is well again when it was emptied", () => {
  const outbox = outboxIn(temporaryFolder(onTestFinished), boundBytes);
  outbox.open();
  onTestFinished(() => outbox.close());
  fill(outbox, 20, () => {});
  drain(outbox);
  outbox.commit({ records: [heartbeat()], states: [] });
  expect(outbox.stats().state).toBe("ok");
});

test("does not thin what is being uploaded", () => {
  const outbox = outboxIn(temporaryFolder(onTestFinished), boundBytes);
  outbox.open();
  onTestFinished(() => outbox.close());
  fill(outbox, 3, () => {});
  const handedOut = outbox.nextBatch({ maxRecords: 200, maxBytes: 1e7 })?.records.map(({ seq }) => seq) ?? [];
  fill(outbox, 20, () => {});
  const accepted = handedOut.map((seq): [number, number] => [seq, seq]);
  expect(outbox.settle({ accepted, rejected: [] }).accepted).toBe(200);
});

describe("an outbox that had to drop events", () => {
  /** More events than it holds, and then what central takes of them. */
  function flooded(): SqliteOutbox {
    const outbox = outboxIn(temporaryFolder(onTestFinished), boundBytes);
    outbox.open();
    onTestFinished(() => outbox.close());
    for (let hour = 0; hour < 250; hour += 1) {
      const records = devices.map((device, index) => event(device, noise(hour * 10 + index), dayMs(0, hour)));
      outbox.commit({ records, states: [] });
    }
    return outbox;
  }

  test("has all told again once the rest was delivered", () => {
    const outbox = flooded();
    const { lastSeq } = outbox.stats();
    expect(outbox.mustTellAgain()).toBe(false);
    const { records, gaps } = drain(outbox);
    expect(records.length + gaps.reduce((sum, { from, to }) => sum + to - from + 1, 0)).toBe(lastSeq);
    expect(outbox.mustTellAgain()).toBe(true);
    outbox.commit({ records: [event("d1", "again")], states: [], hasToldAgain: true });
    expect(outbox.mustTellAgain()).toBe(false);
  });

  test("has it told as well where the word went that all is told again", () => {
    const folder = temporaryFolder(onTestFinished);
    const outbox = outboxIn(folder, boundBytes);
    outbox.open();
    onTestFinished(() => outbox.close());
    const content = { kind: "device", body: { tellsAgain: true } } as unknown as RecordContent;
    outbox.commit({ records: [{ content, device: "d1", observedAt: new Date(dayMs(0)).toISOString() }], states: [] });
    const database = new Database(join(folder, "outbox.db"));
    makeRoom(database, { usedPagesAtMost: 0, spared: new Set(), deletionsAtOnce: 100 });
    database.close();
    expect(drain(outbox)).toMatchObject({ records: [], gaps: [{ from: 1, to: 1, reason: "dropped" }] });
    expect(outbox.mustTellAgain()).toBe(true);
  });

  test("asks for it after a restart too", () => {
    const folder = temporaryFolder(onTestFinished);
    const [first, second] = [outboxIn(folder, boundBytes), outboxIn(folder, boundBytes)];
    first.open();
    const records = devices.map((device, index) => event(device, noise(index)));
    while (first.stats().state === "ok") first.commit({ records, states: [] });
    drain(first);
    first.close();
    onTestFinished(() => second.close());
    expect(second.open()).toEqual({ outcome: "ok" });
    expect(second.mustTellAgain()).toBe(true);
  });

  test("does not take what it lost while telling again for told", () => {
    const outbox = flooded();
    outbox.commit({ records: [], states: [], hasToldAgain: true });
    drain(outbox);
    expect(outbox.mustTellAgain()).toBe(true);
  });
});

test("a quarantine that fills the outbox gives way to new readings, for central knows it as gaps", () => {
  const outbox = outboxIn(temporaryFolder(onTestFinished), boundBytes);
  outbox.open();
  onTestFinished(() => outbox.close());
  for (let hour = 0; hour < 250; hour += 1) {
    const records = devices.map((device, index) => reading(device, dayMs(0, hour), noise(index * 7919 + hour)));
    outbox.commit({ records, states: [] });
    outbox.nextBatch({ maxRecords: 1000, maxBytes: 1e7 });
    outbox.refuseBatch({ isFinal: true, code: "schema", text: "" });
  }
  expect(outbox.stats().quarantined).toBeLessThan(2500);
  const [newest] = outbox.commit({ records: [reading("d1", dayMs(9))], states: [] });
  expect(drain(outbox).records).toMatchObject([{ seq: newest }]);
});
