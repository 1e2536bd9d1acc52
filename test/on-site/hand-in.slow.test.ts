import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { DetailLine } from "../../src/central/work-order.ts";
import { startDevice } from "../../src/simulator/site.ts";
import type { VirtualDevice } from "../../src/simulator/virtual-device.ts";
import { type RunningProgram, runProgram, startProgram } from "../end-to-end/run-program.ts";
import { SiteFolder } from "./site-folder.ts";

const patienceMs = 60_000;
const serial = "AA2K011004127";

let site: SiteFolder;
let device: VirtualDevice;
let agent: RunningProgram;
let central: RunningProgram;
let centralUrl: string;
let config: string;

const run = (...words: readonly string[]) => runProgram("agent", [...words, "--config", config]);
const startAgent = () => startProgram("agent", ["run", "--config", config]);

const Orders = z.array(z.object({ text: z.string(), detail: z.array(DetailLine) }));

async function api(path: "orders" | "tickets") {
  return Orders.parse(await (await fetch(`${centralUrl}api/${path}`)).json());
}

/** Asks central until the answer fits. */
async function until<Answer>(ask: () => Promise<Answer>, fits: (answer: Answer) => boolean): Promise<Answer> {
  for (;;) {
    const answer = await ask();
    if (fits(answer)) return answer;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

beforeAll(async () => {
  site = new SiteFolder();
  device = await startDevice({ recording: "bizhub-c360i" });
  const data = join(site.path, "central");
  central = startProgram("central", ["run", "--data", data, "--port", "0"]);
  centralUrl = (await central.until(/(http:\/\/127\.0\.0\.1:\d+\/)/))[1] ?? "";
  const { stdout } = await runProgram("central", ["code", "--data", data, "--site", "Office"]);
  const [enrolmentCode = ""] = /[A-Z0-9]{5}-[A-Z0-9]{5}/.exec(stdout) ?? [];
  config = site.configure(
    { ranges: [{ addresses: `127.0.0.1:${device.port}` }], central: { url: centralUrl } },
    { enrolmentCode },
  );
  agent = startAgent();
  await agent.until(/deviceFound/);
}, patienceMs);
afterAll(async () => {
  agent.kill("SIGTERM");
  central.kill("SIGTERM");
  await Promise.all([agent.ended, central.ended]);
  await device.stop();
  site.remove();
}, patienceMs);

describe("what people hand in", { timeout: patienceMs }, () => {
  test("reaches central while the agent runs: stock stands in the order that is asked for after it", async () => {
    expect((await run("stock", serial, "cyan=2", "K=1")).stdout).toMatch(
      /toner\.cyan 2, toner\.black 1[\s\S]*taken it/,
    );
    const asked = await run(
      "request",
      serial,
      "toner",
      "--color",
      "cyan",
      "--text",
      "Nearly out",
      "--contact",
      "Olena",
    );
    expect(asked.stdout).toMatch(/taken it/);
    const [order] = await until(
      () => api("orders"),
      (orders) => orders.length > 0,
    );
    expect(order).toMatchObject({ text: "Toner requested: cyan" });
    expect(order?.detail).toEqual([
      { about: null, text: "Nearly out" },
      { about: "contact", text: "Olena" },
      { about: "shelf", text: expect.stringMatching(/^2 = /) },
    ]);
  });

  test("is kept while the agent is down, even a killed one, and makes one ticket", async () => {
    agent.kill("SIGKILL");
    await agent.ended;
    const words = ["request", serial, "repair", "--text", "It squeaks", "--contact", "Olena", "--json"];
    expect(JSON.parse((await run(...words)).stdout)).toMatchObject({ what: "repair", isTaken: false });
    agent = startAgent();
    await agent.until(/inbox\.taken/);
    const tickets = await until(
      () => api("tickets"),
      (all) => all.length > 0,
    );
    expect(tickets).toMatchObject([{ detail: [{ text: "It squeaks" }, { about: "contact", text: "Olena" }] }]);
  });

  test.each([
    [["stock", serial, "mauve=1"], /mauve: /, 64],
    [["stock", serial, "cyan=-1"], /COLOR=COUNT/, 64],
    [["stock", serial, "cyan=1", "C=2"], /toner\.cyan: 2 ×/, 64],
    [["stock", "UA-0", "cyan=1"], /no such device/, 69],
    [["request", serial, "coffee", "--text", "x", "--contact", "y"], /coffee/, 64],
    [["request", serial, "repair", "--text", "x"], /--contact/, 64],
    [["request", serial, "repair", "--contact", "y"], /--text: 0 characters[\s\S]*Only toner needs no text/, 64],
    [["request", serial, "other", "--text", "x".repeat(2001), "--contact", "y"], /--text: 2001 characters/, 64],
  ] as const)("what makes no sense is refused at once: %j", async (words, told, exit) => {
    const { stderr, code } = await run(...words);
    expect(stderr).toMatch(told);
    expect(code).toBe(exit);
  });

  test("the ledger tells what left, when and to whom", async () => {
    const { stdout } = await run("ledger", "--json");
    const [newest, ...others] = JSON.parse(stdout);
    expect(newest).toMatchObject({ host: new URL(centralUrl).host, what: "upload", outcome: "taken" });
    expect(others.at(-1)).toMatchObject({ what: "enrolment" });
    expect((await run("ledger")).stdout).toMatch(/bytes in all/);
  });
});

describe("the configuration read again", { timeout: patienceMs }, () => {
  const change = (more: object) => {
    writeFileSync(config, JSON.stringify({ ...JSON.parse(readFileSync(config, "utf8")), ...more }));
  };

  test("is taken over by a command, and what waits for a restart is named", async () => {
    change({ log: { level: "debug" }, traps: { port: 1162 } });
    expect((await run("reload")).code).toBe(0);
    const line = JSON.parse((await agent.until(/\{[^\n]*config\.reloaded[^\n]*/))[0]);
    expect(line).toMatchObject({ taken: ['log.level: "info" → "debug"'], waitsForRestart: ["traps.port: 162 → 1162"] });
  });

  test("is taken over by SIGHUP, and a range that is new is searched", async () => {
    change({ ranges: [{ addresses: `127.0.0.1:${device.port}` }, { addresses: "127.0.0.9" }] });
    agent.kill("SIGHUP");
    await agent.until(
      /ranges\.1\.addresses[\s\S]*sweep\.started","addresses":2|"addresses":2,"event":"sweep\.started"/,
    );
  });

  test("is refused as a whole when it is wrong, and the agent goes on", async () => {
    const right = readFileSync(config, "utf8");
    change({ schedule: { statusIntervalS: 1 } });
    expect((await run("reload")).code).toBe(78);
    agent.kill("SIGHUP");
    await agent.until(/config\.refused/);
    writeFileSync(config, right);
    expect((await run("status")).code).toBe(0);
  });

  test("the log shows it by its code", async () => {
    const { stdout } = await run("logs", "--code", "config", "--since", "1h");
    expect(stdout.split("\n").filter(Boolean)).toHaveLength(3);
    expect(stdout).toMatch(/config\.refused/);
  });
});
