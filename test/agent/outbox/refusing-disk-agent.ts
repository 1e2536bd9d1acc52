/**
 * Lives on a disk that refuses writes: `read-only`, it was mounted so; `limited`, no file may grow beyond a size;
 * `failing`, for a time. Writes what it meets, step by step. `node refusing-disk-agent.ts DISK read-only|limited|failing`
 */
import { execFileSync } from "node:child_process";
import { writeSync } from "node:fs";
import { join } from "node:path";
import { AgentError } from "../../../src/agent/leaf/errors.ts";
import { outboxIn, reading, wholeBatch } from "./temporary-outbox.ts";

const [, , disk = "", how = ""] = process.argv;
const state = join(disk, "state");

function say(what: string, action: () => unknown): void {
  try {
    writeSync(1, `${what}: ${action()}\n`);
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    writeSync(1, `${what}: ${error.code}\n`);
  }
}

function noise(seed: number): string {
  return Array.from({ length: 400 }, (_, index) => ((seed * 7919 + index * 104_729) % 99_991).toString(36)).join("");
}

const outbox = outboxIn(state);
outbox.open();
const store = () => outbox.commit({ records: [reading("a")], states: [] });
if (how !== "failing") say("stored", store);
if (how === "read-only") {
  outbox.close();
  // Of the mount alone: the whole file system bears a uid that a namespace of an ordinary user does not know.
  const remount = (mode: string) => execFileSync("mount", ["-o", `remount,bind,${mode}`, disk]);
  remount("ro");
  say("opened", () => outboxIn(state).open().outcome);
  remount("rw");
  say("opened again", () => outbox.open().outcome);
  say("kept", () => outbox.stats().records);
} else if (how === "failing") {
  say("refused", store);
  say("state", () => outbox.stats().state);
  const mostTries = 20;
  for (let tries = 0; tries < mostTries && outbox.stats().records === 0; tries += 1) {
    try {
      writeSync(1, `stored again: ${store()}\n`);
    } catch (error) {
      if (!(error instanceof AgentError)) throw error;
    }
  }
  say("state", () => outbox.stats().state);
} else {
  say("refused", () => {
    for (let round = 1; ; round += 1) outbox.commit({ records: [reading("b", round, noise(round))], states: [] });
  });
  say("readable", () => (outbox.nextBatch(wholeBatch)?.records.length ?? 0) > 100);
  say("state", () => outbox.stats().state);
}
outbox.close();
