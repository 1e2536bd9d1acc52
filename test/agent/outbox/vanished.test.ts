import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { outboxIn, reading, temporaryFolder, wholeBatch } from "./temporary-outbox.ts";

function openIn(folder: string) {
  const outbox = outboxIn(folder);
  outbox.open();
  onTestFinished(() => outbox.close());
  return outbox;
}

test.each([
  ["the file", "state/outbox.db"],
  ["the whole folder", "state"],
])("%s deleted under the running agent is put back with all that was stored", (_name, gone) => {
  const base = temporaryFolder(onTestFinished);
  const folder = join(base, "state");
  const outbox = openIn(folder);
  outbox.commit({ records: [reading("a"), reading("b")], states: [{ key: "memory", value: "kept" }] });
  const { epoch } = outbox.stats();
  rmSync(join(base, gone), { recursive: true });

  expect(outbox.commit({ records: [reading("c")], states: [] })).toEqual([3]);
  expect(existsSync(join(folder, "outbox.db"))).toBe(true);
  outbox.close();
  const again = openIn(folder);
  expect(again.stats()).toMatchObject({ epoch, records: 3, lastSeq: 3 });
  expect(again.readStates().get("memory")).toBe("kept");
});

test("a batch that is on its way while the folder goes is settled all the same", () => {
  const folder = join(temporaryFolder(onTestFinished), "state");
  const outbox = openIn(folder);
  outbox.commit({ records: [reading("a"), reading("b")], states: [] });
  outbox.nextBatch(wholeBatch);
  rmSync(folder, { recursive: true });
  expect(outbox.settle({ accepted: [[1, 2]], rejected: [] })).toMatchObject({ accepted: 2 });
  expect(outbox.stats().records).toBe(0);
});

test("an agent on the folder that was put back keeps a second one off", () => {
  const folder = join(temporaryFolder(onTestFinished), "state");
  const outbox = openIn(folder);
  rmSync(folder, { recursive: true });
  outbox.commit({ records: [reading("a")], states: [] });
  expect(() => outboxIn(folder).open()).toThrow(/Another agent/);
});
