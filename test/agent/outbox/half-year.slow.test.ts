import { expect, onTestFinished, test } from "vitest";
import { inventReading, startMs } from "../../../scripts/soak/invented-reading.ts";
import { openOutbox } from "./temporary-outbox.ts";

const devices = 100;
const days = 180;
const pollsPerDay = 24;
const boundBytes = 100 * 1024 * 1024;
const dayMs = 86_400_000;

test(`${days} days of ${devices} devices fit into 100 MB, each with both ends of each day`, {
  timeout: 600_000,
}, () => {
  const outbox = openOutbox(onTestFinished, boundBytes);
  for (let poll = 0; poll < days * pollsPerDay; poll += 1) {
    const atMs = startMs + (poll * dayMs) / pollsPerDay;
    const records = Array.from({ length: devices }, (_, device) => inventReading(device, atMs, poll));
    outbox.commit({ records, states: [] });
  }
  expect(outbox.stats().bytes).toBeLessThanOrEqual(boundBytes);

  const hoursOf = new Map<string, number[]>();
  const limits = { maxRecords: 1000, maxBytes: 10_000_000 };
  for (let batch = outbox.nextBatch(limits); batch !== undefined; batch = outbox.nextBatch(limits)) {
    for (const { kind, body, observedAt } of batch.records) {
      if (kind !== "reading") continue;
      const place = `${body.device.uid} ${observedAt.slice(0, 10)}`;
      hoursOf.set(place, [...(hoursOf.get(place) ?? []), Number(observedAt.slice(11, 13))]);
    }
    outbox.settle({ accepted: batch.records.map(({ seq }): [number, number] => [seq, seq]), rejected: [] });
  }
  expect(hoursOf.size).toBe(devices * days);
  for (const hours of hoursOf.values()) expect([Math.min(...hours), Math.max(...hours)]).toEqual([0, 23]);
});
