import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { fastClock } from "../../scripts/demo/fast-clock.ts";
import { composeAgent } from "../../src/agent/compose/agent.ts";
import { loadConfig } from "../../src/agent/config/config-store.ts";
import { silentLog } from "../../src/agent/leaf/log.ts";
import { readOverview } from "../../src/central/overview.ts";
import { startDevice } from "../../src/simulator/site.ts";
import { RestorableCentral } from "./restorable-central.ts";

const speed = 60;
const withinMs = 15_000;

test("what central acknowledged and forgot, because a backup of it was put back, comes again and orders only once", {
  timeout: 60_000,
}, async () => {
  const clock = fastClock(speed);
  const central = await RestorableCentral.start(clock);
  const { folder, running } = central;
  const device = await startDevice({ recording: "bizhub-c360i" });
  const file = join(folder, "agent.json");
  const config = {
    site: { name: "Site" },
    central: { url: running.url },
    ranges: [{ addresses: `127.0.0.1:${device.port}` }],
    schedule: { statusIntervalS: 30, suppliesIntervalS: 60, heartbeatIntervalS: 60 },
    stateFolder: "state",
    statusPage: { port: 0 },
  };
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  const secrets = { enrolmentCode: await running.createCode("Site") };
  writeFileSync(join(folder, "secrets.json"), JSON.stringify(secrets), { mode: 0o600 });
  const overview = () => readOverview(central.running.store, 0);
  const ordersOf = async (wanted: string) =>
    (await overview()).orders.filter(({ cause }) => cause === wanted).map(({ state }) => state);
  /** Numbers that central neither has nor knows as a gap, and the gaps. */
  const missing = async () =>
    (await overview()).agents.flatMap(({ streams }) => streams.flatMap(({ holes, gaps }) => [...holes, ...gaps]));

  device.state.setToner("cyan", 60);
  const { agent, snapshot } = await composeAgent(loadConfig(file), { log: silentLog, clock });
  await agent.start();
  await vi.waitFor(() => expect(snapshot().upload.records).toBeGreaterThan(0), withinMs);
  device.state.failWith("C-2557");
  await vi.waitFor(async () => expect(await ordersOf("fault.C-2557")).toEqual(["held"]), withinMs);
  await central.backUp();
  device.state.setToner("cyan", 3);
  await vi.waitFor(async () => expect(await ordersOf("toner.cyan")).toEqual(["held"]), withinMs);

  await central.putBack();
  expect(await ordersOf("toner.cyan")).toEqual([]);
  await vi.waitFor(async () => expect(await ordersOf("toner.cyan")).toEqual(["held"]), withinMs);
  expect(await ordersOf("fault.C-2557")).toEqual(["held"]);
  await vi.waitFor(async () => expect(await missing()).toEqual([]), withinMs);
  await central.restart();
  const { records } = snapshot().upload;
  await vi.waitFor(() => expect(snapshot().upload.records).toBeGreaterThan(records + 3), withinMs);
  expect(await missing()).toEqual([]);
  expect([await ordersOf("toner.cyan"), await ordersOf("fault.C-2557")]).toEqual([["held"], ["held"]]);
  await agent.stop();
  await Promise.all([central.running.stop(), device.stop()]);
});
