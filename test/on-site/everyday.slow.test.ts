import { once } from "node:events";
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startDevice } from "../../src/simulator/site.ts";
import type { VirtualDevice } from "../../src/simulator/virtual-device.ts";
import { type RunningProgram, runProgram, startProgram } from "../end-to-end/run-program.ts";
import { SiteFolder } from "./site-folder.ts";

let site: SiteFolder;
let device: VirtualDevice;
let agent: RunningProgram;
let config: string;

const patienceMs = 60_000;
const serial = "AA2K011004127";

const run = (...words: readonly string[]) => runProgram("agent", [...words, "--config", config]);

async function json(...words: readonly string[]) {
  const { stdout, stderr, code } = await run(...words, "--json");
  expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
  return JSON.parse(stdout);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address !== null ? address.port : 0;
}

beforeAll(async () => {
  site = new SiteFolder();
  device = await startDevice({ recording: "bizhub-c360i" });
  config = site.configure({
    ranges: [{ addresses: `127.0.0.1:${device.port}` }],
    statusPage: { port: await freePort() },
    central: { url: "http://127.0.0.1:1" },
    siNumbersFile: "si.csv",
  });
  site.write("si.csv", `serial,si\n${serial},UA-104233\n`);
  agent = startProgram("agent", ["run", "--config", config]);
  await agent.until(/deviceFound/);
}, patienceMs);
afterAll(async () => {
  agent.kill("SIGTERM");
  await agent.ended;
  await device.stop();
  site.remove();
}, patienceMs);

describe("beside a running agent", { timeout: patienceMs }, () => {
  test("status tells the site at a glance, for programs and for people", async () => {
    expect(await json("status")).toMatchObject({ source: "running", snapshot: { siteName: "Office" } });
    const { stdout } = await run("status");
    expect(stdout).toMatch(/Agent +mfp-agent [\d.]+, running, since/);
    expect(stdout).toMatch(/Devices +1 known: 1 answering\n/);
  });

  test("status speaks Ukrainian by the locale", async () => {
    const { stdout } = await run("status", "--lang", "uk");
    expect(stdout).toMatch(/Пристрої +відомо 1: відповідає 1/);
  });

  test.each(["UA-104233", "ua-104233", serial, "127.0.0.1"])("a device is found under %s", async (name) => {
    expect(await json("device", name)).toMatchObject({ si: "UA-104233", serial });
  });

  test("a device is shown with levels, alerts and counters", async () => {
    const { stdout } = await run("device", serial);
    for (const part of [/bizhub C360i/, /Toner, cyan +[█░]+ +\d+%/, /Counters\n/]) expect(stdout).toMatch(part);
  });

  test("devices are a table", async () => {
    const [head, row] = (await run("devices")).stdout.split("\n");
    expect(head).toMatch(/^SI +Serial number +Model/);
    expect(row).toMatch(/^UA-104233 +AA2K011004127 +.*bizhub C360i/);
  });

  test("an unknown device is an answer of its own", async () => {
    const { stderr, code } = await run("device", "UA-1");
    expect(stderr).toMatch(/UA-1: no such device is known\n.*doctor --device UA-1/);
    expect(code).toBe(69);
  });

  test("outbox and next upload tell what waits", async () => {
    const { records } = await json("outbox");
    expect(records).toBeGreaterThan(0);
    const { stdout, stderr } = await run("show-next-upload");
    const batch = JSON.parse(stdout);
    expect(batch.records.map(({ kind }: { kind: string }) => kind)).toEqual(
      expect.arrayContaining(["device", "reading"]),
    );
    expect(stderr).toContain(`${Buffer.byteLength(stdout.trimEnd())} bytes of JSON`);
  });

  test("a quarantine that is empty says so, and is exported to a private file", async () => {
    expect((await run("outbox", "quarantine")).stdout).toMatch(/refused nothing/);
    const file = join(site.path, "refused.json");
    expect((await run("outbox", "quarantine", "export", file)).code).toBe(0);
    expect(statSync(file).mode & 0o077).toBe(0);
  });

  test("a support bundle lists what it holds, is private, and holds no secret and, masked, no address", async () => {
    site.write("secrets.json", JSON.stringify({ enrolmentCode: "CANARY-CODE", proxyPassword: "CANARY-PASSWORD" }));
    const file = join(site.path, "support.json");
    const unasked = await run("support-bundle", file, "--mask");
    expect(unasked).toMatchObject({ code: 64, stderr: expect.stringContaining("--yes confirms") });
    expect(existsSync(file)).toBe(false);
    const { stdout, code } = await run("support-bundle", file, "--mask", "--yes");
    expect(stdout).toMatch(/will hold:\n {2}program +\d+ B\n {2}configuration[\s\S]*Written to/);
    expect(code).toBe(0);
    expect(statSync(file).mode & 0o077).toBe(0);
    const text = readFileSync(file, "utf8");
    expect(text).toContain(serial);
    expect(JSON.parse(text).log).toContainEqual(expect.objectContaining({ event: "agent.started" }));
    for (const hidden of ["CANARY", "127.0.0.1"]) expect(text).not.toContain(hidden);
  });

  test("work on the quarantine is done by the agent, which tells how much there was", async () => {
    const { stdout, code } = await run("outbox", "quarantine", "retry", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ action: "retry", records: 0, isTaken: true });
  });

  test("the doctor finds the agent running and its records waiting for nobody", async () => {
    const { stdout, code } = await run("doctor", "--json");
    const findings: readonly { step: string; outcome: string; code?: string }[] = JSON.parse(stdout);
    expect(findings.find(({ step }) => step === "agent")).toMatchObject({ outcome: "ok" });
    expect(findings.filter(({ outcome }) => outcome === "failed").map(({ code: told }) => told)).toEqual([
      "tcp-refused",
    ]);
    expect(findings.find(({ step }) => step === "deviceKnown")).toMatchObject({ outcome: "ok" });
    expect(code).toBe(69);
  });
});

test("when the agent is stopped, what it stored is told", { timeout: patienceMs }, async () => {
  agent.kill("SIGTERM");
  expect((await agent.ended).code).toBe(0);
  expect(await json("status")).toMatchObject({ source: "stored", counts: { known: 1, answering: 1, outside: 0 } });
  expect(await json("devices")).toMatchObject([{ serial, si: "UA-104233", contact: "answering", reading: null }]);
  const elsewhere = { ...JSON.parse(readFileSync(config, "utf8")), ranges: [{ addresses: "127.0.0.2" }] };
  const file = site.write("elsewhere.json", JSON.stringify(elsewhere));
  const { stdout } = await runProgram("agent", ["status", "--config", file]);
  expect(stdout).toMatch(/Devices +1 known: 1 outside the ranges\n/);
});

describe("the configuration", { timeout: patienceMs }, () => {
  test("is shown whole, with its defaults", async () => {
    expect(await json("config", "show")).toMatchObject({ schedule: { statusIntervalS: 60 }, site: { name: "Office" } });
  });

  test("takes one setting, and only a right one", async () => {
    const before = readFileSync(config, "utf8");
    const wrong = await run("config", "set", "schedule.statusIntervalS", "1");
    expect(wrong).toMatchObject({ code: 78, stderr: expect.stringContaining("schedule.statusIntervalS") });
    expect(readFileSync(config, "utf8")).toBe(before);
    const right = await run("config", "set", "schedule.statusIntervalS", "120");
    expect(right.stdout).toMatch(/schedule\.statusIntervalS: not set → 120/);
    expect(await json("config", "show")).toMatchObject({ schedule: { statusIntervalS: 120 } });
    await run("config", "set", "schedule.statusIntervalS", "null");
    expect(JSON.parse(readFileSync(config, "utf8")).schedule).toEqual({});
  });
});
