import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startCentral } from "../../src/central/compose.ts";
import { readOverview } from "../../src/central/overview.ts";
import { startDevice } from "../../src/simulator/site.ts";
import { startProgram } from "./run-program.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "stop-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A stop must be over in five seconds; a busy test machine gets a little more. */
const mostStopMs = 5000;

function configure(addresses: string, extra: object = {}): string {
  const path = join(folder, "agent.json");
  const config = {
    site: { name: "x" },
    ranges: [{ addresses }],
    stateFolder: "state",
    statusPage: { enabled: false },
    ...extra,
  };
  writeFileSync(path, JSON.stringify(config), { mode: 0o600 });
  return path;
}

test.each([
  ["while it waits for silent devices", (): object => ({})],
  ["while central is away", () => ({ central: { url: "http://127.0.0.1:9" } })],
])("SIGTERM stops the agent cleanly within five seconds, %s", async (_, extra) => {
  const device = await startDevice({ recording: "bizhub-c360i" });
  const silent = `127.0.0.2-60:${device.port}`;
  const config = { ranges: [{ addresses: `127.0.0.1:${device.port}` }, { addresses: silent }], ...extra() };
  const agent = startProgram("agent", ["run", "--config", configure(silent, config)]);
  await agent.until(/"event":"deviceFound/);
  const before = performance.now();
  agent.kill("SIGTERM");
  const end = await agent.ended;
  await device.stop();
  expect(end).toMatchObject({ code: 0, signal: null, stderr: "" });
  expect(end.stdout).toMatch(/"event":"agent\.stopped"/);
  expect(performance.now() - before).toBeLessThan(mostStopMs);
});

test("an agent stopped before its first upload was due hands over what it read", async () => {
  const device = await startDevice({ recording: "bizhub-c360i" });
  const central = await startCentral({ dataDir: join(folder, "central") });
  const config = configure(`127.0.0.1:${device.port}`, { central: { url: central.url } });
  const secrets = JSON.stringify({ enrolmentCode: await central.createCode("Site") });
  writeFileSync(join(folder, "secrets.json"), secrets, { mode: 0o600 });
  const agent = startProgram("agent", ["run", "--config", config]);
  await agent.until(/"event":"deviceFound/);
  await agent.until(/"event":"agent\.enrolled/);
  agent.kill("SIGTERM");
  expect(await agent.ended).toMatchObject({ code: 0, stderr: "" });
  expect((await readOverview(central.store, 0)).devices).toHaveLength(1);
  await Promise.all([central.stop(), device.stop()]);
});

test("a second agent on the same state folder is refused, and the first goes on", async () => {
  const config = configure("127.0.0.1:9");
  const first = startProgram("agent", ["run", "--config", config]);
  await first.until(/"event":"agent\.started"/);
  const second = await startProgram("agent", ["run", "--config", config]).ended;
  expect(second.code).toBe(75);
  expect(second.stderr).not.toMatch(/^\s+at /m);
  first.kill("SIGTERM");
  expect((await first.ended).code).toBe(0);
});
