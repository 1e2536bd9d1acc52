import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test, vi } from "vitest";
import type { NewRecord } from "../../src/agent/outbox/outbox.ts";
import type { SqliteOutbox } from "../../src/agent/outbox/sqlite-outbox.ts";
import { readOverview } from "../../src/central/overview.ts";
import type { RecordContent } from "../../src/contract/record.ts";
import { outboxIn, temporaryFolder } from "../agent/outbox/temporary-outbox.ts";
import { agent, Bench } from "../central/bench.ts";
import { at, batch, heartbeat, reading, toner, uid } from "../central/records.ts";

vi.setConfig({ testTimeout: 60_000 });

/** A record that no other one is like. */
function marked(id: number): NewRecord {
  const contents: readonly RecordContent[] = [
    reading(id, id),
    heartbeat({ startedAt: at(id) }),
    toner(id, "raise", id),
    toner(id, "clear", id),
  ];
  return { content: contents[id % contents.length] ?? reading(id, id), observedAt: at(id), device: uid };
}

/** A machine whose whole state folder can be put back, as from a snapshot of a virtual machine, or copied. */
class Machine {
  readonly folder: string;
  readonly #snapshot: string;
  #outbox: SqliteOutbox;
  /** What this machine must have told at the end, and what it must have told had it been put back. */
  #given: readonly number[];
  #givenThen: readonly number[];

  constructor(folder: string, given: readonly number[] = []) {
    this.folder = folder;
    this.#snapshot = `${folder}-snapshot`;
    this.#given = given;
    this.#givenThen = given;
    this.#outbox = this.#open();
    this.takeSnapshot();
  }

  get given(): readonly number[] {
    return this.#given;
  }

  commit(id: number, record = marked(id)): void {
    this.#outbox.commit({ records: [record], states: [] });
    this.#given = [...this.#given, id];
  }

  /** Answers whether there was something to send. */
  async upload(bench: Bench, maxRecords: number, isAnswerLost = false): Promise<boolean> {
    const handedOut = this.#outbox.nextBatch({ maxRecords, maxBytes: 1e6 });
    if (handedOut === undefined) return false;
    const { records, ...envelope } = handedOut;
    const outcome = await bench.upload({ ...batch(agent.id, []), ...envelope, records });
    if (!outcome.ok) throw new Error(outcome.text);
    if (!isAnswerLost) this.#outbox.settle(outcome.acknowledgement);
    return true;
  }

  takeSnapshot(): void {
    this.#restart(() => {
      rmSync(this.#snapshot, { recursive: true, force: true });
      cpSync(this.folder, this.#snapshot, { recursive: true });
    });
    this.#givenThen = this.#given;
  }

  putBack(): void {
    this.#restart(() => {
      rmSync(this.folder, { recursive: true });
      cpSync(this.#snapshot, this.folder, { recursive: true });
    });
    this.#given = this.#givenThen;
  }

  copyTo(folder: string): Machine {
    this.#restart(() => cpSync(this.folder, folder, { recursive: true }));
    return new Machine(folder, this.#given);
  }

  get quarantined(): number {
    return this.#outbox.stats().quarantined;
  }

  close(): void {
    this.#outbox.close();
  }

  #open(): SqliteOutbox {
    const outbox = outboxIn(this.folder);
    expect(outbox.open()).not.toMatchObject({ outcome: "recovered" });
    return outbox;
  }

  #restart(meanwhile: () => void): void {
    this.#outbox.close();
    meanwhile();
    this.#outbox = this.#open();
  }
}

async function openBench(): Promise<Bench> {
  const bench = new Bench();
  await bench.open();
  return bench;
}

/** Bodies of all that central holds, and what it misses. */
async function booksOf(bench: Bench) {
  const streams = await bench.store.transact((tables) => tables.streamsOf(agent.id));
  const bodies: string[] = [];
  for (const { epoch, received } of streams) {
    const stream = { agent: agent.id, epoch };
    for (const [from, to] of received)
      for (let seq = from; seq <= to; seq += 1)
        bodies.push((await bench.store.transact((tables) => tables.recordBody(stream, seq))) ?? "");
  }
  const [view] = (await readOverview(bench.store, 0)).agents;
  return { bodies, holes: view?.streams.flatMap(({ holes }) => holes) };
}

const steps = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant("commit" as const), count: fc.integer({ min: 1, max: 4 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("upload" as const),
      maxRecords: fc.integer({ min: 1, max: 6 }),
      isAnswerLost: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: "take snapshot" as const }) },
  { weight: 2, arbitrary: fc.constant({ do: "put back" as const }) },
  { weight: 1, arbitrary: fc.constant({ do: "copy" as const }) },
);
const plans = fc.array(fc.tuple(steps, fc.nat(1)), { maxLength: 30 });

/** A copy of a machine that was put back and has not heard of it yet, and a snapshot of one. */
const contested: typeof plans extends fc.Arbitrary<infer Plan> ? Plan : never = [
  [{ do: "commit", count: 2 }, 0],
  [{ do: "upload", maxRecords: 6, isAnswerLost: false }, 0],
  [{ do: "put back" }, 0],
  [{ do: "commit", count: 3 }, 0],
  [{ do: "copy" }, 0],
  [{ do: "take snapshot" }, 0],
  [{ do: "upload", maxRecords: 1, isAnswerLost: false }, 0],
  [{ do: "upload", maxRecords: 6, isAnswerLost: false }, 0],
  [{ do: "put back" }, 0],
];

test("whatever is put back or copied between uploads, each record arrives exactly once and no number stays open", async () => {
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      const cleanUps: (() => void)[] = [];
      const folder = temporaryFolder((cleanUp) => cleanUps.push(cleanUp));
      const bench = await openBench();
      const machines = [new Machine(join(folder, "first"))];
      try {
        let id = 0;
        const commitNext = (machine: Machine) => {
          id += 1;
          machine.commit(id);
        };
        for (const [step, which] of plan) {
          const machine = machines[which % machines.length];
          if (machine === undefined) continue;
          if (step.do === "commit") for (let more = step.count; more > 0; more -= 1) commitNext(machine);
          else if (step.do === "upload") await machine.upload(bench, step.maxRecords, step.isAnswerLost);
          else if (step.do === "take snapshot") machine.takeSnapshot();
          else if (step.do === "put back") machine.putBack();
          else if (machines.length === 1) machines.push(machine.copyTo(join(folder, "second")));
        }
        for (const machine of machines) {
          commitNext(machine);
          for (let tries = 0; (await machine.upload(bench, 6)) && tries < 200; tries += 1);
        }
        const { bodies, holes } = await booksOf(bench);
        const arrivals = new Map<string, number>();
        for (const body of bodies) arrivals.set(body, (arrivals.get(body) ?? 0) + 1);
        expect([...arrivals.values()].filter((times) => times !== 1)).toEqual([]);
        for (const { given, quarantined } of machines) {
          expect(quarantined).toBe(0);
          for (const each of given)
            expect(arrivals.has(JSON.stringify(marked(each).content.body)), `${each}`).toBe(true);
        }
        expect(holes).toEqual([]);
      } finally {
        for (const machine of machines) machine.close();
        await bench.close();
        for (const cleanUp of cleanUps) cleanUp();
      }
    }),
    { numRuns: 60, examples: [[contested]] },
  );
});

test("a need that was raised and closed after a snapshot was put back is not ordered", async () => {
  const bench = await openBench();
  const machine = new Machine(join(temporaryFolder(onTestFinished), "first"));
  onTestFinished(async () => {
    machine.close();
    await bench.close();
  });
  machine.commit(1, { content: reading(1, 1), observedAt: at(1), device: uid });
  await machine.upload(bench, 9);
  machine.putBack();
  machine.commit(2, { content: toner(2, "raise"), observedAt: at(2), device: uid });
  machine.commit(3, { content: toner(3, "clear"), observedAt: at(3), device: uid });
  while (await machine.upload(bench, 9));
  expect(await bench.orders()).toEqual([]);
  expect((await booksOf(bench)).bodies).toHaveLength(3);
});
