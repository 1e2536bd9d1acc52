import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { heartbeat, outboxIn, temporaryFolder, wholeBatch } from "../agent/outbox/temporary-outbox.ts";
import { runProgram, startProgram } from "./run-program.ts";

/** A configured agent that was refused two records for good; answers the file of its configuration. */
function makeSite(): { readonly config: string; readonly state: string } {
  const folder = temporaryFolder(onTestFinished);
  const [config, state] = [join(folder, "agent.json"), join(folder, "state")];
  mkdirSync(state, { mode: 0o700 });
  const outbox = outboxIn(state);
  outbox.open();
  outbox.commit({ records: [heartbeat(), heartbeat()], states: [] });
  outbox.nextBatch(wholeBatch);
  outbox.settle({ accepted: [], rejected: [1, 2].map((seq) => ({ seq, code: "c", retry: false, text: "" })) });
  outbox.close();
  const settings = {
    site: { name: "x" },
    ranges: [{ addresses: "127.0.0.1:9" }],
    stateFolder: "state",
    statusPage: { enabled: false },
  };
  writeFileSync(config, JSON.stringify(settings), { mode: 0o600 });
  return { config, state };
}

function storedIn(state: string): { readonly records: number; readonly quarantined: number } {
  const outbox = outboxIn(state);
  outbox.open();
  const { records, quarantined } = outbox.stats();
  outbox.close();
  return { records, quarantined };
}

describe.each([
  ["retry", 2],
  ["discard", 0],
] as const)("outbox quarantine %s", (action, waiting) => {
  test("is carried out by a running agent, and tells what became of it", async () => {
    const { config, state } = makeSite();
    const agent = startProgram("agent", ["run", "--config", config]);
    await agent.until(/"event":"agent\.started"/);
    const end = await runProgram("agent", ["outbox", "quarantine", action, "--config", config, "--json"]);
    agent.kill("SIGTERM");
    await agent.ended;
    expect({ ...end, stdout: JSON.parse(end.stdout || "null") }).toMatchObject({
      code: 0,
      stdout: { records: 2, isTaken: true },
    });
    expect(storedIn(state)).toEqual({ records: waiting, quarantined: 0 });
  });

  test("is carried out at once while no agent runs", async () => {
    const { config, state } = makeSite();
    const end = await runProgram("agent", ["outbox", "quarantine", action, "--config", config]);
    expect(end).toMatchObject({ code: 0, stdout: expect.stringContaining("2 records") });
    expect(storedIn(state)).toEqual({ records: waiting, quarantined: 0 });
  });
});
