import { afterEach, beforeEach, expect, test } from "vitest";
import { readReadings } from "../../src/central/overview.ts";
import { defaultKeepDays, forgetOld } from "../../src/central/retention.ts";
import { agent, Bench } from "./bench.ts";
import { batch, heartbeat, monthClose, numbered, reading, toner, uid } from "./records.ts";

const dayMs = 86_400_000;
let bench: Bench;
beforeEach(async () => {
  bench = new Bench();
  await bench.open();
});
afterEach(() => bench.close());

const history = numbered([reading(0, 1), reading(1, 2), heartbeat(), toner(2, "raise"), monthClose(3, "2026-10", 5)]);

const kept = (kind: "reading" | "event") =>
  bench.store.transact(async (tables) => (await tables.recordsOf(uid, kind, 99)).length);

test("readings go by age, events and billing readings stay", async () => {
  await bench.upload(batch(agent.id, history));
  expect(await forgetOld(bench.store, defaultKeepDays, bench.clock.wallMs() + 31 * dayMs)).toBe(1);
  expect(await kept("reading")).toBe(2);
  expect(await forgetOld(bench.store, defaultKeepDays, bench.clock.wallMs() + (defaultKeepDays + 1) * dayMs)).toBe(2);
  expect({ readings: await kept("reading"), events: await kept("event") }).toEqual({ readings: 0, events: 2 });
});

test("what was forgotten is accepted again and not stored again", async () => {
  await bench.upload(batch(agent.id, history));
  await forgetOld(bench.store, defaultKeepDays, bench.clock.wallMs() + (defaultKeepDays + 1) * dayMs);
  const again = await bench.upload(batch(agent.id, history));
  expect(again).toMatchObject({ ok: true, added: 0, acknowledgement: { accepted: [[1, 5]], rejected: [] } });
  expect(await kept("reading")).toBe(0);
  expect(await bench.orders()).toHaveLength(1);
});

test("readings come in pages, each from where the last one ended", async () => {
  await bench.upload(batch(agent.id, history));
  const [newest] = await readReadings(bench.store, uid, 1);
  const next = await readReadings(bench.store, uid, 1, newest?.observedAt);
  expect([newest, ...next].map((each) => each?.counters?.[0]?.value)).toEqual([2, 1]);
});
