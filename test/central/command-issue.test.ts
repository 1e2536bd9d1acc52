import { afterEach, beforeEach, expect, test } from "vitest";
import { isSignedBy } from "../../src/agent/upload/signing-key.ts";
import { issueCommand } from "../../src/central/command-issue.ts";
import { systemRandom } from "../../src/central/random.ts";
import { openServiceKey } from "../../src/central/service-key.ts";
import { commandText } from "../../src/contract/command.ts";
import { agent, Bench } from "./bench.ts";
import { batch, startMs } from "./records.ts";

let bench: Bench;
beforeEach(async () => {
  bench = new Bench();
  await bench.open();
});
afterEach(() => bench.close());

const wish = { agent: agent.id, name: "read-now" as const, device: null, expiresMs: startMs + 3_600_000 };

async function commandsOf(answer: ReturnType<Bench["upload"]>) {
  const outcome = await answer;
  return outcome.ok ? outcome.acknowledgement.commands : [];
}

test("a command is signed, and handed out with every answer until its outcome is told", async () => {
  const key = openServiceKey(bench.folder.path);
  const command = await issueCommand(bench.store, wish, key, systemRandom);
  if (command === undefined) throw new Error("the agent is known");
  expect(isSignedBy(key.publicKey, commandText(agent.id, command), command.signature)).toBe(true);
  expect(await commandsOf(bench.upload(batch(agent.id, [])))).toEqual([command]);
  expect(await commandsOf(bench.upload(batch(agent.id, [])))).toEqual([command]);
  const told = { commandOutcomes: [{ id: command.id, outcome: "started" as const }] };
  expect(await commandsOf(bench.upload(batch(agent.id, [], told)))).toEqual([]);
  expect(await bench.store.transact((tables) => tables.commandOutcome(command.id))).toBe("started");
});

test("an agent that is not known gets no command", async () => {
  const key = openServiceKey(bench.folder.path);
  expect(await issueCommand(bench.store, { ...wish, agent: "ag-2" }, key, systemRandom)).toBeUndefined();
});

test("the key is the same at every start", () => {
  expect(openServiceKey(bench.folder.path).publicKey).toBe(openServiceKey(bench.folder.path).publicKey);
});
