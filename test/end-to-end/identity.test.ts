import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { fastClock } from "../../scripts/demo/fast-clock.ts";
import { Chance } from "../../scripts/soak/chance.ts";
import { FaultProxy } from "../../scripts/soak/fault-proxy.ts";
import { composeAgent } from "../../src/agent/compose/agent.ts";
import { credentialFile, openUplink } from "../../src/agent/compose/central-access.ts";
import { loadConfig } from "../../src/agent/config/config-store.ts";
import { systemClock } from "../../src/agent/leaf/clock.ts";
import { silentLog } from "../../src/agent/leaf/log.ts";
import { AxiosCentral } from "../../src/agent/upload/axios-central.ts";
import { readCredential } from "../../src/agent/upload/credential-file.ts";
import { enrol } from "../../src/agent/upload/enrolment.ts";
import { signingKeyFile } from "../../src/agent/upload/signing-key.ts";
import { Uploader } from "../../src/agent/upload/uploader.ts";
import { defaultUploaderSettings } from "../../src/agent/upload/uploader-state.ts";
import { type Central, startCentral } from "../../src/central/compose.ts";
import { revoke } from "../../src/central/enrolment.ts";
import { readOverview } from "../../src/central/overview.ts";
import { startDevice } from "../../src/simulator/site.ts";
import { openOutbox } from "../agent/outbox/temporary-outbox.ts";
import { VirtualClock } from "../virtual-clock.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const withinMs = 15_000;

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "identity-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** An agent's way to central on a clock that only moves when told; the requests are real. */
function lineTo(central: Central, credentialPath: string, bootId: string) {
  const clock = new VirtualClock();
  const outbox = openOutbox(onTestFinished);
  const outcomes: string[] = [];
  let credential = readCredential(credentialPath);
  const port = new AxiosCentral({
    address: central.url,
    clock: systemClock,
    token: () => credential?.token,
    onExchange: ({ outcome }) => outcomes.push(outcome),
  });
  const uploader = new Uploader({
    ...{ outbox, clock, bootId, central: port, log: silentLog, random: () => 0.5 },
    settings: { ...defaultUploaderSettings, startSpreadMs: 0, gatherMs: 0 },
    agent: () => credential?.agent,
    isClockSynced: () => true,
    commandOutcomes: () => [],
    onAcknowledged: () => {},
  });
  onTestFinished(() => uploader.stop());
  const body = {
    ...{ version: "1", startedAt: "2026-11-22T08:00:00.000Z", nextContactWithinS: 600, isLast: false },
    devices: { known: 0, answering: 0, silent: 0, otherPrinters: 0 },
    outbox: { records: 0, bytes: 0, oldestAt: null, quarantined: 0 },
  };
  return {
    ...{ clock, outbox, outcomes, uploader },
    enrolAnew: async () => {
      const code = await central.createCode("Site");
      const signal = new AbortController().signal;
      const enrolled = await enrol(port, credentialPath, { code, version: "1", hostName: "box" }, signal);
      if (enrolled.ok) credential = enrolled.value;
      outcomes.length = 0;
      uploader.credentialChanged();
      await uploader.quiet();
    },
    /** The agent lives on: something is stored, and time passes until the uploader rests again. */
    async live(ms: number) {
      const observedAt = new Date(clock.wallMs()).toISOString();
      outbox.commit({ records: [{ content: { kind: "heartbeat", body }, observedAt, device: null }], states: [] });
      uploader.notify(false);
      for (const passed of [1, ms - 1]) {
        await clock.advance(passed);
        await uploader.quiet();
      }
    },
  };
}

async function serve(): Promise<Central> {
  const central = await startCentral({ dataDir: join(folder, "central") });
  onTestFinished(() => central.stop());
  return central;
}

test("an agent whose answer was lost, and that was started again since, enrols with the same code and key", async () => {
  const central = await serve();
  const proxy = new FaultProxy(() => Number(new URL(central.url).port), new Chance(1));
  const port = await proxy.start();
  onTestFinished(() => proxy.stop());
  const file = join(folder, "agent.json");
  const stateFolder = join(folder, "state");
  const site = { site: { name: "Site" }, ranges: [{ addresses: "127.0.0.9" }], stateFolder };
  writeFileSync(file, JSON.stringify({ ...site, central: { url: `http://127.0.0.1:${port}` } }));
  const secrets = JSON.stringify({ enrolmentCode: await central.createCode("Site") });
  writeFileSync(join(folder, "secrets.json"), secrets, { mode: 0o600 });
  const enrolOnce = () => openUplink(loadConfig(file))?.enrol?.(new AbortController().signal);

  proxy.hold("lostAnswer");
  expect(await enrolOnce()).toMatchObject({ ok: false, failure: { canRetry: true } });
  const key = join(stateFolder, signingKeyFile);
  const [before, { mode }] = [readFileSync(key, "utf8"), statSync(key)];
  expect(mode & 0o777).toBe(0o600);
  proxy.hold(undefined);
  expect(await enrolOnce()).toMatchObject({ ok: true });
  expect(readFileSync(key, "utf8")).toBe(before);
  const agents = await central.store.transact((tables) => tables.agents());
  expect(agents.map(({ id }) => id)).toEqual([readCredential(join(stateFolder, credentialFile))?.agent]);
}, 30_000);

test("an agent that lost its credential, or was revoked, keeps its name at central with a new code", async () => {
  const central = await serve();
  const file = join(folder, "agent.json");
  const stateFolder = join(folder, "state");
  const site = { site: { name: "Site" }, ranges: [{ addresses: "127.0.0.9" }], stateFolder };
  writeFileSync(file, JSON.stringify({ ...site, central: { url: central.url } }));
  const enrolAnew = async () => {
    const secrets = JSON.stringify({ enrolmentCode: await central.createCode("Site") });
    writeFileSync(join(folder, "secrets.json"), secrets, { mode: 0o600 });
    rmSync(join(stateFolder, credentialFile), { force: true });
    const enrolled = await openUplink(loadConfig(file))?.enrol?.(new AbortController().signal);
    return enrolled?.ok ? enrolled.value.agent : enrolled?.failure.kind;
  };
  const name = (await enrolAnew()) ?? "";
  expect(name).toMatch(/^ag-/);
  expect(await enrolAnew()).toBe(name);
  await revoke(central.store, name);
  expect(await enrolAnew()).toBe(name);
});

test("a revoked agent keeps what it reads, asks hourly for a day and then daily, and delivers when enrolled anew", async () => {
  const central = await serve();
  const credentialPath = join(folder, "credential.json");
  const line = lineTo(central, credentialPath, "boot-1");
  await line.enrolAnew();
  line.uploader.start();
  await line.live(minuteMs);
  expect(line.outcomes).toEqual(["taken"]);

  await revoke(central.store, readCredential(credentialPath)?.agent ?? "");
  line.outcomes.length = 0;
  const askedOnDay: number[] = [];
  for (let day = 0; day < 4; day += 1) {
    const before = line.outcomes.length;
    for (let step = 0; step < 48; step += 1) await line.live(hourMs / 2);
    askedOnDay.push(line.outcomes.length - before);
  }
  expect(new Set(line.outcomes)).toEqual(new Set(["unauthorized"]));
  // Once when it is refused, then every hour of the first day.
  expect(askedOnDay).toEqual([25, 1, 1, 1]);
  expect(line.outbox.stats().records).toBe(4 * 48);

  await line.enrolAnew();
  await line.live(minuteMs);
  expect(line.outbox.stats().records).toBe(0);
});

test("a copied machine is told apart and asked to enrol anew, and neither loses a record", async () => {
  const central = await serve();
  const [first, second] = [join(folder, "first.json"), join(folder, "second.json")];
  const one = lineTo(central, first, "boot-1");
  await one.enrolAnew();
  cpSync(first, second);
  const other = lineTo(central, second, "boot-2");
  one.uploader.start();
  other.uploader.start();
  for (let round = 0; round < 6; round += 1) for (const line of [one, other]) await line.live(minuteMs);
  const [refused, kept] = one.outcomes.includes("conflict") ? [one, other] : [other, one];
  expect(refused.outcomes.at(-1)).toBe("conflict");
  expect(kept.outcomes).not.toContain("conflict");
  expect(refused.outbox.stats().records).toBeGreaterThan(0);

  await refused.enrolAnew();
  for (const line of [refused, kept]) await line.live(minuteMs);
  expect([refused, kept].map(({ outbox }) => outbox.stats().records)).toEqual([0, 0]);
  expect((await readOverview(central.store, 0)).agents).toHaveLength(2);
});

test("the token is renewed in the running agent, which goes on with the new one, over a restart too", {
  timeout: 60_000,
}, async () => {
  let aheadMs = 0;
  const clock = fastClock(60);
  const centralClock = { ...clock, wallMs: () => clock.wallMs() + aheadMs };
  const central = await startCentral({ dataDir: join(folder, "central"), clock: centralClock });
  const device = await startDevice({ recording: "bizhub-c360i" });
  onTestFinished(async () => void (await Promise.all([central.stop(), device.stop()])));
  const file = join(folder, "agent.json");
  const config = {
    site: { name: "Site" },
    central: { url: central.url },
    ranges: [{ addresses: `127.0.0.1:${device.port}` }],
    schedule: { heartbeatIntervalS: 60 },
    stateFolder: "state",
    statusPage: { enabled: false },
  };
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  const secrets = { enrolmentCode: await central.createCode("Site") };
  writeFileSync(join(folder, "secrets.json"), JSON.stringify(secrets), { mode: 0o600 });
  const tokenOnDisk = (): unknown => JSON.parse(readFileSync(join(folder, "state", "credential.json"), "utf8")).token;
  const runUntilMore = async (act: () => void) => {
    const { agent, snapshot } = await composeAgent(loadConfig(file), { log: silentLog, clock });
    await agent.start();
    await vi.waitFor(() => expect(snapshot().upload.records).toBeGreaterThan(0), withinMs);
    act();
    const { records } = snapshot().upload;
    await vi.waitFor(() => expect(snapshot().upload.records).toBeGreaterThan(records), withinMs);
    return agent;
  };

  const agent = await runUntilMore(() => {});
  const before = tokenOnDisk();
  aheadMs = 100 * dayMs;
  await vi.waitFor(() => expect(tokenOnDisk()).not.toBe(before), withinMs);
  await agent.stop();
  await (await runUntilMore(() => {})).stop();
  const headers = { authorization: `Bearer ${String(before)}` };
  const answer = await fetch(`${central.url}/v1/batches`, { method: "POST", body: "{}", headers });
  expect(answer.status).toBe(401);
});
