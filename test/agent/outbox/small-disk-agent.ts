/**
 * Lives through a disk that others fill: writes what it meets, step by step. `node small-disk-agent.ts DISK`
 */
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { AgentError } from "../../../src/agent/leaf/errors.ts";
import { outboxIn, reading, wholeBatch } from "./temporary-outbox.ts";

const disk = process.argv[2] ?? "";
const outbox = outboxIn(join(disk, "state"));
outbox.open();

function say(what: string, value: unknown): void {
  writeSync(1, `${what}: ${value} ${outbox.stats().state}\n`);
}

function commit(count: number): number | string {
  try {
    let seq = 0;
    for (let done = 0; done < count; done += 1) {
      const filler = Array.from({ length: 50 }, (_, index) =>
        ((done * 7919 + index * 104_729) % 99_991).toString(36),
      ).join("");
      seq = outbox.commit({ records: [reading(`d${done % 9}`, done * 60_000, filler)], states: [] })[0] ?? 0;
    }
    return seq;
  } catch (error) {
    if (error instanceof AgentError) return error.code;
    throw error;
  }
}

function fillDisk(): void {
  const filler = openSync(join(disk, "filler"), "w");
  try {
    for (;;) writeSync(filler, Buffer.alloc(16_384, 1));
  } catch {
    closeSync(filler);
  }
}

function drain(): number {
  while (outbox.nextBatch(wholeBatch) !== undefined) outbox.settle({ accepted: [[1, 1_000_000]], rejected: [] });
  return outbox.stats().records;
}

say("stored", commit(1000));
fillDisk();
say("on the full disk", commit(1));
outbox.close();
outbox.open();
say("opened again", outbox.stats().records);
say("left after the upload", drain());
rmSync(join(disk, "filler"));
say("stored again", commit(1));
say("stored, more than the disk holds", commit(40_000));
outbox.close();
