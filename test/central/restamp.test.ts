import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ingest } from "../../src/central/ingest.ts";
import { readReadings } from "../../src/central/overview.ts";
import { restamp } from "../../src/central/restamp.ts";
import { agent, Bench } from "./bench.ts";
import { at, batch, numbered, reading, startMs, toner, uid } from "./records.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const nowMs = startMs + dayMs;
const iso = (ms: number) => new Date(ms).toISOString();
/** A boot that began at the start of the story and was heard a minute later. */
const heard = { firstMs: startMs, presentMs: null };
const sending = { firstMs: startMs, presentMs: startMs };
/** It slept for eight hours since it was heard. */
const slept = { firstMs: startMs, presentMs: startMs + 8 * hourMs };
const storedMs = 10 * hourMs;

const drifted = { firstMs: startMs, presentMs: startMs - 13 * 60_000 };

/** An event that was stored ten hours after the boot began, stamped so. */
function stampedAt(ms: number, hasClock = true) {
  const [event] = numbered([toner(0, "raise")]);
  if (event === undefined || event.kind !== "event") throw new Error("an event was numbered");
  const clock = { bootId: "boot-1", monoMs: storedMs };
  return { ...event, observedAt: iso(ms), body: { ...event.body, at: iso(ms) }, ...(hasClock && { clock }) };
}

describe("a stamp", () => {
  test.each([
    {
      what: "that agrees with the boot's clock",
      statedMs: startMs + storedMs + 4 * 60_000,
      boot: sending,
      isSure: true,
    },
    { what: "of a boot that may have slept since it was heard", statedMs: nowMs, boot: heard, isSure: true },
    { what: "from after a sleep that central saw", statedMs: startMs + 18 * hourMs, boot: slept, isSure: true },
    { what: "of a boot whose clock runs fast", statedMs: startMs + storedMs, boot: drifted, isSure: true },
    { what: "from before it", statedMs: startMs + storedMs, boot: slept, isSure: true },
    { what: "of a boot that was never heard, unsure,", statedMs: 300_000, boot: undefined, isSure: false },
    { what: "with no word of the boot, unsure,", statedMs: 300_000, boot: sending, hasClock: false, isSure: false },
  ])("$what stays", ({ statedMs, boot, hasClock, isSure }) => {
    const record = stampedAt(statedMs, hasClock);
    const boots = new Map(boot === undefined ? [] : [["boot-1", boot]]);
    expect(restamp(record, boots, nowMs)).toEqual({ record, isSure });
  });

  test.each([
    { what: "of 1970", statedMs: 300_000, boot: heard, trueMs: startMs + storedMs },
    { what: "of 2105", statedMs: Date.UTC(2105, 0, 1), boot: heard, trueMs: startMs + storedMs },
    { what: "that is days behind", statedMs: startMs - 3 * dayMs, boot: sending, trueMs: startMs + storedMs },
    {
      what: "that is days behind, of an earlier boot",
      statedMs: startMs - 3 * dayMs,
      boot: heard,
      trueMs: startMs + storedMs,
    },
    { what: "that is an hour ahead", statedMs: startMs + storedMs + hourMs, boot: sending, trueMs: startMs + storedMs },
    { what: "beyond a sleep", statedMs: startMs + 20 * hourMs, boot: slept, trueMs: startMs + 18 * hourMs },
  ])("$what follows from the monotonic clock", ({ statedMs, boot, trueMs }) => {
    const { record, isSure } = restamp(stampedAt(statedMs), new Map([["boot-1", boot]]), nowMs);
    expect(record).toMatchObject({ observedAt: iso(trueMs), body: { at: iso(trueMs) } });
    expect(isSure).toBe(true);
  });

  test.each([sending, undefined])("from the future is that of its arrival where nobody heard its boot", (other) => {
    const boots = new Map(other === undefined ? [] : [["boot-2", other]]);
    const { record, isSure } = restamp(stampedAt(nowMs + 25 * hourMs), boots, nowMs);
    expect(record).toMatchObject({ observedAt: iso(nowMs), body: { at: iso(nowMs) } });
    expect(isSure).toBe(false);
  });

  test("is never later than now", () => {
    const boots = new Map([["boot-1", { firstMs: nowMs, presentMs: nowMs }]]);
    expect(restamp(stampedAt(startMs), boots, nowMs).record.observedAt).toBe(iso(nowMs));
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

  test.each([{ synced: false }, { synced: true }])(
    "what was stored before a clock that is days behind was set follows central's, synced $synced",
    async ({ synced }) => {
      const stored = { clock: { bootId: "boot-2", monoMs: 50_000 } };
      const records = numbered([reading(-3 * 1440, 7), toner(-3 * 1440, "raise")]).map((record) => ({
        ...record,
        ...stored,
      }));
      await bench.upload(batch(agent.id, records, { clock: { synced, bootId: "boot-2", monoMs: 50_000 } }));
      expect(await bench.orders()).toMatchObject([{ raisedAt: at(0) }]);
      const device = await bench.store.transact((tables) => tables.device(uid));
      expect(device?.counters?.at).toBe(at(0));
    },
  );

  test("a file that was carried for a week keeps its stamps, for nobody heard that boot", async () => {
    const stored = { clock: { bootId: "boot-2", monoMs: 50_000 } };
    const records = numbered([reading(-7 * 1440, 7)]).map((record) => ({ ...record, ...stored }));
    const clock = { synced: false, bootId: "boot-2", monoMs: 50_000 };
    await ingest(bench.store, agent, batch(agent.id, records, { clock }), bench.time, "file");
    const device = await bench.store.transact((tables) => tables.device(uid));
    expect(device?.counters?.at).toBe(at(-7 * 1440));
  });

  test("people see by which stamp a reading goes, and of which nobody can say more than the agent did", async () => {
    const records = numbered([reading(-3 * 1440, 7), reading(-2 * 1440, 8), reading(-1, 9)]).map((record, index) => ({
      ...record,
      clock: { bootId: index === 1 ? "boot-of-old" : "boot-2", monoMs: 50_000 + index },
    }));
    await bench.upload(batch(agent.id, records, { clock: { synced: false, bootId: "boot-2", monoMs: 50_000 } }));
    const seen = await readReadings(bench.store, uid, 9);
    expect(seen.map(({ observedAt, stampedAt, isStampSure }) => ({ observedAt, stampedAt, isStampSure }))).toEqual([
      { observedAt: at(-3 * 1440), stampedAt: at(0), isStampSure: true },
      { observedAt: at(-1), stampedAt: at(-1), isStampSure: true },
      { observedAt: at(-2 * 1440), stampedAt: at(-2 * 1440), isStampSure: false },
    ]);
  });
});
