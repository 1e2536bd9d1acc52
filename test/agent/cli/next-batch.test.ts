import { dirname } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { batchOf } from "../../../src/agent/cli/next-batch.ts";
import { drainCopy } from "../../../src/agent/cli/setup/first-upload.ts";
import { isFolderInUse, readStoredAgent } from "../../../src/agent/cli/stored-agent.ts";
import { silentLog } from "../../../src/agent/leaf/log.ts";
import { ok } from "../../../src/agent/leaf/result.ts";
import type { Central } from "../../../src/agent/upload/central-port.ts";
import { Uploader } from "../../../src/agent/upload/uploader.ts";
import { defaultUploaderSettings } from "../../../src/agent/upload/uploader-state.ts";
import { type Batch, maxBatchRecords } from "../../../src/contract/batch.ts";
import { VirtualClock } from "../../virtual-clock.ts";
import { dayMs, event, heartbeat, outboxIn, reading, temporaryFolder, wholeBatch } from "../outbox/temporary-outbox.ts";
import { acknowledgement } from "../upload/misbehaving-server.ts";

const limits = { maxRecords: 1000, maxBytes: 1_000_000 };

test("the shown upload has the very bytes that the uploader sends", async () => {
  const folder = temporaryFolder(onTestFinished);
  const outbox = outboxIn(folder);
  outbox.open();
  onTestFinished(() => outbox.close());
  const records = [reading("d-1", dayMs(1)), reading("d-1", dayMs(2)), event("d-2", "k"), heartbeat(), heartbeat()];
  outbox.commit({ records, states: [] });
  // Central refuses one for good, so that a gap is told too.
  outbox.nextBatch({ maxRecords: 1, maxBytes: 1_000_000 });
  outbox.refuseBatch({ isFinal: true, code: "schema", text: "wrong" });

  const shown = readStoredAgent(folder, limits);
  const clock = new VirtualClock();
  const sent: Batch[] = [];
  const commandOutcomes = [{ id: "c-1", outcome: "started" as const }];
  const central: Central = {
    upload: async (batch) => {
      sent.push(batch);
      return ok(acknowledgement({ epoch: batch.epoch }));
    },
    enrol: () => Promise.reject(new Error("not asked")),
    sentBytes: () => 0,
  };
  const uploader = new Uploader({
    ...{ outbox, central, clock, log: silentLog, random: () => 0, agent: () => "ag-1", bootId: "boot" },
    ...{ settings: { ...defaultUploaderSettings, startSpreadMs: 0 }, isClockSynced: () => false, onAcknowledged() {} },
    commandOutcomes: () => commandOutcomes,
  });
  uploader.start();
  await clock.advance(1);
  await uploader.stop();

  const [batch] = sent;
  const sender = {
    agent: "ag-1",
    sentAt: batch?.sentAt ?? "",
    bootId: "boot",
    monoMs: batch?.clock.monoMs ?? 0,
    commandOutcomes,
  };
  expect(batch?.gaps.length).toBe(1);
  expect(shown && JSON.stringify(batchOf(shown.next, sender))).toBe(JSON.stringify(batch));
});

test("a set-up shows every batch that leaves, not the first alone", () => {
  const outbox = outboxIn(temporaryFolder(onTestFinished));
  outbox.open();
  onTestFinished(() => outbox.close());
  const count = maxBatchRecords + 1;
  outbox.commit({ records: Array.from({ length: count }, (_, index) => event("d-1", `k${index}`)), states: [] });
  const shown = [...drainCopy({ outbox, bootId: "boot" }, "ag-1", new VirtualClock())];
  expect(shown.map(({ records }) => records.length)).toEqual([maxBatchRecords, 1]);
});

test("a folder is read beside the agent that works in it, and nothing changes", () => {
  const folder = temporaryFolder(onTestFinished);
  const outbox = outboxIn(folder);
  outbox.open();
  outbox.commit({ records: [reading("d-1"), reading("d-2")], states: [{ key: "a", value: { b: 1 } }] });
  expect(isFolderInUse(folder)).toBe(true);
  const stored = readStoredAgent(folder, limits);
  expect(stored?.stats).toMatchObject({ records: 2, quarantined: 0 });
  expect(stored?.waiting.get("d-1")?.records).toBe(1);
  expect(stored?.states.get("a")).toEqual({ b: 1 });
  expect(outbox.nextBatch(wholeBatch)?.records.length).toBe(2);
  outbox.close();
  expect(isFolderInUse(folder)).toBe(false);
});

test("where no agent worked there is nothing to read", () => {
  const folder = temporaryFolder(onTestFinished);
  expect(readStoredAgent(folder, limits)).toBeUndefined();
  expect(readStoredAgent(dirname(folder), limits)).toBeUndefined();
  expect(isFolderInUse(folder)).toBe(false);
});
