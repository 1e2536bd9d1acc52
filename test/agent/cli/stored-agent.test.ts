import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readStoredAgent, withStore } from "../../../src/agent/cli/stored-agent.ts";
import { Database } from "../../../src/agent/outbox/database.ts";
import { lockInstance } from "../../../src/agent/outbox/instance-lock.ts";
import { schemaVersion } from "../../../src/agent/outbox/schema.ts";
import { outboxIn, reading, temporaryFolder, wholeBatch } from "../outbox/temporary-outbox.ts";

/** A stopped agent's folder as the first version of the program left it. */
function olderFolder(): string {
  const folder = temporaryFolder(onTestFinished);
  const outbox = outboxIn(folder);
  outbox.open();
  outbox.commit({ records: [reading("a"), reading("b")], states: [] });
  outbox.close();
  const database = new Database(join(folder, "outbox.db"));
  database.exec(`
    DROP INDEX record_recording;
    DROP TABLE month_close;
    DROP TABLE delivered;
    DROP TABLE delivered_gap;
    DROP TABLE ledger;
    ALTER TABLE record DROP COLUMN origin_epoch;
    ALTER TABLE record DROP COLUMN origin_seq;
    ALTER TABLE record DROP COLUMN row_crc;
    ALTER TABLE record DROP COLUMN head_crc;
    ALTER TABLE record DROP COLUMN boot;
    ALTER TABLE record DROP COLUMN mono_ms;
    PRAGMA user_version = 1;
  `);
  database.close();
  return folder;
}

test("a command after an update works on the file of the version before", () => {
  expect(readStoredAgent(olderFolder(), wholeBatch)).toMatchObject({
    stats: { records: 2 },
    next: { records: [{}, {}] },
  });
  const version = withStore(olderFolder(), (database) => database.number("PRAGMA user_version"));
  expect(version).toBe(schemaVersion);
});

test("a command that meets a store in which the agent writes says so, and changes nothing", () => {
  const folder = temporaryFolder(onTestFinished);
  const outbox = outboxIn(folder);
  outbox.open();
  onTestFinished(() => outbox.close());
  const writer = new Database(join(folder, "outbox.db"));
  onTestFinished(() => writer.close());
  const change = () => withStore(folder, (database) => database.transaction(() => "done"), 10);
  writer.transaction(() => expect(change).toThrow(expect.objectContaining({ code: "outbox-busy" })));
  expect(change()).toBe("done");
});

test("a command does not change the file under an agent that still runs", () => {
  const folder = olderFolder();
  const unlock = lockInstance(join(folder, "lock.db"));
  onTestFinished(unlock);
  expect(() => withStore(folder, () => {})).toThrow(expect.objectContaining({ code: "state-folder-busy" }));
});

test("a command that meets a number which nobody wrote calls the file damaged", () => {
  const folder = temporaryFolder(onTestFinished);
  const outbox = outboxIn(folder);
  outbox.open();
  outbox.commit({ records: [reading("a")], states: [] });
  outbox.close();
  const database = new Database(join(folder, "outbox.db"));
  database.exec("UPDATE record SET bytes = 9007199254740993");
  database.close();
  expect(() => readStoredAgent(folder, wholeBatch)).toThrow(expect.objectContaining({ code: "outbox-damaged" }));
});
