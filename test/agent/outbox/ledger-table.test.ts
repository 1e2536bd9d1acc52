import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Database } from "../../../src/agent/outbox/database.ts";
import { addExchange, type Exchange, readLedger } from "../../../src/agent/outbox/ledger-table.ts";
import { migrate } from "../../../src/agent/outbox/schema.ts";
import { outboxIn, temporaryFolder } from "./temporary-outbox.ts";

const exchange = (minute: number, changes: Partial<Exchange> = {}): Exchange => ({
  at: new Date(Date.UTC(2026, 10, 22, 8, minute)).toISOString(),
  ...{ host: "central.example.com", what: "upload", records: 3, sentBytes: 900, outcome: "taken" },
  ...changes,
});
const failure = { sentBytes: 0, outcome: "dns" };

function ledgerOf(...exchanges: readonly Exchange[]) {
  const folder = temporaryFolder(onTestFinished);
  const outbox = outboxIn(folder);
  outbox.open();
  for (const each of exchanges) outbox.noteExchange(each);
  outbox.close();
  const database = new Database(join(folder, "outbox.db"));
  onTestFinished(() => database.close());
  return readLedger(database, 20_000);
}

test("each exchange is an entry, the newest first", () => {
  const [newest, oldest] = ledgerOf(exchange(0), exchange(5, { sentBytes: 70 }));
  expect(newest).toEqual({ ...exchange(5, { sentBytes: 70 }), firstAt: exchange(5).at, times: 1 });
  expect(oldest?.at).toBe(exchange(0).at);
});

test("an outage is one entry: tries that let nothing out are counted", () => {
  const ledger = ledgerOf(exchange(0), exchange(1, failure), exchange(2, failure), exchange(3, failure), exchange(4));
  expect(ledger.map(({ outcome, times }) => `${outcome} ${times}`)).toEqual(["taken 1", "dns 3", "taken 1"]);
  expect(ledger[1]).toMatchObject({ firstAt: exchange(1).at, at: exchange(3).at });
});

test("the last upload that central took is known after a start too, whatever failed or left otherwise since", () => {
  const folder = temporaryFolder(onTestFinished);
  const outbox = outboxIn(folder);
  outbox.open();
  expect(outbox.lastDeliveryAt()).toBeNull();
  for (const each of [exchange(0), exchange(5), exchange(6, failure), exchange(7, { what: "enrolment" })]) {
    outbox.noteExchange(each);
  }
  outbox.close();
  const again = outboxIn(folder);
  again.open();
  onTestFinished(() => again.close());
  expect(again.lastDeliveryAt()).toBe(exchange(5).at);
});

test("what left is never counted together", () => {
  expect(ledgerOf(exchange(0), exchange(1))).toHaveLength(2);
});

test("it is bounded: the oldest goes", () => {
  const database = new Database(join(temporaryFolder(onTestFinished), "ledger.db"));
  onTestFinished(() => database.close());
  migrate(database);
  database.transaction(() => {
    for (let minute = 0; minute < 10_050; minute += 1) addExchange(database, exchange(minute));
  });
  const ledger = readLedger(database, 20_000);
  expect([ledger.length, ledger.at(-1)?.at]).toEqual([10_000, exchange(50).at]);
});

test("an outbox that is closed notes nothing and says nothing", () => {
  const outbox = outboxIn(temporaryFolder(onTestFinished));
  expect(() => outbox.noteExchange(exchange(0))).not.toThrow();
});
