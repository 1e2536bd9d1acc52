import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { globSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startCentral } from "../../src/central/compose.ts";
import { startDevice } from "../../src/simulator/site.ts";
import { describeNeeding } from "../needs.ts";

const program = fileURLToPath(new URL("../../src/agent/mfp-agent.mjs", import.meta.url));
const [library = ""] = globSync("/usr/lib/*/faketime/libfaketimeMT.so.1");
/** Two polls of the shortest interval, on a busy machine. */
const patienceMs = 45_000;

let folder = "";
let agent: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "set-clock-"));
});
afterEach(async () => {
  if (agent?.exitCode === null) {
    agent.kill("SIGKILL");
    await once(agent, "close");
  }
  rmSync(folder, { recursive: true, force: true });
});

describeNeeding("the clock of the machine", ["faketime"], () => {
  test("jumps by hours and decades under the running program, which polls and uploads as before", {
    timeout: 240_000,
  }, async () => {
    const central = await startCentral({ dataDir: join(folder, "central") });
    const device = await startDevice({ recording: "bizhub-c360i" });
    const config = {
      site: { name: "Site" },
      central: { url: central.url },
      ranges: [{ addresses: `127.0.0.1:${device.port}` }],
      schedule: { statusIntervalS: 10, suppliesIntervalS: 60, heartbeatIntervalS: 60 },
      stateFolder: "state",
      statusPage: { enabled: false },
    };
    const [file, time] = [join(folder, "agent.json"), join(folder, "time")];
    writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
    const secrets = JSON.stringify({ enrolmentCode: await central.createCode("Site") });
    writeFileSync(join(folder, "secrets.json"), secrets, { mode: 0o600 });
    writeFileSync(time, "+0");
    agent = spawn(process.execPath, [program, "run", "--config", file], {
      stdio: "ignore",
      env: {
        ...process.env,
        ...{ LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: time, FAKETIME_NO_CACHE: "1" },
        FAKETIME_DONT_FAKE_MONOTONIC: "1",
      },
    });
    const lastContactMs = () =>
      central.store.transact(async (tables) => (await tables.agents())[0]?.lastContactMs ?? 0);
    await vi.waitFor(async () => expect(await lastContactMs()).toBeGreaterThan(0), { timeout: 90_000, interval: 200 });

    const codes = ["C-2557", "C-0202", "C-3722"];
    for (const [index, offset] of ["+3h", "-6h", "-20y"].entries()) {
      writeFileSync(time, offset);
      const [asked, heardMs] = [device.requests.get, await lastContactMs()];
      device.state.failWith(codes[index] ?? "");
      const wait = { timeout: patienceMs, interval: 200 };
      await vi.waitFor(() => expect(device.requests.get).toBeGreaterThan(asked), wait);
      await vi.waitFor(async () => expect(await lastContactMs()).toBeGreaterThan(heardMs), wait);
    }
    agent.kill("SIGTERM");
    const [code] = await once(agent, "close");
    expect(code).toBe(0);
    await Promise.all([central.stop(), device.stop()]);
  });
});
