import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { fastClock } from "../../scripts/demo/fast-clock.ts";
import { composeAgent } from "../../src/agent/compose/agent.ts";
import { loadConfig } from "../../src/agent/config/config-store.ts";
import { systemClock } from "../../src/agent/leaf/clock.ts";
import { silentLog } from "../../src/agent/leaf/log.ts";
import { SqliteOutbox } from "../../src/agent/outbox/sqlite-outbox.ts";
import { startCentral } from "../../src/central/compose.ts";
import { at, monthClose, reading, request, toner, uid } from "../central/records.ts";
import { runProgram } from "./run-program.ts";

test("a site whose file was taken and whose receipt was lost gets a line: nothing is ordered or billed again", {
  timeout: 60_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), "first-line-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [config, exported, receipt, data] = ["agent.json", "site.export", "site.receipt", "central"].map((name) =>
    join(folder, name),
  ) as [string, string, string, string];
  const site = { site: { name: "Mill" }, ranges: [{ addresses: "127.0.0.9" }], stateFolder: "state" };
  writeFileSync(config, JSON.stringify(site), { mode: 0o600 });
  const parts = { folder: join(folder, "state"), clock: systemClock, log: silentLog, boundBytes: 16 * 1024 * 1024 };
  const outbox = new SqliteOutbox({ ...parts, newEpoch: () => "e-offline" });
  outbox.open();
  const contents = [reading(0, 1), toner(1, "raise"), request(2, { id: "request-1" }), monthClose(3, "2026-10", 7)];
  const records = contents.map((content, index) => ({ content, observedAt: at(index), device: uid }));
  outbox.commit({ records, states: [] });
  outbox.close();
  expect(await runProgram("agent", ["export", "--to", exported, "--config", config])).toMatchObject({ code: 0 });
  const taking = ["import", exported, "--data", data, "--receipt", receipt, "--trust-for", "Mill"];
  expect(await runProgram("central", taking)).toMatchObject({ code: 0 });

  const central = await startCentral({ dataDir: data });
  onTestFinished(() => central.stop());
  const look = () =>
    central.store.transact(async (tables) => ({
      orders: (await tables.orders(9)).map(({ number }) => number),
      events: await tables.recordsOf(uid, "event", 9),
      readings: await tables.recordsOf(uid, "reading", 9),
      agents: (await tables.agents()).map(({ id }) => id),
    }));
  const before = await look();
  expect(before).toMatchObject({ orders: { length: 2 }, events: { length: 2 }, agents: { length: 1 } });

  const online = { ...site, central: { url: central.url }, statusPage: { enabled: false } };
  writeFileSync(config, JSON.stringify(online), { mode: 0o600 });
  const secrets = JSON.stringify({ enrolmentCode: await central.createCode("Mill") });
  writeFileSync(join(folder, "secrets.json"), secrets, { mode: 0o600 });
  const { agent, snapshot } = await composeAgent(loadConfig(config), { log: silentLog, clock: fastClock(60) });
  await agent.start();
  await vi.waitFor(() => expect(snapshot().upload.records).toBeGreaterThan(records.length), 30_000);
  await agent.stop();
  expect(await look()).toEqual(before);
});
