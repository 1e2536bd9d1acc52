import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { outboxIn, reading, temporaryFolder, wholeBatch } from "./temporary-outbox.ts";

const seeds = 20;
const stored = 400;
const pageBytes = 4096;

/** A generator of its own (Lehmer), so that a seed that fails can be played again. */
function chanceFrom(seed: number): (below: number) => number {
  let state = seed * 7919 + 1;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

type Damage = (file: Buffer, chance: (below: number) => number) => Buffer;

const damages: readonly (readonly [name: string, damage: Damage])[] = [
  ["a flipped bit", (file, chance) => spoil(file, chance(file.length), 1, (byte) => byte ^ (1 << chance(8)))],
  ["a sector of zeros", (file, chance) => spoil(file, chance(file.length / 512) * 512, 512, () => 0)],
  ["a page of zeros", (file, chance) => spoil(file, pageOf(file, chance), pageBytes, () => 0)],
  ["a scrambled page", (file, chance) => spoil(file, pageOf(file, chance), pageBytes, () => chance(256))],
  ["a lost end", (file, chance) => file.subarray(0, chance(file.length))],
];

function pageOf(file: Buffer, chance: (below: number) => number): number {
  return chance(file.length / pageBytes) * pageBytes;
}

function spoil(file: Buffer, from: number, length: number, change: (byte: number) => number): Buffer {
  for (let at = from; at < Math.min(from + length, file.length); at += 1) file[at] = change(file[at] ?? 0) & 0xff;
  return file;
}

function fillerOf(index: number): string {
  return Array.from({ length: 60 }, (_, word) => ((index * 7919 + word * 104_729) % 99_991).toString(36)).join("");
}

test.each(damages)(
  `${seeds} times %s: nothing false is told, and every number is accounted for`,
  (_name, damage) => {
    for (let seed = 1; seed <= seeds; seed += 1) {
      const folder = temporaryFolder(onTestFinished);
      const before = outboxIn(folder);
      before.open();
      const truth = Array.from({ length: stored }, (_, index) =>
        reading(`d${index % 7}`, index * 60_000, fillerOf(index)),
      );
      before.commit({ records: truth, states: [] });
      before.close();
      const path = join(folder, "outbox.db");
      writeFileSync(path, damage(readFileSync(path), chanceFrom(seed)));

      const outbox = outboxIn(folder);
      outbox.open();
      const told = new Map<string, Set<number>>();
      for (let batch = outbox.nextBatch(wholeBatch); batch !== undefined; batch = outbox.nextBatch(wholeBatch)) {
        const numbers = told.get(batch.epoch) ?? new Set();
        told.set(batch.epoch, numbers);
        for (const { seq, body } of batch.records) {
          expect(
            truth.map(({ content }) => content.body),
            `seed ${seed}`,
          ).toContainEqual(body);
          numbers.add(seq);
        }
        for (const { from, to } of batch.gaps) for (let seq = from; seq <= to; seq += 1) numbers.add(seq);
        outbox.settle({ accepted: batch.records.map(({ seq }): [number, number] => [seq, seq]), rejected: [] });
      }
      const { epoch, lastSeq } = outbox.stats();
      expect(told.get(epoch)?.size ?? 0, `seed ${seed}`).toBe(lastSeq);
      expect(outbox.commit({ records: [reading("a")], states: [] }), `seed ${seed}`).toEqual([lastSeq + 1]);
      outbox.close();
    }
  },
  120_000,
);
