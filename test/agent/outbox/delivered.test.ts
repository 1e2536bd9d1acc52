import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Database } from "../../../src/agent/outbox/database.ts";
import { findForgotten, makeGood, settledTo } from "../../../src/agent/outbox/forgotten.ts";
import type { SqliteOutbox } from "../../../src/agent/outbox/sqlite-outbox.ts";
import { dayMs, outboxIn, reading, serverTimeOf, temporaryFolder, wholeBatch } from "./temporary-outbox.ts";

const boundBytes = 2 * 1024 * 1024;
/** The log, the ballast and the rest of the bound have their own share. */
const mostCopiesBytes = boundBytes / 2;

/** Does not deflate away. */
const filler = (seed: number) => Array.from({ length: 100 }, (_, index) => Math.sin(seed * 100 + index)).join();

function deliver(outbox: SqliteOutbox): void {
  for (let batch = outbox.nextBatch(wholeBatch); batch; batch = outbox.nextBatch(wholeBatch)) {
    outbox.settle({ accepted: batch.records.map(({ seq }) => [seq, seq]), rejected: [], serverTime: serverTimeOf(0) });
  }
}

function openSmall() {
  const folder = temporaryFolder(onTestFinished);
  const outbox = outboxIn(folder, boundBytes);
  outbox.open();
  const database = new Database(join(folder, "outbox.db"));
  onTestFinished(() => {
    database.close();
    outbox.close();
  });
  const copies = () => database.number("SELECT count(*) FROM delivered");
  const bytes = () => readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  let stored = 0;
  const store = (count: number) => {
    for (let index = 0; index < count; index += 1) {
      stored += 1;
      outbox.commit({ records: [reading("a", dayMs(0), filler(stored))], states: [] });
    }
  };
  return { outbox, database, copies, bytes, store };
}

test("copies of what was delivered never take more than half of the room, and the newest stay", () => {
  const { outbox, database, copies, store } = openSmall();
  for (let round = 0; round < 20; round += 1) {
    store(100);
    deliver(outbox);
  }
  store(1);
  expect(database.number("SELECT sum(length(body)) FROM delivered")).toBeLessThan(mostCopiesBytes);
  expect(copies()).toBeGreaterThan(300);
  expect(database.number("SELECT max(seq) FROM delivered")).toBe(2000);
});

test("they give way before anything that waits is thinned", () => {
  const { outbox, copies, bytes, store } = openSmall();
  store(500);
  deliver(outbox);
  expect(copies()).toBe(500);
  store(900);
  expect(copies()).toBeLessThan(100);
  expect(outbox.stats()).toMatchObject({ records: 900, state: "ok" });
  expect(outbox.nextBatch(wholeBatch)?.gaps).toEqual([]);
  expect(bytes()).toBeLessThan(boundBytes);
});

test("a full outbox keeps none: its room is for what waits", () => {
  const { outbox, copies, store } = openSmall();
  store(2500);
  expect(outbox.stats().state).toBe("full");
  const batch = outbox.nextBatch({ ...wholeBatch, maxRecords: 10 });
  outbox.settle({
    accepted: batch?.records.map(({ seq }) => [seq, seq]) ?? [],
    rejected: [],
    serverTime: serverTimeOf(0),
  });
  expect(copies()).toBe(0);
});

test("a putting back that is cut short leaves a rest, which is found missing again", () => {
  const folder = temporaryFolder(onTestFinished);
  const outbox = outboxIn(folder);
  outbox.open();
  outbox.commit({ records: Array.from({ length: 2500 }, () => reading("a")), states: [] });
  deliver(outbox);
  outbox.close();
  const database = new Database(join(folder, "outbox.db"));
  onTestFinished(() => database.close());
  let steps = 0;
  const once = makeGood([1, 2500], (step) => {
    steps += 1;
    return steps === 1 ? database.transaction(() => step(database)) : undefined;
  });
  expect([once, settledTo(database)]).toEqual([{ again: 1000, missing: 0 }, 1500]);
  const rest = findForgotten(database, 2500, 0);
  expect(rest).toEqual([1, 1500]);
  expect(rest && makeGood(rest, (step) => database.transaction(() => step(database)))).toEqual({
    again: 1500,
    missing: 0,
  });
  expect(database.number("SELECT count(*) FROM record")).toBe(2500);
  expect(database.number("SELECT count(*) FROM delivered")).toBe(0);
});
