import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test, vi } from "vitest";
import { SiteFolder } from "../on-site/site-folder.ts";

const program = fileURLToPath(new URL("../../src/agent/mfp-agent.mjs", import.meta.url));

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
