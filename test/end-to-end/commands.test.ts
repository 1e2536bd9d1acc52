import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fastClock } from "../../scripts/demo/fast-clock.ts";
import { composeAgent } from "../../src/agent/compose/agent.ts";
import { loadConfig } from "../../src/agent/config/config-store.ts";
import { silentLog } from "../../src/agent/leaf/log.ts";
import { issueCommand } from "../../src/central/command-issue.ts";
import { type Central, startCentral } from "../../src/central/compose.ts";
import { readOverview } from "../../src/central/overview.ts";
import { systemRandom } from "../../src/central/random.ts";
import { openServiceKey } from "../../src/central/service-key.ts";
import type { CommandName } from "../../src/contract/command.ts";
import { startDevice } from "../../src/simulator/site.ts";

const hourMs = 3_600_000;
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "commands-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function configure(url: string, port: number, enrolmentCode: string) {
  const file = join(folder, "agent.json");
  const config = {
    site: { name: "Site" },
    central: { url },
    ranges: [{ addresses: `127.0.0.1:${port}` }],
    // Nothing is asked or sent by itself during the test, but for heartbeats.
    schedule: { statusIntervalS: 86_400, suppliesIntervalS: 86_400, heartbeatIntervalS: 60 },
    stateFolder: "state",
    statusPage: { enabled: false },
    commands: { allow: ["read-now", "record"] },
  };
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  writeFileSync(join(folder, "secrets.json"), JSON.stringify({ enrolmentCode }), { mode: 0o600 });
  return loadConfig(file);
}

async function issue(central: Central, name: CommandName, device: string | null): Promise<string> {
  const [agent] = (await readOverview(central.store, 0)).agents;
  const wish = { agent: agent?.id ?? "", name, device, expiresMs: Date.now() + 24 * hourMs };
  const command = await issueCommand(central.store, wish, openServiceKey(join(folder, "central")), systemRandom);
  return command?.id ?? "";
}

test("central's command is followed where the site allows it, refused where not, and both are told", {
  timeout: 40_000,
}, async () => {
  const central = await startCentral({ dataDir: join(folder, "central") });
  const device = await startDevice({ recording: "bizhub-c360i" });
  const loaded = configure(central.url, device.port, await central.createCode("Site"));
  const { agent } = await composeAgent(loaded, { log: silentLog, clock: fastClock(60) });
  await agent.start();
  const uid = await vi.waitFor(async () => {
    const [known] = (await readOverview(central.store, 0)).devices;
    if (known === undefined) throw new Error("central does not know the device yet");
    return known.uid;
  }, 15_000);
  const asked = device.requests.get;
  const [read, search] = [await issue(central, "read-now", uid), await issue(central, "rediscover", null)];
  const outcome = (id: string) => central.store.transact((tables) => tables.commandOutcome(id));
  await vi.waitFor(async () => expect(await outcome(read)).toBe("started"), 10_000);
  expect(await outcome(search)).toBe("notAllowed");
  await vi.waitFor(() => expect(device.requests.get).toBeGreaterThan(asked), 10_000);

  await issue(central, "record", uid);
  const recording = await vi.waitFor(async () => {
    const answer = await fetch(`${central.url}/api/devices/${uid}/recording`);
    expect(answer.status).toBe(200);
    return answer.text();
  }, 15_000);
  const { identity } = (await readOverview(central.store, 0)).devices[0] ?? {};
  expect(recording).toContain("1.3.6.1.2.1.43.");
  expect(recording).not.toContain(identity?.value.serial ?? "no serial");
  const file = join(folder, "recording.snmprec");
  writeFileSync(file, recording);
  const played = await startDevice({ recording: file });
  await agent.stop();
  await Promise.all([central.stop(), device.stop(), played.stop()]);
});
