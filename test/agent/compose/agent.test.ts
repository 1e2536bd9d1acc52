import { createSocket } from "node:dgram";
import { once } from "node:events";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { composeAgent } from "../../../src/agent/compose/agent.ts";
import { loadConfig } from "../../../src/agent/config/config-store.ts";
import { silentLog } from "../../../src/agent/leaf/log.ts";
import { Poller } from "../../../src/agent/schedule/poller.ts";
import { SiteKeeper } from "../../../src/agent/schedule/site-keeper.ts";
import { TrapReceiver } from "../../../src/agent/snmp/trap-receiver.ts";
import { VirtualClock } from "../../virtual-clock.ts";
import { identity } from "../events/history.ts";
import { outboxIn, temporaryFolder } from "../outbox/temporary-outbox.ts";

test("all wrong files are told at once, and nothing is opened", async () => {
  const folder = temporaryFolder(onTestFinished);
  const file = join(folder, "a.json");
  const config = {
    site: { name: "x" },
    ranges: [{ addresses: "10.0.0.1" }],
    central: { url: "https://central.example", caFile: "no.pem" },
    siNumbersFile: "no.csv",
    stateFolder: "state",
  };
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  await expect(composeAgent(loadConfig(file), { log: silentLog })).rejects.toThrow(/no\.csv[\s\S]*no\.pem/);
  expect(existsSync(join(folder, "state"))).toBe(false);
});

test("a service number that was given to a device while the agent was stopped is told at its start", async () => {
  const folder = temporaryFolder(onTestFinished);
  const state = join(folder, "state");
  mkdirSync(state, { mode: 0o700 });
  const seenAt = "2026-11-01T08:00:00.000Z";
  const known = {
    ...{ identity: { ...identity, si: null }, basis: "serial", credential: null, profile: null, failures: 0 },
    ...{ addresses: [], firstSeenAt: seenAt, seenAt },
  };
  const outbox = outboxIn(state);
  outbox.open();
  outbox.commit({
    records: [],
    states: [{ key: `device/${identity.uid}`, value: { known, memory: null, recorded: null } }],
  });
  outbox.close();
  writeFileSync(join(folder, "si.csv"), `serial,si\n${identity.serial},UA-104233\n`);
  const file = join(folder, "a.json");
  const config = {
    ...{ site: { name: "x" }, ranges: [{ addresses: "127.0.0.1:9" }], siNumbersFile: "si.csv", stateFolder: "state" },
    statusPage: { port: 0 },
  };
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  const told: string[] = [];
  const log = { ...silentLog, info: (event: string) => void told.push(event) };
  const { agent } = await composeAgent(loadConfig(file), { log });
  await agent.stop();
  expect(told).toContain("deviceFound.cleared");
});

test("what comes round goes on coming round when it crashes, and the crash is told", async () => {
  const folder = temporaryFolder(onTestFinished);
  const file = join(folder, "a.json");
  const config = { site: { name: "x" }, ranges: [{ addresses: "127.0.0.1:9" }], stateFolder: "state" };
  writeFileSync(file, JSON.stringify({ ...config, statusPage: { enabled: false } }), { mode: 0o600 });
  const told: unknown[] = [];
  const log = { ...silentLog, error: (event: string, fields = {}) => void told.push({ event, ...fields }) };
  const clock = new VirtualClock();
  const { agent } = await composeAgent(loadConfig(file), { clock, log });
  const takeTime = vi.spyOn(SiteKeeper.prototype, "takeTime").mockImplementation(() => {
    throw new Error("a bug of ours");
  });
  onTestFinished(() => takeTime.mockRestore());
  await agent.start();
  await clock.advance(120_000);
  await agent.stop();
  const crash = { event: "agent.task-crashed", task: "tick", message: "a bug of ours" };
  expect(told).toEqual([crash, crash]);
});

test("a trap of a known device has that device polled", async () => {
  const folder = temporaryFolder(onTestFinished);
  const state = join(folder, "state");
  mkdirSync(state, { mode: 0o700 });
  const seenAt = "2026-11-01T08:00:00.000Z";
  const known = {
    ...{ identity, basis: "serial", credential: null, profile: null, failures: 0 },
    ...{ addresses: [{ address: "127.0.0.1:9", seenAt }], firstSeenAt: seenAt, seenAt },
  };
  const outbox = outboxIn(state);
  outbox.open();
  outbox.commit({
    records: [],
    states: [{ key: `device/${identity.uid}`, value: { known, memory: null, recorded: null } }],
  });
  outbox.close();
  const file = join(folder, "a.json");
  const config = {
    ...{ site: { name: "x" }, ranges: [{ addresses: "127.0.0.1:9" }], stateFolder: "state" },
    ...{ statusPage: { enabled: false }, traps: { enabled: true, port: 0 } },
  };
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  const askNow = vi.spyOn(Poller.prototype, "askNow");
  const start = vi.spyOn(TrapReceiver.prototype, "start");
  onTestFinished(() => {
    askNow.mockRestore();
    start.mockRestore();
  });
  const { agent } = await composeAgent(loadConfig(file), { clock: new VirtualClock(), log: silentLog });
  await agent.start();
  onTestFinished(() => agent.stop());
  const port = await start.mock.results[0]?.value;
  const sender = createSocket("udp4").bind(0, "127.0.0.1");
  onTestFinished(() => void sender.close());
  await once(sender, "listening");
  const trap = Buffer.from("301b02010104067075626c6963a70e0204000000010201000201003000", "hex");
  sender.send(trap, port, "127.0.0.1");
  await vi.waitFor(() => expect(askNow).toHaveBeenCalledWith(identity.uid, "status"));
});
