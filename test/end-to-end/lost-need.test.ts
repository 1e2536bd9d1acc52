import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fastClock } from "../../scripts/demo/fast-clock.ts";
import { composeAgent } from "../../src/agent/compose/agent.ts";
import { loadConfig } from "../../src/agent/config/config-store.ts";
import { silentLog } from "../../src/agent/leaf/log.ts";
import { Database } from "../../src/agent/outbox/database.ts";
import { makeRoom } from "../../src/agent/outbox/make-room.ts";
import { startCentral } from "../../src/central/compose.ts";
import { readOverview } from "../../src/central/overview.ts";
import { startDevice } from "../../src/simulator/site.ts";

const speed = 60;
const withinMs = 15_000;
/** Longer than central waits before it takes what is not told again for over. */
const forsakenMs = 8 * 3_600_000;

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lost-need-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Damage = (store: DatabaseSync) => void;

/** One bit of what no checksum of SQLite covers. */
const spoilEvents: Damage = (store) => {
  const changed = store.prepare("UPDATE record SET crc = (crc + 1) % 4294967296 WHERE kind = 'event'").run().changes;
  expect(changed).toBeGreaterThan(0);
};

/** Where only the epoch file betrays it: a copy of the store from before the events was put back. */
const loseEvents: Damage = (store) => {
  store.exec("DELETE FROM record; UPDATE meta SET last_seq = last_seq - 1");
};

/** As one does that is full of events. */
const makeRoomForAll: Damage = (store) => {
  const database = new Database(store.location() ?? "");
  makeRoom(database, { usedPagesAtMost: 0, spared: new Set(), deletionsAtOnce: 100 });
  database.close();
};

const damages: readonly (readonly [name: string, damage: Damage])[] = [
  ["met at the upload", spoilEvents],
  ["met at the start", loseEvents],
  ["dropped by a store that was full", makeRoomForAll],
];

test.each(damages)(
  "what was raised and lost before its delivery, %s, orders once, and what stands stays",
  {
    timeout: 60_000,
  },
  async (_name, damage) => {
    let aheadMs = 0;
    const clock = fastClock(speed);
    const dataDir = join(folder, "central");
    const serve = (port: number) =>
      startCentral({ dataDir, port, clock: { ...clock, wallMs: () => clock.wallMs() + aheadMs } });
    let central = await serve(0);
    const port = Number(new URL(central.url).port);
    const device = await startDevice({ recording: "bizhub-c360i" });
    const file = join(folder, "agent.json");
    const config = {
      site: { name: "Site" },
      central: { url: central.url },
      ranges: [{ addresses: `127.0.0.1:${device.port}` }],
      schedule: { statusIntervalS: 30, suppliesIntervalS: 60, heartbeatIntervalS: 60 },
      stateFolder: "state",
      statusPage: { port: 0 },
    };
    writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
    const secrets = { enrolmentCode: await central.createCode("Site") };
    writeFileSync(join(folder, "secrets.json"), JSON.stringify(secrets), { mode: 0o600 });
    const causesOf = async (isWanted: (cause: string) => boolean) => {
      const { orders } = await readOverview(central.store, 0);
      return orders.filter(({ cause }) => isWanted(cause)).map(({ cause, state }) => `${cause} ${state}`);
    };
    const isOurs = (cause: string) => cause === "toner.cyan" || cause === "fault.C-2557";

    device.state.setToner("cyan", 60);
    const first = await composeAgent(loadConfig(file), { log: silentLog, clock });
    await first.agent.start();
    await vi.waitFor(() => expect(first.snapshot().upload.records).toBeGreaterThan(0), withinMs);
    device.state.failWith("C-2557");
    await vi.waitFor(async () => expect(await causesOf(isOurs)).toEqual(["fault.C-2557 held"]), withinMs);
    await central.stop();
    device.state.setToner("cyan", 3);
    const isToldIn = ({ snapshot }: typeof first) =>
      snapshot().recentEvents.some(({ key }) => key.startsWith("toner.cyan#"));
    await vi.waitFor(() => expect(isToldIn(first)).toBe(true), withinMs);
    await first.agent.stop();

    const store = new DatabaseSync(join(folder, "state", "outbox.db"));
    damage(store);
    store.close();
    central = await serve(port);
    const second = await composeAgent(loadConfig(file), { log: silentLog, clock });
    await second.agent.start();
    await vi.waitFor(async () => expect(await causesOf((cause) => cause === "toner.cyan")).toHaveLength(1), withinMs);
    aheadMs = forsakenMs;
    const { records } = second.snapshot().upload;
    await vi.waitFor(() => expect(second.snapshot().upload.records).toBeGreaterThan(records), withinMs);
    await central.sweep();
    expect((await causesOf(isOurs)).toSorted()).toEqual(["fault.C-2557 held", "toner.cyan held"]);
    await second.agent.stop();
    await Promise.all([central.stop(), device.stop()]);
  },
);
