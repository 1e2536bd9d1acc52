import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { restamp } from "../../src/central/restamp.ts";
import { agent, Bench } from "./bench.ts";
import { at, batch, numbered, reading, startMs, toner, uid } from "./records.ts";

const offsets = new Map([["boot-1", startMs - 60_000]]);
const synced = { synced: true, bootId: "boot-1", monoMs: 120_000 };
const stored = { bootId: "boot-1", monoMs: 90_000 };
const trueStamp = new Date(startMs + 30_000).toISOString();

describe("a stamp", () => {
  const [event] = numbered([toner(0, "raise")]);
  if (event === undefined) throw new Error("one was numbered");
  const with1970 = { ...event, observedAt: "1970-01-01T00:05:00.000Z", clock: stored };

  test.each([
    { what: "of a clock that is believed", record: { ...event, clock: stored }, clock: synced },
    { what: "with no word of the boot", record: { ...event, observedAt: with1970.observedAt }, clock: synced },
    { what: "of a boot that was never heard", record: with1970, clock: { ...synced, bootId: "b" }, boots: new Map() },
  ])("$what stays", ({ record, clock, boots }) => {
    expect(restamp(record, clock, boots ?? offsets, startMs + 60_000)).toEqual(record);
  });

  test.each([
    { what: "of 1970", record: with1970, clock: { ...synced, bootId: "boot-2" } },
    {
      what: "of a clock that is not believed",
      record: { ...event, clock: stored },
      clock: { ...synced, synced: false },
    },
  ])("$what follows from the monotonic clock", ({ record, clock }) => {
    const mended = restamp(record, clock, offsets, startMs + 60_000);
    expect(mended).toMatchObject({ observedAt: trueStamp, body: { at: trueStamp } });
  });
});

describe("after a power cut on a machine without a clock", () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = new Bench();
    await bench.open();
  });
  afterEach(() => bench.close());

  test("an order tells when the need was, and the newest reading is shown", async () => {
    const records = numbered([reading(0, 7), toner(1, "raise")]).map((record) => ({
      ...record,
      observedAt: "1970-01-01T00:01:00.000Z",
      clock: { bootId: "boot-1", monoMs: 60_000 },
    }));
    bench.clock.pass(600_000);
    const clock = { synced: false, bootId: "boot-1", monoMs: 360_000 };
    expect(await bench.upload(batch(agent.id, records, { clock }))).toMatchObject({ ok: true, added: 2 });
    expect(await bench.orders()).toMatchObject([{ raisedAt: at(5) }]);
    const device = await bench.store.transact((tables) => tables.device(uid));
    expect(device?.counters?.at).toBe(at(5));
  });
});
