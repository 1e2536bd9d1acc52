import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { AgentSnapshot } from "../../src/agent/status/agent-snapshot.ts";
import { startDevice } from "../../src/simulator/site.ts";
import type { VirtualDevice } from "../../src/simulator/virtual-device.ts";
import { SiteFolder } from "../on-site/site-folder.ts";
import { type RunningProgram, runProgram, startProgram } from "./run-program.ts";

/** First polls come within 20 s of a start. */
const patienceMs = 180_000;
const healthy = ["AA2K011000001", "AA2K011000003"] as const;

let site: SiteFolder;
let devices: readonly VirtualDevice[];
let agent: RunningProgram | undefined;
let config: string;
let page: string;

beforeEach(async () => {
  site = new SiteFolder();
  devices = await Promise.all(
    [healthy[0], "AA2K011000002", healthy[1]].map((serial) =>
      startDevice({ recording: "bizhub-c360i", overrides: { serial } }),
    ),
  );
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  await new Promise((resolve) => server.close(resolve));
  page = `http://127.0.0.1:${port}/`;
  const ranges = devices.map((device) => ({ addresses: `127.0.0.1:${device.port}` }));
  config = site.configure({ ranges, statusPage: { port } });
});
afterEach(async () => {
  agent?.kill("SIGKILL");
  await agent?.ended;
  agent = undefined;
  await Promise.all(devices.map((device) => device.stop()));
  site.remove();
});

/** An agent in which whatever the second device answers brings out a bug. */
function start(): RunningProgram {
  const bug = new URL("bug-switch.ts", import.meta.url);
  bug.searchParams.set("port", String(devices[1]?.port));
  agent = startProgram("agent", ["run", "--config", config], ["--import", bug.href]);
  return agent;
}

const guilty = () => `127.0.0.1:${devices[1]?.port}`;

test.each([
  ["that was never read before", false],
  ["that was read before", true],
])("the sixth start leaves a device out %s", { timeout: patienceMs }, async (_name, isKnown) => {
  if (isKnown) await readAll();
  for (let run = 0; run < 5; run += 1) {
    const { code, stdout } = await start().ended;
    expect(code).toBe(70);
    expect(lineOf(stdout, "agent.crashed")).toMatchObject({
      message: "a bug of ours",
      at: expect.arrayContaining([expect.stringContaining("bug-switch.ts")]),
    });
  }
  const sixth = start();
  const [told] = await sixth.until(/\{[^\n]*"agent\.safe-mode"[^\n]*/);
  expect(JSON.parse(told).addresses).toEqual([guilty()]);

  const reads = () => [...new Set(healthy.filter((serial) => contactOf(serial) === "answering"))];
  let seen: AgentSnapshot | undefined;
  const contactOf = (serial: string) => seen?.devices.find((device) => device.serial === serial)?.contact;
  while (reads().length < healthy.length) {
    seen = AgentSnapshot.parse(await (await fetch(`${page}api/snapshot`)).json());
  }
  expect(seen?.leftOut).toEqual([guilty()]);
  const { stdout } = await runProgram("agent", ["status", "--config", config]);
  expect(stdout).toContain(`Left out for a day: ${guilty()}`);
  expect((await fetch(`${page}healthz`)).status).toBe(200);
  expect(await (await fetch(`${page}?lang=uk`)).text()).toContain("Не опитуються добу");

  sixth.kill("SIGTERM");
  expect((await sixth.ended).code).toBe(0);
  expect(existsSync(join(site.path, "state", "crashes.json"))).toBe(false);
});

/** A run before the bug came. */
async function readAll(): Promise<void> {
  agent = startProgram("agent", ["run", "--config", config]);
  await agent.until(/(?:"deviceFound[\s\S]*){3}/);
  agent.kill("SIGTERM");
  await agent.ended;
}

function lineOf(stdout: string, event: string): unknown {
  return JSON.parse(stdout.split("\n").find((line) => line.includes(`"event":"${event}"`)) ?? "null");
}
