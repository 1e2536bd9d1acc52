import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { eventSettings } from "../../../src/agent/events/event-settings.ts";
import { defaultSiteSettings } from "../../../src/agent/events/site.ts";
import { silentLog } from "../../../src/agent/leaf/log.ts";
import { Database } from "../../../src/agent/outbox/database.ts";
import { SiteKeeper } from "../../../src/agent/schedule/site-keeper.ts";
import { library } from "../../recorded-answers.ts";
import { VirtualClock } from "../../virtual-clock.ts";
import { hourMs, makeReading } from "../events/history.ts";
import { outboxIn, temporaryFolder, wholeBatch } from "../outbox/temporary-outbox.ts";

const rules = { events: eventSettings(library, "UTC"), site: defaultSiteSettings };

/** An open outbox that lost a part of the memory, so that another epoch follows when all is delivered. */
function outboxThatLost() {
  const folder = temporaryFolder(onTestFinished);
  const before = outboxIn(folder);
  before.open();
  before.commit({ records: [], states: [{ key: "device/lost", value: {} }] });
  before.close();
  const database = new Database(join(folder, "outbox.db"));
  database.run("UPDATE state SET crc = crc + 1");
  database.close();
  const outbox = outboxIn(folder);
  outbox.open();
  onTestFinished(() => outbox.close());
  return outbox;
}

test("after a loss all is told again, once", () => {
  const outbox = outboxThatLost();
  const keeper = new SiteKeeper({ outbox, clock: new VirtualClock(), log: silentLog, rules, onStored() {} });
  const read = (hour: number) =>
    keeper.takeReadings([{ reading: makeReading(hour * hourMs, { toners: { cyan: 5 } }), credential: null }]);
  const deliver = () => {
    const { records = [] } = outbox.nextBatch(wholeBatch) ?? {};
    outbox.settle({ accepted: records.map(({ seq }) => [seq, seq]), rejected: [] });
    return records.map(({ kind }) => kind);
  };
  for (const hour of [0, 1, 2]) read(hour);
  expect(outbox.mustTellAgain()).toBe(false);
  expect(deliver()).toContain("event");
  read(3);
  expect(deliver()).not.toContain("event");
});
