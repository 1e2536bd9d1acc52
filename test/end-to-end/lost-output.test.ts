import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test, vi } from "vitest";
import { SiteFolder } from "../on-site/site-folder.ts";

const program = fileURLToPath(new URL("../../src/agent/mfp-agent.mjs", import.meta.url));
const central = fileURLToPath(new URL("../../src/central/mfp-agent-central.mjs", import.meta.url));
/** Where there is room for nothing; Linux has it. */
const fullDisk = "/dev/full";

test("an agent whose standard output nobody reads any more goes on and keeps its log in the file", async () => {
  const site = new SiteFolder();
  onTestFinished(() => site.remove());
  const config = site.configure({ ranges: [{ addresses: "127.0.0.1:9" }] });
  const agent = spawn(process.execPath, [program, "run", "--config", config], { stdio: ["ignore", "pipe", "ignore"] });
  onTestFinished(() => void agent.kill("SIGKILL"));
  const ended = once(agent, "close");
  await once(agent.stdout, "data");
  agent.stdout.destroy();
  const log = () => readFileSync(join(site.path, "state", "logs", "agent.log"), "utf8");
  await vi.waitFor(() => expect(log()).toContain("sweep.finished"), 20_000);
  agent.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
  expect(log()).toContain("agent.stopped");
});

test.runIf(existsSync(fullDisk)).each([
  ["the agent", program],
  ["central", central],
])("what %s has no room to tell is one line and exit code 71", async (_name, file) => {
  const output = openSync(fullDisk, "w");
  onTestFinished(() => closeSync(output));
  const child = spawn(process.execPath, [file, "--help"], { stdio: ["ignore", output, "pipe"] });
  const [told, [code]] = await Promise.all([text(child.stderr ?? Readable.from([])), once(child, "close")]);
  expect(told).toMatch(/^.*standard output: .*the disk is full \(ENOSPC\)\n(?:Free disk space\.\n)?$/);
  expect(code).toBe(71);
});

test("a command whose errors nobody reads ends quietly", async () => {
  const child = spawn(process.execPath, [program, "frobnicate"], { stdio: ["ignore", "ignore", "pipe"] });
  child.stderr.destroy();
  expect(await once(child, "close")).toEqual([expect.toBeOneOf([0, 64]), null]);
});
