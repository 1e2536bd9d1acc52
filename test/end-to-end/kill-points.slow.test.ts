import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test, vi } from "vitest";
import { auditHandover } from "../../scripts/soak/audit.ts";
import { Chance } from "../../scripts/soak/chance.ts";
import { liveUntil } from "../../scripts/soak/chaos.ts";
import { killedAt, pointsOf } from "../../scripts/soak/kill-points.ts";
import { startRig } from "../../scripts/soak/rig.ts";
import { inventStory } from "../../scripts/soak/site-story.ts";
import { loadConfig } from "../../src/agent/config/config-store.ts";

const seed = Number(process.env["SEED"] ?? 1);
const lookEveryMs = 200;

test("killed at each named point once, agent and central lose nothing", { timeout: 180_000 }, async () => {
  const chance = new Chance(seed);
  const rig = await startRig(inventStory(chance), chance);
  onTestFinished(() => rig.stop());
  const { agent, central } = rig;
  const audit = () => {
    const books = rig.books();
    const history = { wasDamaged: rig.damage.count > 0, isForgetful: false };
    expect(auditHandover(books.agent, books.central, history)).toEqual([]);
  };

  for (const point of pointsOf("agent", "birth")) await liveUntil(rig, point, chance);
  agent.start();
  await vi.waitFor(() => expect(rig.books().agent.devices).toBe(rig.site.devices.length), 20_000);
  await agent.kill();

  for (const point of pointsOf("agent", "life")) {
    agent.start(killedAt(point, 1, chance));
    while (agent.pid !== undefined) {
      await Promise.race([agent.ended, sleep(lookEveryMs)]);
      if (rig.isAgentUp()) rig.changeSettings();
    }
    audit();
  }
  agent.start();
  for (const point of pointsOf("central", "life")) {
    await central.kill();
    central.start(killedAt(point, 1, chance));
    await central.ended;
  }
  central.start();
  for (const point of pointsOf("agent", "rescue")) {
    await agent.kill();
    if (!rig.damage.isUnmet) rig.damage.strike("garbled");
    agent.start(killedAt(point, 1, chance));
    await agent.ended;
  }
  agent.start();
  await vi.waitFor(() => {
    const books = rig.books();
    expect(books.agent.gaps).toEqual([]);
    expect(books.agent.lastSeq - books.central.received.size).toBeLessThan(3);
  }, 60_000);
  await agent.stop(5000);
  audit();

  const points = (["birth", "life", "rescue"] as const).flatMap((phase) => pointsOf("agent", phase));
  expect([...agent.killed.keys()]).toEqual(expect.arrayContaining(points));
  expect([...central.killed.keys()]).toEqual(expect.arrayContaining([...pointsOf("central", "life")]));
  expect([...agent.troubles, ...central.troubles, ...rig.alarms, ...rig.leaks()]).toEqual([]);
});

test.each(pointsOf("agent", "command"))("killed at %s, a command leaves the old settings or the new ones", (point) => {
  const folder = mkdtempSync(join(tmpdir(), "kill-points-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "mfp-agent.json");
  writeFileSync(file, JSON.stringify({ site: { name: "Old" }, ranges: [{ addresses: "127.0.0.3" }] }), { mode: 0o600 });
  const program = fileURLToPath(new URL("../../src/agent/mfp-agent.mjs", import.meta.url));
  const words = [program, "config", "set", "site.name", "New", "--config", file];
  const { signal } = spawnSync(process.execPath, [...killedAt(point, 1, new Chance(seed)), ...words]);
  expect(signal).toBe("SIGKILL");
  const { config } = loadConfig(file);
  expect(config.site.name).toBe(point === "settings.written" ? "Old" : "New");
});
