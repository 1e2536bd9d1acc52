import { afterEach, beforeEach, expect, test } from "vitest";
import type { Acknowledgement } from "../../src/contract/batch.ts";
import type { OutboxRecord, RecordContent } from "../../src/contract/record.ts";
import { agent, Bench } from "./bench.ts";
import { batch, numbered, reading, toner, uid } from "./records.ts";

let bench: Bench;
beforeEach(async () => {
  bench = new Bench();
  await bench.open();
});
afterEach(() => bench.close());

async function send(epoch: string, records: readonly OutboxRecord[]): Promise<Acknowledgement> {
  const outcome = await bench.upload(batch(agent.id, records, { epoch }));
  if (!outcome.ok) throw new Error(outcome.text);
  return outcome.acknowledgement;
}

/** Numbered from 1 in the next epoch; where they were first is known by the number. */
function saved(contents: readonly RecordContent[], firstSeq: number, epoch = "e-1"): readonly OutboxRecord[] {
  return numbered(contents).map((record) => ({ ...record, origin: { epoch, seq: firstSeq - 1 + record.seq } }));
}

const totals = () =>
  bench.store.transact(async (tables) => (await tables.recordsOf(uid, "reading", 100)).map((body) => JSON.parse(body)));
const booksOf = async () => {
  const streams = await bench.store.transact((tables) => tables.streamsOf(agent.id));
  return Object.fromEntries(streams.map(({ epoch, received }) => [epoch, received]));
};

test("a copy of what arrived before is accepted and not kept twice", async () => {
  await send("e-1", numbered([reading(0, 10), reading(1, 11)], 7));
  const answer = await send("e-2", saved([reading(0, 10), reading(1, 11)], 7));
  expect(answer).toMatchObject({ accepted: [[1, 2]], rejected: [], highestSeq: 2 });
  expect(await totals()).toHaveLength(2);
  expect(await booksOf()).toEqual({ "e-1": [[7, 8]], "e-2": [[1, 2]] });
});

test("what had not arrived is kept under its first number, and a second copy of it is known", async () => {
  expect(await send("e-2", saved([reading(0, 10), reading(1, 11)], 7))).toMatchObject({ accepted: [[1, 2]] });
  expect(await booksOf()).toEqual({ "e-1": [[7, 8]], "e-2": [[1, 2]] });
  expect(await send("e-2", saved([reading(0, 10), reading(1, 11)], 7))).toMatchObject({ accepted: [[1, 2]] });
  expect(await send("e-3", saved([reading(0, 10), reading(1, 11)], 7))).toMatchObject({ accepted: [[1, 2]] });
  expect(await send("e-1", numbered([reading(0, 10)], 7))).toMatchObject({ accepted: [[7, 7]], rejected: [] });
  expect(await totals()).toHaveLength(2);
});

test("where another body has the first number, it is kept under its own, once", async () => {
  await send("e-1", numbered([reading(0, 10)], 7));
  for (const _time of ["first", "again"]) {
    const answer = await send("e-2", saved([reading(5, 12), reading(6, 13)], 7));
    expect(answer).toMatchObject({ accepted: [[1, 2]], rejected: [] });
  }
  expect(await totals()).toHaveLength(3);
});

test("beside what is new in the batch, all of it is accepted", async () => {
  const [, , third] = numbered([reading(0, 10), reading(1, 11), reading(2, 12)]);
  const answer = await send("e-2", [...saved([reading(0, 10), reading(1, 11)], 7), ...(third ? [third] : [])]);
  expect(answer).toMatchObject({ accepted: [[1, 3]], rejected: [] });
  expect(await booksOf()).toEqual({ "e-1": [[7, 8]], "e-2": [[1, 3]] });
});

test("an answer in an epoch that is not the latest names the latest", async () => {
  expect(await send("e-2", numbered([reading(0, 10)]))).not.toHaveProperty("laterEpoch");
  expect(await send("e-1", numbered([reading(1, 11)]))).toMatchObject({ laterEpoch: "e-2" });
  expect(await send("e-2", [])).not.toHaveProperty("laterEpoch");
});

const dayMinutes = 24 * 60;

test("a clear of an epoch that is over ends nothing of the next, though its clock ran a day ahead", async () => {
  bench.clock.pass(3 * 86_400_000);
  await send("e-1", numbered([toner(0, "raise", 1)]));
  await send("e-1", numbered([toner(dayMinutes, "clear", 1)], 2));
  await send("e-2", saved([toner(dayMinutes, "clear", 1)], 2));
  await send("e-2", numbered([toner(30, "raise", 1)], 2));
  expect((await bench.orders()).map(({ state }) => state).toSorted()).toEqual(["closed", "open"]);
});

test("a clear of the next epoch ends what was told in the one before, though its clock ran a day behind", async () => {
  bench.clock.pass(3 * 86_400_000);
  await send("e-1", numbered([toner(dayMinutes, "raise", 1)]));
  await send("e-2", numbered([toner(0, "clear", 1)]));
  expect((await bench.orders()).map(({ state }) => state)).toEqual(["closed"]);
});
