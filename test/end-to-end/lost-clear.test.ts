import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { batchOf } from "../../src/agent/cli/next-batch.ts";
import { defaultSiteSettings } from "../../src/agent/events/site.ts";
import { silentLog } from "../../src/agent/leaf/log.ts";
import { Database } from "../../src/agent/outbox/database.ts";
import { giveUpDamaged, takeHandReceipt, waitingBatches } from "../../src/agent/outbox/hand-carried.ts";
import { SiteKeeper } from "../../src/agent/schedule/site-keeper.ts";
import { sweepDesk } from "../../src/central/case-work.ts";
import { hourMs, makeReading, type Shown, settings, stampAt } from "../agent/events/history.ts";
import { outboxIn, temporaryFolder } from "../agent/outbox/temporary-outbox.ts";
import { agent, Bench } from "../central/bench.ts";
import { VirtualClock } from "../virtual-clock.ts";

const everything = { mostRecords: 1000 };
const toner: Shown = { toners: { cyan: 5 } };
const both: Shown = { ...toner, alerts: [{ key: "1", kind: "service", troubleCode: "C-2557", text: "C-2557" }] };
const tonerAlone: Shown = { ...toner, alerts: [] };

/** A site without a network and a central, between which somebody carries files. */
async function openSite() {
  const folder = temporaryFolder(onTestFinished);
  const clock = new VirtualClock(Date.parse(stampAt(0)));
  const outbox = outboxIn(folder);
  outbox.open();
  const database = new Database(join(folder, "outbox.db"));
  const central = new Bench();
  await central.open(null);
  onTestFinished(async () => {
    database.close();
    outbox.close();
    await central.close();
  });
  const rules = { events: settings, site: defaultSiteSettings };
  const keeper = new SiteKeeper({ outbox, clock, log: silentLog, rules, onStored() {} });
  let hour = 0;
  return {
    database,
    read: async (shown: Shown, hours: number) => {
      for (let left = hours; left > 0; left -= 1) {
        keeper.takeReadings([{ reading: makeReading(hour * hourMs, shown), credential: null }]);
        hour += 1;
        await clock.advance(hourMs);
      }
    },
    carry: async () => {
      giveUpDamaged(database, everything);
      const sender = { agent: agent.id, sentAt: stampAt(0), bootId: `export-${hour}`, monoMs: 0 };
      for (const handedOut of [...waitingBatches(database, 1000, everything)]) {
        const outcome = await central.upload(batchOf(handedOut, sender), "file");
        if (!outcome.ok) throw new Error(outcome.text);
        takeHandReceipt(database, { ...outcome.acknowledgement, gaps: handedOut.gaps });
      }
      await central.store.transact((tables) => sweepDesk(tables, central.time));
    },
    orders: async () => (await central.orders()).map(({ cause, state }) => `${cause} ${state}`).toSorted(),
  };
}

test("at a site without a network, a lost word that a fault is over leaves no ticket open, and opens none twice", async () => {
  const site = await openSite();
  await site.read(both, 3);
  await site.carry();
  expect(await site.orders()).toEqual(["fault.C-2557 held", "toner.cyan held"]);

  await site.read(tonerAlone, 3);
  const lost = site.database.run("UPDATE record SET crc = (crc + 1) % 4294967296 WHERE kind = 'event'");
  expect(lost).toBe(1);
  await site.carry();
  await site.read(tonerAlone, 3);
  await site.carry();
  expect(await site.orders()).toEqual(["fault.C-2557 held", "toner.cyan held"]);
  await site.read({ ...tonerAlone, counters: { total: 9 } }, 30);
  await site.carry();
  expect(await site.orders()).toEqual(["fault.C-2557 closed", "toner.cyan held"]);
});
