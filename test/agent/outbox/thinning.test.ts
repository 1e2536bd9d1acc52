import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readingsBetween, toRanges } from "../../../src/agent/outbox/thinning.ts";

describe("readingsBetween", () => {
  const day = fc
    .array(fc.constantFrom("a", "b", "c", null), { maxLength: 40 })
    .map((devices) => devices.map((device, index) => ({ seq: index + 1, device })));

  test("leaves each device its first and its last reading", () => {
    fc.assert(
      fc.property(day, (readings) => {
        const gone = new Set(readingsBetween(readings));
        for (const device of new Set(readings.map((reading) => reading.device))) {
          const own = readings.filter((reading) => reading.device === device).map(({ seq }) => seq);
          const left = own.filter((seq) => !gone.has(seq));
          expect(left).toEqual([...new Set([own[0], own.at(-1)])]);
        }
      }),
    );
  });

  test("finds nothing more in a day that was thinned", () => {
    fc.assert(
      fc.property(day, (readings) => {
        const gone = new Set(readingsBetween(readings));
        expect(readingsBetween(readings.filter(({ seq }) => !gone.has(seq)))).toEqual([]);
      }),
    );
  });
});

test("toRanges names exactly the numbers given, in as few ranges as can be", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 60 })), (numbers) => {
      const seqs = numbers.sort((a, b) => a - b);
      const ranges = toRanges(seqs);
      expect(ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, index) => from + index))).toEqual(
        seqs,
      );
      for (const [index, [from]] of ranges.entries()) expect(from - 1).not.toBe(ranges[index - 1]?.[1]);
    }),
  );
});
