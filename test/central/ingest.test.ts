import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { sweepDesk } from "../../src/central/case-work.ts";
import { ingest } from "../../src/central/ingest.ts";
import { readOverview } from "../../src/central/overview.ts";
import { openSqliteStore } from "../../src/central/sqlite-store.ts";
import type { Acknowledgement } from "../../src/contract/batch.ts";
import type { OutboxRecord } from "../../src/contract/record.ts";
import { agent, Bench } from "./bench.ts";
import {
  at,
  batch,
  fault,
  heartbeat,
  numbered,
  part,
  powerCut,
  reading,
  reminder,
  request,
  serial,
  startMs,
  toner,
  uid,
} from "./records.ts";

let bench: Bench;
beforeEach(async () => {
  bench = new Bench();
  await bench.open();
});
afterEach(() => bench.close());

async function acknowledged(body: unknown): Promise<Acknowledgement> {
  const outcome = await bench.upload(body);
  if (!outcome.ok) throw new Error(outcome.text);
  return outcome.acknowledgement;
}

const books = () => bench.store.transact((tables) => tables.streamsOf(agent.id));

describe("an acknowledgement", () => {
  test("names the ranges that were taken", async () => {
    const [one, two, , four] = numbered([reading(0, 1), reading(1, 2), reading(2, 3), reading(3, 4)]);
    const answer = await acknowledged({ ...batch(agent.id, []), records: [four, two, one] });
    expect(answer).toMatchObject({
      epoch: "e-1",
      accepted: [
        [1, 2],
        [4, 4],
      ],
      rejected: [],
      serverTime: at(0),
    });
  });

  test("refuses a monotonic time with which no moment can be reckoned", async () => {
    const clock = { synced: true, bootId: "boot-1", monoMs: 1e16 };
    const records = numbered([reading(0, 1)]).map((record) => ({ ...record, clock: { bootId: "boot-1", monoMs: 5 } }));
    expect(await bench.upload(batch(agent.id, records, { clock }))).toMatchObject({ ok: false, status: 422 });
    const far = records.map((record) => ({ ...record, clock }));
    expect(await acknowledged(batch(agent.id, far))).toMatchObject({ rejected: [{ seq: 1, code: "schema" }] });
  });

  test("accepts again what is sent again", async () => {
    const upload = batch(agent.id, numbered([reading(0, 1), toner(0, "raise")]));
    expect(await acknowledged(upload)).toEqual(await acknowledged(upload));
    expect(await bench.orders()).toHaveLength(1);
  });

  test("tells the service numbers of the devices that this agent has shown", async () => {
    expect((await acknowledged(batch(agent.id, []))).registry).toEqual({ revision: 1, si: [] });
    const answer = await acknowledged(batch(agent.id, numbered([reading(0, 1)])));
    expect(answer.registry).toEqual({ revision: 1, si: [{ serial, si: "UA-104233" }] });
  });
});

describe("a bad record is refused alone", () => {
  const [good, other] = numbered([reading(0, 1), reading(1, 2)]);
  test.each([
    { what: "that breaks the schema", bad: { ...other, kind: "nonsense" }, code: "schema", retry: false },
    { what: "whose body was damaged", bad: { ...other, crc: "00000000" }, code: "crc", retry: true },
    { what: "without a CRC", bad: { ...other, crc: undefined }, code: "schema", retry: false },
    { what: "that names its number twice", bad: { ...numbered([reading(7, 9)])[0] }, code: "conflict", retry: false },
  ])("$what", async ({ bad, code, retry }) => {
    const answer = await acknowledged({ ...batch(agent.id, []), records: [good, bad] });
    expect(answer.accepted).toEqual([[1, 1]]);
    expect(answer.rejected).toMatchObject([{ code, retry }]);
  });

  test("naming the path of what is wrong", async () => {
    const [record] = numbered([{ kind: "reading", body: { ...reading(0, 1).body, complete: "yes" } } as never]);
    const answer = await acknowledged({ ...batch(agent.id, []), records: [record] });
    expect(answer.rejected[0]?.text).toContain("body.complete");
  });

  test("when another body came under its number before; the first one stays", async () => {
    await acknowledged(batch(agent.id, numbered([reading(0, 1)])));
    const answer = await acknowledged(batch(agent.id, numbered([reading(0, 2)])));
    expect(answer).toMatchObject({ accepted: [], rejected: [{ seq: 1, code: "conflict", retry: false }] });
    const [body] = await bench.store.transact((tables) => tables.recordsOf(uid, "reading", 9));
    expect(JSON.parse(body ?? "")).toMatchObject({ counters: [{ value: 1 }] });
  });
});

describe("a batch is refused whole", () => {
  test.each([
    { why: "when its envelope breaks the schema", body: { agent: agent.id }, status: 422 },
    { why: "when it names another agent", body: batch("ag-2", []), status: 422 },
    { why: "when a record has no number", body: { ...batch(agent.id, []), records: [{}] }, status: 422 },
  ])("$why", async ({ body, status }) => {
    expect(await bench.upload(body)).toMatchObject({ ok: false, status });
  });

  test("when two boots take turns: the machine was copied", async () => {
    for (const boot of ["one", "two", "one", "two"]) expect(await bench.upload(from(boot))).toMatchObject({ ok: true });
    expect(await bench.upload(from("one"))).toMatchObject({ ok: false, status: 409 });
    expect(await bench.upload(from("two"))).toMatchObject({ ok: true });
  });
});

test.each([
  { what: "the only one of a boot that is over", boots: ["new", "old", "new", "new"] },
  { what: "the last one of a boot that is over", boots: ["old", "old", "new", "old", "new", "new"] },
  { what: "one of each of many boots", boots: ["new", "old", "new", "older", "new", "oldest", "new"] },
])("an upload that was held up on the way, $what, is no copied machine", async ({ boots }) => {
  for (const boot of boots) expect(await bench.upload(from(boot))).toMatchObject({ ok: true });
});

function from(bootId: string) {
  return batch(agent.id, [], { clock: { synced: true, bootId, monoMs: 1 } });
}

test("a field that central does not know is kept", async () => {
  const body = { ...reading(0, 1).body, invented: { later: true } };
  await acknowledged(batch(agent.id, numbered([{ kind: "reading", body } as never])));
  const [stored] = await bench.store.transact((tables) => tables.recordsOf(uid, "reading", 9));
  expect(JSON.parse(stored ?? "")).toEqual(body);
});

test("holes and gaps of a stream are known", async () => {
  const records = numbered([reading(0, 1), reading(1, 2), reading(2, 3)], 4);
  await acknowledged(batch(agent.id, records, { gaps: [{ from: 2, to: 2, reason: "thinned" }] }));
  expect(await books()).toEqual([
    { agent: agent.id, epoch: "e-1", received: [[4, 6]], gaps: [{ from: 2, to: 2, reason: "thinned" }] },
  ]);
});

test("a device shows the newest of each section, whatever the order of arrival", async () => {
  bench.clock.pass(20 * 60_000);
  const { supplies: _, ...countersOnly } = reading(20, 300).body as never as Record<string, unknown>;
  const records = numbered([reading(0, 100), reading(10, 200), { kind: "reading", body: countersOnly } as never]);
  for (const record of records.toReversed()) await acknowledged(batch(agent.id, [record]));
  const device = await bench.store.transact((tables) => tables.device(uid));
  expect(device).toMatchObject({ counters: { at: at(20), value: [{ value: 300 }] }, supplies: { at: at(10) } });
});

describe("a silence that ends is told apart by the boot, whatever the agent's clock says:", () => {
  const boot = (bootId: string) => ({ clock: { synced: false, bootId, monoMs: 60_000 } });
  const because = async () => (await bench.store.transact((tables) => tables.agent(agent.id)))?.lastSilence?.because;

  test.each([
    { what: "started anew, with a clock that is right", startedAt: at(50), bootId: "boot-2", was: "agentDown" },
    { what: "started anew in 1970", startedAt: "1970-01-01T00:00:30.000Z", bootId: "boot-2", was: "agentDown" },
    { what: "started anew an hour behind", startedAt: at(-10), bootId: "boot-2", was: "agentDown" },
    { what: "ran on, an hour ahead", startedAt: at(30), bootId: "boot-1", was: "linkDown" },
  ])("an agent that $what, was $was", async ({ startedAt, bootId, was }) => {
    await acknowledged(batch(agent.id, numbered([heartbeat()]), boot("boot-1")));
    bench.clock.pass(3_600_000);
    await acknowledged(batch(agent.id, numbered([heartbeat({ startedAt })], 2), boot(bootId)));
    expect(await because()).toBe(was);
  });

  test("by the first batch, though its heartbeat comes later", async () => {
    await acknowledged(batch(agent.id, numbered([heartbeat()]), boot("boot-1")));
    bench.clock.pass(3_600_000);
    await acknowledged(batch(agent.id, numbered([toner(51, "raise")], 2), { ...boot("boot-2"), eventsRemaining: 3 }));
    await acknowledged(batch(agent.id, numbered([heartbeat({ startedAt: at(50) })], 3), boot("boot-2")));
    expect(await because()).toBe("agentDown");
  });
});

test("the promise of an agent's own heartbeat is what it is held to, on the page and when a silence ends", async () => {
  await acknowledged(batch(agent.id, numbered([heartbeat({ nextContactWithinS: 3600 })])));
  const agents = async () => (await readOverview(bench.store, bench.clock.wallMs())).agents;
  for (const { afterMinutes, promise } of [
    { afterMinutes: 59, promise: "onTime" },
    { afterMinutes: 61, promise: "late" },
    { afterMinutes: 91, promise: "missed" },
  ]) {
    bench.clock.pass(afterMinutes * 60_000 - (bench.clock.wallMs() - startMs));
    expect(await agents()).toMatchObject([{ promise, nextContactBy: at(60) }]);
  }
  await acknowledged(batch(agent.id, numbered([heartbeat({ nextContactWithinS: 3600 })], 2)));
  expect(await agents()).toMatchObject([{ promise: "onTime", lastSilence: { fromMs: startMs } }]);
  bench.clock.pass(59 * 60_000);
  await acknowledged(batch(agent.id, numbered([heartbeat({ nextContactWithinS: 60 })], 3)));
  expect(await agents()).toMatchObject([{ lastSilence: { fromMs: startMs } }]);
});

test("a store that is opened again knows everything", async () => {
  await acknowledged(batch(agent.id, numbered([reading(0, 1), fault(0, "raise")])));
  const before = [await bench.orders(), await books()];
  const again = openSqliteStore(bench.folder.path);
  const after = await again.transact(async (tables) => [await tables.orders(9), await tables.streamsOf(agent.id)]);
  await again.close();
  expect(after).toEqual(before);
});

/** Forty stores are filled and compared, on a machine that may be busy. */
const propertyTimeoutMs = 120_000;

/** A history with everything in it: closed and open needs, lives, flapping faults, readings, a request. */
const history: readonly OutboxRecord[] = numbered([
  ...[reading(0, 1), toner(1, "raise", 1), fault(2, "raise"), fault(3, "clear"), toner(4, "clear", 1)],
  ...[part(5, "raise"), fault(6, "raise"), reading(7, 9), toner(8, "raise", 2), fault(9, "clear"), heartbeat()],
  ...[powerCut(10, "raise"), request(11), toner(12, "raise", 1, "black"), fault(13, "raise"), powerCut(14, "clear")],
  ...[reminder(15, 2)],
]);

test(
  "any partition, order and repetition of batches gives the same records, orders and devices",
  async () => {
    const outcomeOf = async (batches: readonly (readonly OutboxRecord[])[]) => {
      const trial = new Bench();
      await trial.open();
      // What arrives has happened.
      trial.clock.pass(3_600_000);
      const missing = new Set(
        history.filter(({ kind }) => kind === "event" || kind === "request").map(({ seq }) => seq),
      );
      const sent = new Map<string, number>();
      for (const records of batches) {
        for (const { seq } of records) missing.delete(seq);
        const name = records.map(({ seq }) => seq).join();
        // A batch that is sent again says what it said at first.
        const eventsRemaining = sent.get(name) ?? missing.size;
        sent.set(name, eventsRemaining);
        const outcome = await ingest(trial.store, agent, batch(agent.id, records, { eventsRemaining }), trial.time);
        expect(outcome.ok).toBe(true);
      }
      await trial.store.transact((tables) => sweepDesk(tables, trial.time));
      const result = await trial.store.transact(async (tables) => ({
        books: await tables.streamsOf(agent.id),
        device: await tables.device(uid),
        orders: await tables.orders(99),
        readings: await tables.recordsOf(uid, "reading", 99),
        open: await tables.openConditions(uid),
      }));
      await trial.close();
      return { ...result, open: result.open.map(({ key }) => key) };
    };
    const expected = await outcomeOf([history]);
    expect(expected.orders).toHaveLength(5);

    const shuffled = fc.shuffledSubarray([...history], { minLength: history.length, maxLength: history.length });
    const cuts = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: history.length, maxLength: history.length });
    const repeats = fc.array(fc.nat({ max: 2 }), { minLength: history.length, maxLength: history.length });
    await fc.assert(
      fc.asyncProperty(shuffled, cuts, repeats, async (records, sizes, again) => {
        const parts: OutboxRecord[][] = [];
        let rest = records;
        for (const size of sizes) {
          if (rest.length > 0) parts.push(rest.slice(0, size));
          rest = rest.slice(size);
        }
        const stale = parts.flatMap((part, index) => Array.from({ length: again[index] ?? 0 }, () => part));
        const middle = Math.floor(parts.length / 2);
        const before = parts.slice(0, middle);
        const late = stale.filter((part) => before.includes(part));
        const last = parts.slice(middle);
        expect(await outcomeOf([...before, ...late, ...last, ...stale])).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  },
  propertyTimeoutMs,
);
