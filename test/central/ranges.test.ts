import fc from "fast-check";
import { expect, test } from "vitest";
import { holesIn, mergeRanges, rangesOf } from "../../src/central/ranges.ts";

test.each([
  { seqs: [], ranges: [] },
  {
    seqs: [3, 1, 2, 7],
    ranges: [
      [1, 3],
      [7, 7],
    ],
  },
  { seqs: [5, 5], ranges: [[5, 5]] },
])("$seqs are the ranges $ranges", ({ seqs, ranges }) => {
  expect(rangesOf(seqs)).toEqual(ranges);
});

test("ranges that touch or overlap become one", () => {
  expect(
    mergeRanges([
      [4, 6],
      [1, 3],
      [5, 9],
      [20, 21],
    ]),
  ).toEqual([
    [1, 9],
    [20, 21],
  ]);
});

test("holes and ranges together are everything up to the highest number", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), (seqs) => {
      const ranges = rangesOf(seqs);
      expect(mergeRanges([...ranges, ...holesIn(ranges)])).toEqual([[1, Math.max(...seqs)]]);
    }),
  );
});
