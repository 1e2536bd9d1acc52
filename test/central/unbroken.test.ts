import { afterEach, beforeEach, expect, test } from "vitest";
import { readAgents } from "../../src/central/overview.ts";
import type { Batch } from "../../src/contract/batch.ts";
import { agent, Bench } from "./bench.ts";
import { batch, heartbeat, numbered, reading, toner } from "./records.ts";

let bench: Bench;
beforeEach(async () => {
  bench = new Bench();
  await bench.open();
});
afterEach(() => bench.close());

async function answerTo(upload: Batch, way: "line" | "file" = "line") {
  const outcome = await bench.upload(upload, way);
  if (!outcome.ok) throw new Error(outcome.text);
  return outcome.acknowledgement.unbrokenTo;
}

test("the answer to a heartbeat, and to a file, tells up to where all of the epoch is known", async () => {
  await answerTo(batch(agent.id, numbered([reading(0, 1), reading(1, 2)])));
  expect(await answerTo(batch(agent.id, numbered([heartbeat()], 5)))).toBe(2);
  expect(await answerTo(batch(agent.id, numbered([reading(2, 3)], 3)))).toBeUndefined();
  expect(await answerTo(batch(agent.id, [], { gaps: [{ from: 4, to: 4, reason: "thinned" }] }), "file")).toBe(5);
});

test("what was forgotten stays missing, though its numbers are waited for no more", async () => {
  await answerTo(batch(agent.id, numbered([heartbeat()])));
  const gaps = [{ from: 2, to: 6, reason: "forgotten" as const }];
  const records = [...numbered([toner(2, "raise")], 4), ...numbered([heartbeat()], 7)];
  expect(await answerTo(batch(agent.id, records, { gaps }))).toBe(7);
  const [view] = await bench.store.transact((tables) => readAgents(tables, bench.clock.wallMs()));
  expect(view?.streams[0]?.holes).toEqual([
    [2, 3],
    [5, 6],
  ]);
});
