import { statSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { outboxIn, reading, serverTimeOf, temporaryFolder } from "./temporary-outbox.ts";

test("an outbox that was drained gives its room on the disk back, batch by batch, once the copies are a fortnight old", () => {
  const folder = temporaryFolder(onTestFinished);
  const outbox = outboxIn(folder);
  outbox.open();
  for (let round = 0; round < 40; round += 1) {
    const filler = Array.from({ length: 400 }, (_, index) => Math.sin(round * 400 + index)).join();
    outbox.commit({
      records: Array.from({ length: 20 }, (_, index) => reading(`d-${index}`, round, filler)),
      states: [],
    });
  }
  const sizeOf = () => {
    outbox.close();
    const { size } = statSync(join(folder, "outbox.db"));
    outbox.open();
    return size;
  };
  const full = sizeOf();
  const drain = (day: number) => {
    for (let handedOut = outbox.nextBatch(limits); handedOut; handedOut = outbox.nextBatch(limits)) {
      const accepted = handedOut.records.map(({ seq }): [number, number] => [seq, seq]);
      outbox.settle({ accepted, rejected: [], serverTime: serverTimeOf(day) });
    }
  };
  drain(0);
  expect(full).toBeGreaterThan(2_000_000);
  expect(sizeOf()).toBeLessThan(full * 1.1);
  for (let delivery = 0; delivery < 10; delivery += 1) {
    outbox.commit({ records: [reading("d-1")], states: [] });
    drain(15);
  }
  expect(sizeOf()).toBeLessThan(full / 4);
  outbox.close();
});

const limits = { maxRecords: 20, maxBytes: 1_000_000 };
