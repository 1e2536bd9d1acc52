import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { composeAgent } from "../../src/agent/compose/agent.ts";
import { loadConfig } from "../../src/agent/config/config-store.ts";
import { silentLog } from "../../src/agent/leaf/log.ts";
import { startDevice } from "../../src/simulator/site.ts";

type Simulated = Awaited<ReturnType<typeof startDevice>>;
type Composed = Awaited<ReturnType<typeof composeAgent>>;

const patience = { timeout: 20_000, interval: 50 };
let folder: string;
let printer: Simulated;
let composed: Composed;
let url: string;
let told: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "page-"));
  printer = await startDevice({ recording: "bizhub-c360i" });
  const config = {
    site: { name: "Office" },
    ranges: [{ addresses: `127.0.0.1:${printer.port}` }],
    stateFolder: "state",
    statusPage: { port: 0 },
  };
  writeFileSync(join(folder, "agent.json"), JSON.stringify(config), { mode: 0o600 });
  told = [];
  await start();
  await vi.waitFor(() => expect(composed.snapshot().devices[0]?.reading?.counters).toBeDefined(), patience);
});
afterEach(async () => {
  await composed.agent.stop();
  await printer.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<void> {
  const log = { ...silentLog, info: (event: string) => void told.push(event) };
  composed = await composeAgent(loadConfig(join(folder, "agent.json")), { log });
  url = (await composed.agent.start()) ?? "";
}

function devicePath(): string {
  return `devices/${composed.snapshot().devices[0]?.uid ?? ""}`;
}

/** Sends a form of the device's page as a browser would. */
async function hand(name: string, fields: Record<string, string>): Promise<Response> {
  const page = await fetch(url + devicePath());
  const cookie = page.headers.get("set-cookie")?.split(";")[0] ?? "";
  const token = /name="token" value="([^"]+)"/.exec(await page.text())?.[1] ?? "";
  const headers = { cookie, origin: new URL(url).origin };
  const body = new URLSearchParams({ token, ...fields });
  return fetch(`${url}${devicePath()}/${name}`, { method: "POST", headers, body, redirect: "manual" });
}

test("an engineer reads the device on request, and sees the OID of each value", async () => {
  const text = await (await hand("raw", {})).text();
  expect(text).toContain("1.3.6.1.2.1.43.5.1.1.17.1");
  expect(text).toMatch(/counters\.total/);
});

test("what is handed in on the page reaches the outbox", async () => {
  const before = composed.snapshot().outbox.records;
  expect((await hand("stock", { "count.toner.cyan": "2" })).status).toBe(303);
  await vi.waitFor(() => expect(told).toContain("inbox.taken"), patience);
  expect(composed.snapshot().outbox.records).toBe(before + 1);
});

test("each section has its time, and the day's levels and the events outlive a restart", async () => {
  expect(Object.keys(composed.snapshot().devices[0]?.readAt ?? {}).sort()).toEqual(["counters", "status", "supplies"]);
  const before = composed.snapshot().recentEvents;
  expect(before.map(({ type }) => type)).toContain("deviceFound");
  await composed.agent.stop();
  await start();
  expect(composed.snapshot().recentEvents.slice(-before.length)).toEqual(before);
  const text = await (await fetch(`${url + devicePath()}?lang=en`)).text();
  for (const told of ["Levels by day", "Device found"]) expect(text).toContain(told);
});

test("the counters are there to print", async () => {
  const text = await (await fetch(`${url}counters?lang=en`)).text();
  expect(text).toMatch(/<article><svg[^>]+aria-label="QR"/);
});
