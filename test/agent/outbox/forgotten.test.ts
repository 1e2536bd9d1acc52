import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { silentLog } from "../../../src/agent/leaf/log.ts";
import type { SqliteOutbox } from "../../../src/agent/outbox/sqlite-outbox.ts";
import {
  event,
  heartbeat,
  outboxIn,
  reading,
  recording,
  serverTimeOf,
  temporaryFolder,
  wholeBatch,
} from "./temporary-outbox.ts";

interface Opened {
  readonly outbox: SqliteOutbox;
  readonly lines: unknown[];
}

function openOutbox(): Opened {
  const lines: unknown[] = [];
  const log = { ...silentLog, warn: (...line: unknown[]) => void lines.push(line) };
  const outbox = outboxIn(temporaryFolder(onTestFinished), undefined, log);
  outbox.open();
  onTestFinished(() => outbox.close());
  return { outbox, lines };
}

/** Sends what waits; central takes all of it and says up to where it knows everything. */
function deliver(outbox: SqliteOutbox, unbrokenTo?: number, day = 0) {
  const batch = outbox.nextBatch(wholeBatch);
  const accepted = batch?.records.map(({ seq }) => [seq, seq] as [number, number]) ?? [];
  outbox.settle({ accepted, rejected: [], unbrokenTo, serverTime: serverTimeOf(day) });
  return batch;
}

function openAfterDelivery() {
  const opened = openOutbox();
  opened.outbox.commit({ records: [event("a", "raise"), reading("a"), reading("b")], states: [] });
  deliver(opened.outbox, 3);
  return opened;
}

const numbersOf = (batch: ReturnType<typeof deliver>) => batch?.records.map(({ seq }) => seq).sort((a, b) => a - b);

test("what a central holds no more that acknowledged it goes there again, as it was and under its number", () => {
  const { outbox, lines } = openOutbox();
  outbox.commit({ records: [event("a", "raise"), reading("a"), reading("b")], states: [] });
  const first = deliver(outbox, 3);
  outbox.commit({ records: [heartbeat()], states: [] });
  deliver(outbox, 1);
  expect(outbox.mustTellAgain()).toBe(false);
  const again = outbox.nextBatch(wholeBatch);
  expect(again?.gaps).toEqual([]);
  expect(again?.records).toEqual(first?.records.filter(({ seq }) => seq > 1));
  expect(lines).toEqual([["outbox.forgotten", { from: 2, to: 3, again: 2, missing: 0 }]]);
});

test("it goes again only once, though central's books are not whole before it came", () => {
  const { outbox, lines } = openAfterDelivery();
  outbox.commit({ records: [heartbeat()], states: [] });
  deliver(outbox, 0);
  outbox.nextBatch(wholeBatch);
  outbox.refuseBatch({ isFinal: false, code: "busy", text: "" });
  outbox.commit({ records: [heartbeat()], states: [] });
  expect(numbersOf(deliver(outbox, 0))).toEqual([5]);
  expect(numbersOf(deliver(outbox, 5))).toEqual([1, 2, 3]);
  expect(deliver(outbox, 5)).toBeUndefined();
  expect(lines).toHaveLength(1);
});

test("the same central may forget more than once", () => {
  const { outbox } = openAfterDelivery();
  for (let restored = 0; restored < 3; restored += 1) {
    outbox.commit({ records: [heartbeat()], states: [] });
    deliver(outbox, 0);
    const forgotten = Array.from({ length: 3 + restored }, (_, index) => index + 1);
    expect(numbersOf(deliver(outbox, 4 + restored))).toEqual(forgotten);
  }
});

test("after a fortnight no copy is left: central hears which numbers it forgot, and all is told again, once", () => {
  const { outbox, lines } = openAfterDelivery();
  outbox.commit({ records: [heartbeat(), heartbeat()], states: [] });
  deliver(outbox, 5, 15);
  outbox.commit({ records: [heartbeat()], states: [] });
  deliver(outbox, 1, 15);
  expect(outbox.mustTellAgain()).toBe(true);
  outbox.commit({ records: [], states: [], hasToldAgain: true });
  const batch = deliver(outbox, 1);
  expect([batch?.gaps, numbersOf(batch)]).toEqual([[{ from: 2, to: 3, reason: "forgotten" }], [4, 5]]);
  outbox.commit({ records: [heartbeat()], states: [] });
  deliver(outbox, 7);
  expect(outbox.mustTellAgain()).toBe(false);
  expect(lines).toEqual([["outbox.forgotten", { from: 2, to: 5, again: 2, missing: 2 }]]);
});

test("of what a central took that does not tell its time no copy is kept", () => {
  const { outbox } = openOutbox();
  outbox.commit({ records: [reading("a")], states: [] });
  outbox.nextBatch(wholeBatch);
  outbox.settle({ accepted: [[1, 1]], rejected: [] });
  outbox.commit({ records: [heartbeat()], states: [] });
  deliver(outbox, 0);
  expect(outbox.nextBatch(wholeBatch)?.gaps).toEqual([{ from: 1, to: 1, reason: "forgotten" }]);
});

test("a gap that central was told of and forgot is told again as it was, and nothing else for it", () => {
  const { outbox, lines } = openOutbox();
  outbox.commit({ records: [reading("a"), reading("a"), reading("a")], states: [] });
  outbox.nextBatch(wholeBatch);
  const refused = { code: "schema", retry: false, text: "wrong" };
  const accepted: [number, number][] = [[1, 1]];
  outbox.settle({ accepted, rejected: [2, 3].map((seq) => ({ seq, ...refused })), serverTime: serverTimeOf(0) });
  const gaps = [{ from: 2, to: 3, reason: "quarantined" }];
  expect(deliver(outbox, 3)?.gaps).toEqual(gaps);
  outbox.commit({ records: [heartbeat()], states: [] });
  deliver(outbox, 0);
  expect(outbox.mustTellAgain()).toBe(false);
  expect(outbox.nextBatch(wholeBatch)).toMatchObject({ gaps, records: [{ seq: 1 }] });
  expect(lines).toContainEqual(["outbox.forgotten", { from: 1, to: 3, again: 1, missing: 0 }]);
});

test("of a gap that reaches below what central forgot, only the forgotten part is told again", () => {
  const { outbox } = openOutbox();
  outbox.commit({ records: [reading("a"), reading("a"), reading("a")], states: [] });
  outbox.nextBatch(wholeBatch);
  const refused = { code: "schema", retry: false, text: "wrong" };
  outbox.settle({ accepted: [], rejected: [1, 2, 3].map((seq) => ({ seq, ...refused })), serverTime: serverTimeOf(0) });
  deliver(outbox, 3);
  outbox.commit({ records: [heartbeat()], states: [] });
  deliver(outbox, 1);
  expect(outbox.nextBatch(wholeBatch)?.gaps).toEqual([{ from: 2, to: 3, reason: "quarantined" }]);
});

test("of a recording no copy is kept: central asks for another", () => {
  const { outbox } = openOutbox();
  outbox.commit({ records: [reading("a"), recording("a")], states: [] });
  deliver(outbox, 2);
  outbox.commit({ records: [heartbeat()], states: [] });
  deliver(outbox, 0);
  const batch = outbox.nextBatch(wholeBatch);
  expect([numbersOf(batch), batch?.gaps]).toEqual([[1], [{ from: 2, to: 2, reason: "forgotten" }]]);
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
    serverTime: serverTimeOf(0),
  });
  deliver(outbox, 3);
  expect(outbox.mustTellAgain()).toBe(false);
  expect(lines).toEqual([]);
});

test("however a central is put back, it ends with every record once", () => {
  const step = fc.oneof(
    fc.record({ what: fc.constant("store" as const), count: fc.integer({ min: 1, max: 5 }) }),
    fc.record({ what: fc.constant("deliver" as const), count: fc.integer({ min: 1, max: 7 }) }),
    fc.record({ what: fc.constant("backUp" as const), count: fc.constant(0) }),
    fc.record({ what: fc.constant("putBack" as const), count: fc.constant(0) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const outbox = outboxIn(temporaryFolder(onTestFinished));
      outbox.open();
      let central = new Map<number, string>();
      let backup = new Map<number, string>();
      const stored = new Map<number, string>();
      let named = 0;
      const unbroken = () => {
        let seq = 0;
        while (central.has(seq + 1)) seq += 1;
        return seq;
      };
      const send = (maxRecords: number) => {
        const batch = outbox.nextBatch({ ...wholeBatch, maxRecords });
        if (batch === undefined) return false;
        for (const { seq, body } of batch.records) central.set(seq, JSON.stringify(body));
        const accepted = batch.records.map(({ seq }) => [seq, seq] as [number, number]);
        outbox.settle({ accepted, rejected: [], unbrokenTo: unbroken(), serverTime: serverTimeOf(0) });
        return true;
      };
      const store = () => {
        named += 1;
        const record =
          named % 3 === 0 ? event("a", `key-${named}`) : reading(`device-${named % 4}`, undefined, `${named}`);
        for (const seq of outbox.commit({ records: [record], states: [] })) {
          stored.set(seq, JSON.stringify(record.content.body));
        }
      };
      for (const { what, count } of steps) {
        if (what === "store") for (let index = 0; index < count; index += 1) store();
        if (what === "deliver") send(count);
        if (what === "backUp") backup = new Map(central);
        if (what === "putBack") central = new Map(backup);
      }
      // What is missing shows in an answer once nothing else waits.
      for (let time = 0; time < 2; time += 1) {
        store();
        while (send(1000));
      }
      outbox.close();
      expect(central).toEqual(stored);
    }),
    { numRuns: 60 },
  );
});
