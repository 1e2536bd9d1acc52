import { afterEach, beforeEach, expect, test } from "vitest";
import { forgetOld } from "../../src/central/retention.ts";
import type { Acknowledgement, Batch } from "../../src/contract/batch.ts";
import type { OutboxRecord, RecordContent } from "../../src/contract/record.ts";
import { agent, Bench } from "./bench.ts";
import { batch, heartbeat, numbered, reading, toner } from "./records.ts";

const dayMs = 86_400_000;

let bench: Bench;
beforeEach(async () => {
  bench = new Bench();
  await bench.open();
});
afterEach(() => bench.close());

async function send(records: readonly OutboxRecord[], changes: Partial<Batch> = {}): Promise<Acknowledgement> {
  const outcome = await bench.upload(batch(agent.id, records, changes));
  if (!outcome.ok) throw new Error(outcome.text);
  return outcome.acknowledgement;
}

const from = (firstSeq: number, ...contents: readonly RecordContent[]) => numbered(contents, firstSeq);

test("an answer tells the highest number that central holds of the epoch", async () => {
  expect(await send([])).toMatchObject({ highestSeq: 0 });
  expect(await send(from(4, reading(0, 1), reading(1, 2)))).toMatchObject({ highestSeq: 5 });
  expect(await send(from(1, reading(2, 3)))).toMatchObject({ highestSeq: 5 });
  expect(await send([], { epoch: "e-2" })).toMatchObject({ highestSeq: 0 });
});

test("what is younger than all that was forgotten by age is not taken for it, but comes again under a number of its own", async () => {
  await send(from(1, heartbeat(), reading(0, 1), reading(1, 2)));
  await forgetOld(bench.store, 400, bench.clock.wallMs() + 31 * dayMs);
  bench.clock.pass(40 * dayMs);
  const day40 = 40 * 24 * 60;
  const [beat] = from(1, heartbeat({ version: "2.0.0" }));
  const stamped = beat && { ...beat, observedAt: new Date(bench.clock.wallMs()).toISOString() };
  expect((await send(from(1, reading(day40, 9)))).rejected).toMatchObject([{ seq: 1, code: "conflict" }]);
  expect((await send(stamped ? [stamped] : [])).rejected).toMatchObject([{ seq: 1, code: "conflict" }]);
  expect(await send(from(1, heartbeat()))).toMatchObject({ accepted: [[1, 1]], rejected: [] });
});

test("what stands behind a conflict is not taken before it, and what stands before it is", async () => {
  await send(from(2, reading(0, 1)));
  const answer = await send(from(1, reading(1, 2), reading(2, 3), toner(3, "raise"), toner(4, "clear")));
  expect(answer).toMatchObject({
    accepted: [[1, 1]],
    rejected: [
      { seq: 2, code: "conflict", retry: false },
      { seq: 3, code: "conflict", retry: true },
      { seq: 4, code: "conflict", retry: true },
    ],
  });
});

test("no order is decided upon while a conflict comes again", async () => {
  await send(from(2, reading(0, 1)));
  await send(from(1, toner(1, "raise"), toner(2, "clear")));
  expect(await bench.orders()).toEqual([]);
  await send(from(3, toner(2, "clear")));
  expect(await bench.orders()).toEqual([]);
});

test("what came under a higher number since is taken as told, and stored once", async () => {
  const [life, other] = [reading(1, 2), toner(2, "raise")];
  await send(from(1, reading(0, 1)));
  await send(from(5, life, other), { gaps: [{ from: 1, to: 4, reason: "renumbered" }] });
  // A snapshot of this life that had not heard of its new numbers yet.
  expect(await send(from(1, life))).toMatchObject({ accepted: [[1, 1]], rejected: [] });
  expect(await send(from(2, other))).toMatchObject({ accepted: [[2, 2]], rejected: [] });
  const [books] = await bench.store.transact((tables) => tables.streamsOf(agent.id));
  expect(books?.received).toEqual([
    [1, 1],
    [5, 6],
  ]);
});

test("a number whose record was forgotten by age is taken for a repetition only where it can be one", async () => {
  await send(from(1, heartbeat()));
  bench.clock.pass(40 * dayMs);
  expect(await forgetOld(bench.store, 400, bench.time.nowMs)).toBe(1);
  expect(await send(from(1, heartbeat()))).toMatchObject({ accepted: [[1, 1]] });
  expect(await send(from(1, toner(1, "raise")))).toMatchObject({ accepted: [], rejected: [{ code: "conflict" }] });
});
