import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SiteFolder } from "../on-site/site-folder.ts";
import { runProgram, startProgram } from "./run-program.ts";

let site: SiteFolder;
let config: string;
let portFile: string;

beforeEach(() => {
  site = new SiteFolder();
  config = site.configure({ ranges: [{ addresses: "127.0.0.1:1" }], statusPage: { port: 0 } });
  portFile = join(site.path, "state", "page-port");
});
afterEach(() => site.remove());

const sourceOfStatus = async () =>
  JSON.parse((await runProgram("agent", ["status", "--config", config, "--json"])).stdout).source;

test("a page on a port of the system's choice is found by the commands, and its port goes with the agent", async () => {
  const agent = startProgram("agent", ["run", "--config", config]);
  await agent.until(/agent\.started/);
  expect(await sourceOfStatus()).toBe("running");
  agent.kill("SIGTERM");
  await agent.ended;
  expect(existsSync(portFile)).toBe(false);
  expect(await sourceOfStatus()).toBe("stored");
});

test.each(["1", "0", "70000", "no port", ""])(
  "a port that an agent left as it was killed is no page: %j",
  async (left) => {
    const agent = startProgram("agent", ["run", "--config", config]);
    await agent.until(/agent\.started/);
    agent.kill("SIGKILL");
    await agent.ended;
    writeFileSync(portFile, left);
    expect(await sourceOfStatus()).toBe("stored");
  },
);
