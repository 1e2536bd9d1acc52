import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fastClock } from "../../scripts/demo/fast-clock.ts";
import { composeAgent } from "../../src/agent/compose/agent.ts";
import { loadConfig } from "../../src/agent/config/config-store.ts";
import type { Clock } from "../../src/agent/leaf/clock.ts";
import { silentLog } from "../../src/agent/leaf/log.ts";
import { startCentral } from "../../src/central/compose.ts";
import { readOverview } from "../../src/central/overview.ts";
import { startDevice } from "../../src/simulator/site.ts";

const dayMs = 86_400_000;
const yearMs = 365 * dayMs;
const statusIntervalS = 30;
const speed = 60;

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "clock-jumps-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A machine whose wall clock is set again and again, by hand or by an empty battery; its monotonic one just runs. */
function jumpingClock(): { readonly clock: Clock; jump(ms: number): void } {
  const clock = fastClock(speed);
  let offsetMs = 0;
  return {
    clock: { ...clock, wallMs: () => clock.wallMs() + offsetMs },
    jump: (ms) => {
      offsetMs += ms;
    },
  };
}

test("a wall clock that jumps by hours and decades stops neither polls nor uploads nor events", {
  timeout: 60_000,
}, async () => {
  const central = await startCentral({ dataDir: join(folder, "central"), clock: fastClock(speed) });
  const device = await startDevice({ recording: "bizhub-c360i" });
  const file = join(folder, "agent.json");
  const config = {
    site: { name: "Site" },
    central: { url: central.url },
    ranges: [{ addresses: `127.0.0.1:${device.port}` }],
    schedule: { statusIntervalS, suppliesIntervalS: 60, heartbeatIntervalS: 60 },
    stateFolder: "state",
    statusPage: { enabled: false },
  };
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  writeFileSync(join(folder, "secrets.json"), JSON.stringify({ enrolmentCode: await central.createCode("Site") }), {
    mode: 0o600,
  });
  const { clock, jump } = jumpingClock();
  const { agent, snapshot } = await composeAgent(loadConfig(file), { log: silentLog, clock });
  await agent.start();
  await vi.waitFor(() => expect(snapshot().upload.records).toBeGreaterThan(2), 15_000);

  const openFaults = async () => {
    const devices = (await readOverview(central.store, 0)).devices;
    return devices
      .flatMap(({ conditions }) => conditions.map(({ key }) => key))
      .filter((key) => key.startsWith("fault."));
  };
  const codes = ["C-2557", "C-0202", "C-3722", "C-3451"];
  for (const [index, ms] of [3 * 3_600_000, -6 * 3_600_000, 20 * yearMs, -70 * yearMs].entries()) {
    jump(ms);
    const [asked, uploaded, code] = [device.requests.get, snapshot().upload.records, codes[index] ?? ""];
    device.state.failWith(code);
    await vi.waitFor(() => expect(device.requests.get).toBeGreaterThan(asked), 10_000);
    await vi.waitFor(() => expect(snapshot().upload.records).toBeGreaterThan(uploaded), 10_000);
    await vi.waitFor(async () => expect(await openFaults()).toContain(`fault.${code}`), 10_000);
  }
  await agent.stop();
  await Promise.all([central.stop(), device.stop()]);
});
