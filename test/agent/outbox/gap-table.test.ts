import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { Database } from "../../../src/agent/outbox/database.ts";
import { addGaps, forgetGaps, readGaps } from "../../../src/agent/outbox/gap-table.ts";
import { configure, migrate } from "../../../src/agent/outbox/schema.ts";
import { planSpace } from "../../../src/agent/outbox/space.ts";
import { temporaryFolder } from "./temporary-outbox.ts";

function openTable(): Database {
  const database = new Database(join(temporaryFolder(onTestFinished), "gaps.db"));
  onTestFinished(() => database.close());
  configure(database, planSpace(64 * 1024 * 1024));
  migrate(database);
  return database;
}

test("neighbours of one reason become one gap, in whatever order they come", () => {
  const database = openTable();
  fc.assert(
    fc.property(fc.shuffledSubarray([1, 2, 3, 4, 5, 6, 7, 8, 9], { minLength: 1 }), (seqs) => {
      database.exec("DELETE FROM gap");
      for (const seq of seqs) addGaps(database, [[seq, seq]], "thinned");
      const gaps = readGaps(database, 100);
      expect(gaps.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, index) => from + index))).toEqual(
        seqs.toSorted((a, b) => a - b),
      );
      for (const [index, { from }] of gaps.entries()) expect(from - 1).not.toBe(gaps[index - 1]?.to);
    }),
    { numRuns: 30 },
  );
});

test("a dropped range swallows what was thinned beside it, and nothing else", () => {
  const database = openTable();
  addGaps(database, [[1, 3]], "thinned");
  addGaps(database, [[5, 6]], "quarantined");
  addGaps(database, [[4, 4]], "dropped");
  expect(readGaps(database, 9)).toEqual([
    { from: 1, to: 4, reason: "dropped" },
    { from: 5, to: 6, reason: "quarantined" },
  ]);
});

test("a number that is a gap already, as a flipped bit may give to a record, stays one", () => {
  const database = openTable();
  addGaps(database, [[4, 9]], "quarantined");
  addGaps(database, [[4, 4]], "corrupt");
  addGaps(database, [[12, 12]], "dropped");
  addGaps(database, [[12, 14]], "corrupt");
  expect(readGaps(database, 9).map(({ from, to }) => [from, to])).toEqual([
    [4, 9],
    [12, 14],
  ]);
});

test("a gap that grew since it was told is kept, to be told again", () => {
  const database = openTable();
  addGaps(database, [[1, 3]], "thinned");
  const told = readGaps(database, 9);
  addGaps(database, [[4, 4]], "thinned");
  expect(forgetGaps(database, told)).toBe(0);
  expect(forgetGaps(database, readGaps(database, 9))).toBe(1);
});
