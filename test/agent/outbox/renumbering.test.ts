import { expect, onTestFinished, test } from "vitest";
import { silentLog } from "../../../src/agent/leaf/log.ts";
import type { SqliteOutbox } from "../../../src/agent/outbox/sqlite-outbox.ts";
import { Acknowledgement } from "../../../src/contract/batch.ts";
import { event, outboxIn, reading, temporaryFolder, wholeBatch } from "./temporary-outbox.ts";

const conflict = (seq: number, retry = false) => ({ seq, code: "conflict", retry, text: "used before" });

function openOutbox(): { outbox: SqliteOutbox; lines: unknown[] } {
  const lines: unknown[] = [];
  const log = { ...silentLog, warn: (...line: unknown[]) => void lines.push(line) };
  const outbox = outboxIn(temporaryFolder(onTestFinished), undefined, log);
  outbox.open();
  onTestFinished(() => outbox.close());
  return { outbox, lines };
}

function sent(outbox: SqliteOutbox) {
  const batch = outbox.nextBatch(wholeBatch);
  return { seqs: batch?.records.map(({ seq }) => seq), gaps: batch?.gaps, batch };
}

test("a record whose number was used in another life comes again above all that central holds, and it is told", () => {
  const { outbox, lines } = openOutbox();
  outbox.commit({ records: [reading("a"), reading("b")], states: [] });
  outbox.nextBatch(wholeBatch);
  const settled = outbox.settle({ accepted: [[1, 1]], rejected: [conflict(2)], highestSeq: 7 });
  expect(settled).toMatchObject({ accepted: 1, quarantined: 0, deferred: 1 });
  expect(sent(outbox)).toMatchObject({
    seqs: [8],
    gaps: [{ from: 2, to: 7, reason: "renumbered" }],
    batch: { records: [{ backfill: false }] },
  });
  expect(outbox.stats()).toMatchObject({ lastSeq: 8, quarantined: 0 });
  expect(lines).toEqual([["outbox.renumbered", { count: 1, above: 7 }]]);
});

test("events behind it go with it, in their order, whether they were handed out or not; a reading stays", () => {
  const { outbox } = openOutbox();
  const records = [event("a", "raise"), reading("a"), event("a", "clear"), event("b", "raise")];
  outbox.commit({ records, states: [] });
  outbox.nextBatch({ ...wholeBatch, maxRecords: 1 });
  outbox.settle({ accepted: [], rejected: [conflict(1)], highestSeq: 3 });
  expect(sent(outbox)).toMatchObject({
    seqs: [5, 6, 7, 2],
    batch: { records: [{ body: { key: "raise" } }, { body: { key: "clear" } }, {}, {}] },
    gaps: [
      { from: 1, to: 1, reason: "renumbered" },
      { from: 3, to: 4, reason: "renumbered" },
    ],
  });
});

test("a counter that is behind goes on above what central holds, before anything conflicts", () => {
  const { outbox } = openOutbox();
  outbox.commit({ records: [reading("a")], states: [] });
  outbox.nextBatch(wholeBatch);
  outbox.settle({ accepted: [[1, 1]], rejected: [], highestSeq: 7 });
  expect(outbox.commit({ records: [reading("a")], states: [] })).toEqual([8]);
  expect(sent(outbox).gaps).toEqual([{ from: 2, to: 7, reason: "renumbered" }]);
});

test("what central holds of this life moves nothing", () => {
  const { outbox, lines } = openOutbox();
  outbox.commit({ records: [reading("a"), reading("b")], states: [] });
  outbox.nextBatch(wholeBatch);
  outbox.settle({ accepted: [[1, 2]], rejected: [], highestSeq: 2 });
  expect(outbox.nextBatch(wholeBatch)).toBeUndefined();
  expect(outbox.commit({ records: [reading("a")], states: [] })).toEqual([3]);
  expect(lines).toEqual([]);
});

test("a central that does not tell its highest number hears of no gap that it would not understand", () => {
  const { outbox } = openOutbox();
  outbox.commit({ records: [reading("a"), reading("b")], states: [] });
  outbox.nextBatch(wholeBatch);
  outbox.settle({ accepted: [], rejected: [conflict(1), conflict(2, true)] });
  expect(sent(outbox)).toMatchObject({ seqs: [3, 4], gaps: [] });
});

test("a conflict of a number that was not handed out changes nothing", () => {
  const { outbox } = openOutbox();
  outbox.commit({ records: [reading("a"), reading("a")], states: [] });
  outbox.nextBatch({ ...wholeBatch, maxRecords: 1 });
  outbox.settle({ accepted: [], rejected: [conflict(1)], highestSeq: 2 });
  expect(sent(outbox)).toMatchObject({ seqs: [1], gaps: [] });
});

test("a number that is out of all reason is believed once at most, and an answer that names the next one is read", () => {
  const { outbox } = openOutbox();
  for (const highestSeq of [2 ** 48, 2 ** 53 - 1]) {
    outbox.commit({ records: [event("a", "raise")], states: [] });
    outbox.nextBatch(wholeBatch);
    outbox.settle({ accepted: [[1, 1]], rejected: [], highestSeq });
  }
  expect(sent(outbox).seqs).toEqual([2 ** 48 + 1]);
  for (const known of ["highestSeq", "unbrokenTo"] as const) {
    expect(Acknowledgement.shape[known].safeParse(2 ** 48 + 1).success).toBe(true);
  }
});
