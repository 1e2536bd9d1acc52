import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { handIn } from "../../../src/agent/inbox/hand-in.ts";
import { Inbox, type InboxParts } from "../../../src/agent/inbox/inbox.ts";
import { AgentError } from "../../../src/agent/leaf/errors.ts";
import { silentLog } from "../../../src/agent/leaf/log.ts";
import { systemRandom } from "../../../src/agent/leaf/random.ts";
import { VirtualClock } from "../../virtual-clock.ts";
import { outboxIn, reading, temporaryFolder, wholeBatch } from "../outbox/temporary-outbox.ts";

/** A store with two records in quarantine, and an inbox beside it. */
function makeBench(changes: Partial<InboxParts["quarantine"]> = {}) {
  const folder = temporaryFolder(onTestFinished);
  const outbox = outboxIn(folder);
  outbox.open();
  onTestFinished(() => outbox.close());
  outbox.commit({ records: [reading("a"), reading("b")], states: [] });
  outbox.nextBatch(wholeBatch);
  outbox.settle({ accepted: [], rejected: [1, 2].map((seq) => ({ seq, code: "c", retry: false, text: "" })) });
  const ids = outbox.quarantined(10).map(({ id }) => id);
  const clock = new VirtualClock();
  let stored = 0;
  const quarantine: InboxParts["quarantine"] = {
    retryQuarantined: (wanted) => outbox.retryQuarantined(wanted),
    discardQuarantined: (wanted) => outbox.discardQuarantined(wanted),
    ...changes,
  };
  const onStored = () => {
    stored += 1;
  };
  const inbox = new Inbox({
    ...{ stateFolder: folder, clock, log: silentLog, outbox, quarantine, onStored, onReload: () => {} },
  });
  onTestFinished(() => inbox.stop());
  const leave = (action: "retry" | "discard") =>
    handIn(folder, { kind: "quarantine", action, ids: ids.slice(0, 1) }, clock, systemRandom);
  const files = () => (existsSync(join(folder, "inbox")) ? readdirSync(join(folder, "inbox")) : []);
  return { inbox, outbox, clock, leave, files, stored: () => stored };
}

test("the running agent puts the named records of the quarantine back, and sends them", () => {
  const { inbox, outbox, leave, files, stored } = makeBench();
  leave("retry");
  inbox.start();
  expect(outbox.quarantined(10)).toHaveLength(1);
  expect(outbox.nextBatch(wholeBatch)?.records).toMatchObject([{ seq: 3 }]);
  expect({ files: files(), stored: stored() }).toEqual({ files: [], stored: 1 });
});

test("the running agent deletes the named records of the quarantine", () => {
  const { inbox, outbox, leave, files } = makeBench();
  leave("discard");
  inbox.start();
  expect(outbox.quarantined(10)).toHaveLength(1);
  expect(outbox.stats().records).toBe(0);
  expect(files()).toEqual([]);
});

test("a disk that takes nothing keeps the wish for later", async () => {
  let isFull = true;
  const { inbox, outbox, clock, leave, files } = makeBench({
    discardQuarantined: (ids) => {
      if (isFull) throw new AgentError({ kind: "system", code: "outbox-disk-full", message: "full", canRetry: true });
      return outbox.discardQuarantined(ids);
    },
  });
  leave("discard");
  inbox.start();
  expect(files()).toHaveLength(1);
  isFull = false;
  await clock.advance(1000);
  expect({ files: files(), left: outbox.quarantined(10).length }).toEqual({ files: [], left: 1 });
});
