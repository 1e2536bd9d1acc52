import fc from "fast-check";
import { expect, test, vi } from "vitest";
import type { HandedOut, NewRecord } from "../../../src/agent/outbox/outbox.ts";
import type { SqliteOutbox } from "../../../src/agent/outbox/sqlite-outbox.ts";
import type { Gap } from "../../../src/contract/batch.ts";
import { event, heartbeat, outboxIn, reading, temporaryFolder } from "./temporary-outbox.ts";

vi.setConfig({ testTimeout: 60_000 });

/** What central knows, as an honest central would keep it. */
class Books {
  readonly taken = new Set<number>();
  readonly gaps: Gap[] = [];

  isTold(seq: number): boolean {
    return this.taken.has(seq) || this.gaps.some(({ from, to }) => from <= seq && seq <= to);
  }
}

type Step =
  | { readonly do: "commit"; readonly devices: readonly number[] }
  | { readonly do: "hand out"; readonly maxRecords: number }
  | { readonly do: "settle"; readonly verdicts: readonly number[]; readonly isAnswerLost: boolean }
  | { readonly do: "refuse"; readonly isFinal: boolean }
  | { readonly do: "retry quarantine" }
  | { readonly do: "restart" };

const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("commit" as const),
      devices: fc.array(fc.nat(5), { minLength: 1, maxLength: 8 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("hand out" as const), maxRecords: fc.integer({ min: 1, max: 12 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("settle" as const),
      verdicts: fc.array(fc.nat(3), { minLength: 1, maxLength: 12 }),
      isAnswerLost: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("refuse" as const), isFinal: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ do: "retry quarantine" as const }) },
  { weight: 1, arbitrary: fc.constant({ do: "restart" as const }) },
);

function newRecord(device: number): NewRecord {
  if (device === 0) return heartbeat();
  return device % 2 === 0 ? event(`d${device}`, "toner") : reading(`d${device}`);
}

/** Central takes, refuses for good, wants again, or does not name each record, as the verdicts say. */
function answer(outbox: SqliteOutbox, batch: HandedOut, books: Books, step: Extract<Step, { do: "settle" }>): void {
  const verdictOf = (index: number) => step.verdicts[index % step.verdicts.length];
  const named = batch.records.map(({ seq }, index) => ({ seq, verdict: verdictOf(index) }));
  const accepted = named.filter(({ verdict }) => verdict === 0).map(({ seq }): [number, number] => [seq, seq]);
  for (const [seq] of accepted) books.taken.add(seq);
  books.gaps.push(...batch.gaps);
  if (step.isAnswerLost) return;
  const rejected = named
    .filter(({ verdict }) => verdict === 1 || verdict === 2)
    .map(({ seq, verdict }) => ({ seq, code: "c", retry: verdict === 2, text: "" }));
  outbox.settle({ accepted, rejected });
}

test("every number is pending, taken by central, or named by a gap, whatever central answers or loses", () => {
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 25 }), (plan) => {
      const cleanUps: (() => void)[] = [];
      const folder = temporaryFolder((cleanUp) => cleanUps.push(cleanUp));
      const books = new Books();
      let outbox = outboxIn(folder);
      outbox.open();
      try {
        let batch: HandedOut | undefined;
        for (const step of plan) {
          if (step.do === "commit") outbox.commit({ records: step.devices.map(newRecord), states: [] });
          else if (step.do === "hand out") batch = outbox.nextBatch({ maxRecords: step.maxRecords, maxBytes: 1e6 });
          else if (step.do === "settle" && batch !== undefined) {
            answer(outbox, batch, books, step);
            batch = undefined;
          } else if (step.do === "refuse") {
            // Often, and also what was not handed out yet: the gaps of a refused batch must come again.
            batch ??= outbox.nextBatch({ maxRecords: 3, maxBytes: 1e6 });
            outbox.refuseBatch({ isFinal: step.isFinal, code: "c", text: "" });
            batch = undefined;
          } else if (step.do === "retry quarantine") {
            outbox.retryQuarantined(outbox.quarantined(2).map(({ id }) => id));
          } else if (step.do === "restart") {
            outbox.close();
            outbox = outboxIn(folder);
            expect(outbox.open().outcome).toBe("ok");
            batch = undefined;
          }
        }
        const { lastSeq } = outbox.stats();
        drain(outbox, books);
        for (let seq = 1; seq <= lastSeq; seq += 1) expect(books.isTold(seq), `number ${seq}`).toBe(true);
      } finally {
        outbox.close();
        for (const cleanUp of cleanUps) cleanUp();
      }
    }),
    { numRuns: 60 },
  );
});

/** A friendly central at last: it takes all, and the outbox must come to an end. */
function drain(outbox: SqliteOutbox, books: Books): void {
  for (let batches = 0; batches < 1000; batches += 1) {
    const batch = outbox.nextBatch({ maxRecords: 7, maxBytes: 1e6 });
    if (batch === undefined) return;
    for (const { seq } of batch.records) books.taken.add(seq);
    books.gaps.push(...batch.gaps);
    outbox.settle({ accepted: batch.records.map(({ seq }): [number, number] => [seq, seq]), rejected: [] });
  }
  throw new Error("the outbox does not run dry");
}
