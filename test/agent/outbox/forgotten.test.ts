import { expect, onTestFinished, test } from "vitest";
import { silentLog } from "../../../src/agent/leaf/log.ts";
import type { SqliteOutbox } from "../../../src/agent/outbox/sqlite-outbox.ts";
import { event, heartbeat, outboxIn, reading, temporaryFolder, wholeBatch } from "./temporary-outbox.ts";

function openOutbox(): { outbox: SqliteOutbox; lines: unknown[] } {
  const lines: unknown[] = [];
  const log = { ...silentLog, warn: (...line: unknown[]) => void lines.push(line) };
  const outbox = outboxIn(temporaryFolder(onTestFinished), undefined, log);
  outbox.open();
  onTestFinished(() => outbox.close());
  return { outbox, lines };
}

/** Sends what waits; central takes all of it and says up to where it knows everything. */
function deliver(outbox: SqliteOutbox, unbrokenTo?: number) {
  const batch = outbox.nextBatch(wholeBatch);
  const accepted = batch?.records.map(({ seq }) => [seq, seq] as [number, number]) ?? [];
  outbox.settle({ accepted, rejected: [], unbrokenTo });
  return batch;
}

function openAfterDelivery() {
  const opened = openOutbox();
  opened.outbox.commit({ records: [event("a", "raise"), reading("a"), reading("b")], states: [] });
  deliver(opened.outbox, 3);
  return opened;
}

test("a central that holds less than it acknowledged has all told again, and hears which numbers it forgot", () => {
  const { outbox, lines } = openAfterDelivery();
  outbox.commit({ records: [heartbeat()], states: [] });
  deliver(outbox, 1);
  expect(outbox.mustTellAgain()).toBe(true);
  expect(outbox.nextBatch(wholeBatch)?.gaps).toEqual([{ from: 2, to: 3, reason: "forgotten" }]);
  expect(lines).toEqual([["outbox.forgotten", { from: 2, to: 3 }]]);
});

test("what central forgot is told once, though its books cannot be whole before it heard of it", () => {
  const { outbox, lines } = openAfterDelivery();
  outbox.commit({ records: [heartbeat()], states: [] });
  deliver(outbox, 0);
  outbox.commit({ records: [], states: [], hasToldAgain: true });
  outbox.commit({ records: [heartbeat()], states: [] });
  outbox.nextBatch(wholeBatch);
  outbox.refuseBatch({ isFinal: false, code: "busy", text: "" });
  deliver(outbox, 0);
  outbox.commit({ records: [heartbeat()], states: [] });
  deliver(outbox, 5);
  expect(outbox.mustTellAgain()).toBe(false);
  expect(lines).toHaveLength(1);
});

test.each([
  ["holds all", 4],
  ["holds more, of another life", 9],
  ["does not tell", undefined],
])("a central that %s changes nothing", (_name, unbrokenTo) => {
  const { outbox, lines } = openAfterDelivery();
  outbox.commit({ records: [heartbeat()], states: [] });
  deliver(outbox, unbrokenTo);
  expect(outbox.mustTellAgain()).toBe(false);
  expect(outbox.nextBatch(wholeBatch)).toBeUndefined();
  expect(lines).toEqual([]);
});

test("what still waits, a gap that is not told yet and what came meanwhile are not called forgotten", () => {
  const { outbox, lines } = openAfterDelivery();
  outbox.commit({ records: [reading("a"), reading("b"), heartbeat()], states: [] });
  outbox.nextBatch(wholeBatch);
  outbox.commit({ records: [reading("c")], states: [] });
  outbox.settle({
    accepted: [[6, 6]],
    rejected: [{ seq: 4, code: "schema", retry: false, text: "wrong" }],
    unbrokenTo: 3,
  });
  deliver(outbox, 3);
  expect(outbox.mustTellAgain()).toBe(false);
  expect(lines).toEqual([]);
});
