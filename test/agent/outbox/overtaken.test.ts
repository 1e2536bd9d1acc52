import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { silentLog } from "../../../src/agent/leaf/log.ts";
import { risingEpoch } from "../../../src/agent/outbox/rising-epoch.ts";
import { SqliteOutbox } from "../../../src/agent/outbox/sqlite-outbox.ts";
import { VirtualClock } from "../../virtual-clock.ts";
import { event, reading, temporaryFolder, wholeBatch } from "./temporary-outbox.ts";

const name = "0123456789abcdef01234567";
const later = risingEpoch(undefined, Date.UTC(2046, 0, 1), name);

function openOutbox() {
  const folder = temporaryFolder(onTestFinished);
  const lines: unknown[] = [];
  const log = { ...silentLog, error: (...line: unknown[]) => void lines.push(line) };
  const clock = new VirtualClock();
  const disk = { isFull: false };
  const newEpoch = (former: string | undefined) => {
    const epoch = risingEpoch(former, clock.wallMs(), name);
    // Only the store that is being built beside the old one finds no room.
    if (disk.isFull && existsSync(join(folder, "outbox.db.recovering"))) {
      throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
    }
    return epoch;
  };
  const outbox = new SqliteOutbox({ folder, boundBytes: 8 * 1024 * 1024, clock, log, newEpoch });
  outbox.open();
  onTestFinished(() => outbox.close());
  outbox.commit({
    records: [event("a", "raise"), reading("a"), reading("b")],
    states: [{ key: "memory", value: "kept" }],
  });
  return { folder, outbox, lines, disk };
}

test("an epoch that central knows as a later one is followed by another, to which all that waits goes along", () => {
  const { folder, outbox, lines } = openOutbox();
  const { epoch } = outbox.stats();
  outbox.nextBatch({ ...wholeBatch, maxRecords: 1 });
  outbox.settle({ accepted: [[1, 1]], rejected: [], laterEpoch: later, unbrokenTo: 1 });
  const next = outbox.stats().epoch;
  expect([next > later, later > epoch]).toEqual([true, true]);
  expect(JSON.parse(readFileSync(join(folder, "epoch.json"), "utf8"))).toMatchObject({ epoch: next });
  const batch = outbox.nextBatch(wholeBatch);
  expect(batch).toMatchObject({ epoch: next, gaps: [] });
  expect(batch?.records.map(({ seq, origin }) => [seq, origin])).toEqual([
    [1, { epoch, seq: 2 }],
    [2, { epoch, seq: 3 }],
  ]);
  expect(outbox.readStates().get("memory")).toBe("kept");
  expect(outbox.mustTellAgain()).toBe(true);
  expect(lines).toMatchObject([["outbox.recovered", { reason: "overtaken", salvaged: 2, lostAtMost: 0 }]]);
});

test("it is followed once central said what it holds no more of the present one, and that goes along", () => {
  const { outbox } = openOutbox();
  const { epoch } = outbox.stats();
  const serverTime = "2026-11-23T08:00:00.000Z";
  outbox.nextBatch(wholeBatch);
  outbox.settle({ accepted: [[1, 3]], rejected: [], laterEpoch: later, serverTime });
  expect(outbox.stats()).toMatchObject({ epoch, records: 0 });
  outbox.commit({ records: [reading("c")], states: [] });
  outbox.nextBatch(wholeBatch);
  outbox.settle({ accepted: [[4, 4]], rejected: [], laterEpoch: later, unbrokenTo: 1, serverTime });
  const origins = outbox.nextBatch(wholeBatch)?.records.map(({ origin }) => origin);
  expect(origins?.map((origin) => [origin?.epoch, origin?.seq])).toEqual([2, 3].map((seq) => [epoch, seq]));
});

test("on a disk without room for another store, the one there is goes on as it was", () => {
  const { outbox, disk } = openOutbox();
  const { epoch } = outbox.stats();
  disk.isFull = true;
  outbox.nextBatch({ ...wholeBatch, maxRecords: 1 });
  const settle = () => outbox.settle({ accepted: [[1, 1]], rejected: [], laterEpoch: later, unbrokenTo: 1 });
  expect(settle).toThrow(expect.objectContaining({ code: "outbox-disk-full" }));
  expect(outbox.stats()).toMatchObject({ epoch, records: 2, lastSeq: 3 });
  expect(outbox.commit({ records: [reading("c")], states: [] })).toEqual([4]);
  disk.isFull = false;
  outbox.nextBatch(wholeBatch);
  outbox.settle({ accepted: [[2, 2]], rejected: [], laterEpoch: later, unbrokenTo: 2 });
  expect(outbox.stats()).toMatchObject({ records: 2, lastSeq: 2 });
  expect(outbox.stats().epoch > later).toBe(true);
});

test.each([
  ["earlier than its own", "0".repeat(24)],
  ["that nobody could follow", "~".repeat(24)],
])("an epoch %s changes nothing", (_name, laterEpoch) => {
  const { outbox, lines } = openOutbox();
  const { epoch } = outbox.stats();
  outbox.nextBatch(wholeBatch);
  outbox.settle({ accepted: [[1, 3]], rejected: [], laterEpoch, unbrokenTo: 3 });
  expect(outbox.stats()).toMatchObject({ epoch, lastSeq: 3 });
  expect(lines).toEqual([]);
});

test("what central refused for good keeps the number by which somebody may be about to delete it", () => {
  const { outbox } = openOutbox();
  outbox.nextBatch(wholeBatch);
  const refused = [1, 2].map((seq) => ({ seq, code: "schema", retry: false, text: "no" }));
  outbox.settle({ accepted: [], rejected: refused });
  const [first, second] = outbox.quarantined(9);
  outbox.discardQuarantined([first?.id ?? 0]);
  outbox.nextBatch(wholeBatch);
  outbox.settle({ accepted: [], rejected: [], laterEpoch: later, unbrokenTo: 0 });
  expect(outbox.quarantined(9)).toEqual([second]);
});
