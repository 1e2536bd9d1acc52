import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished } from "vitest";
import { outboxIn, temporaryFolder } from "./temporary-outbox.ts";

const agent = fileURLToPath(new URL("committing-agent.ts", import.meta.url));
const modules = fileURLToPath(new URL("temporary-outbox.ts", import.meta.url));

/** Runs an agent on the folder, kills it some time after its first commit, and answers the lines it wrote. */
async function runAndKill(folder: string, delayMs: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [agent, folder], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    if (output === "") setTimeout(() => child.kill("SIGKILL"), delayMs);
    output += chunk.toString();
  });
  await once(child, "close");
  return output.split("\n").slice(0, -1);
}

/** Kills an agent again and again, and checks after each kill that the store is whole and knows what was reported. */
export async function killAgents(kills: number): Promise<void> {
  // Most of a short life would go into compiling, and what is killed leaves nothing in the compile cache.
  spawnSync(process.execPath, [modules]);
  const folder = temporaryFolder(onTestFinished);
  let reported = 0;
  for (let kill = 0; kill < kills; kill += 1) {
    const [outcome, ...seqs] = await runAndKill(folder, (kill * 37) % 61);
    expect(outcome).toBe(kill === 0 ? "new" : "ok");
    reported = Math.max(reported, ...seqs.map(Number));

    const outbox = outboxIn(folder);
    expect(outbox.open()).toEqual({ outcome: "ok" });
    const { lastSeq } = outbox.stats();
    // Killed between commit and report: the store may know one commit of two records more, never less, never half of one.
    expect([reported, reported + 2]).toContain(lastSeq);
    expect(outbox.readStates().get("round") ?? 0).toBe(lastSeq / 2);
    const newest = outbox.nextBatch({ maxRecords: 1000, maxBytes: 1e7 })?.records.map(({ seq }) => seq) ?? [];
    if (newest.length > 0) expect(Math.max(...newest)).toBe(lastSeq);
    reported = lastSeq;
    outbox.close();
  }
}
