import fc from "fast-check";
import { expect, test } from "vitest";
import { daysOf, emptyMonth, packMonth, putDay, unpackMonth } from "../../../../src/agent/status/history/month-row.ts";

const values = fc.record({
  pages: fc.option(fc.nat()),
  levels: fc.dictionary(fc.constantFrom("toner.cyan", "toner.black", "fuser"), fc.integer({ min: 0, max: 100 })),
});
const month = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 31 }), values))
  .map((days) => days.reduce((row, [day, told]) => putDay(row, day, told), emptyMonth));

test("a month that was packed comes back as it was", () => {
  fc.assert(
    fc.property(month, (row) => {
      expect(unpackMonth(packMonth(row))).toEqual(row);
    }),
  );
});

test("a day holds what was last put in, and the others what they held", () => {
  fc.assert(
    fc.property(month, fc.integer({ min: 1, max: 31 }), fc.nat(), (row, day, pages) => {
      const put = putDay(row, day, { pages, levels: {} });
      const name = `2026-10-${String(day).padStart(2, "0")}`;
      const others = (days: typeof row) => daysOf("2026-10", days).filter((one) => one.day !== name);
      expect(daysOf("2026-10", put).find((one) => one.day === name)?.pages).toBe(pages);
      expect(others(put)).toEqual(others(row));
    }),
  );
});

test("what nothing new was told of stays", () => {
  const first = putDay(emptyMonth, 3, { pages: 100, levels: { "toner.cyan": 50 } });
  const second = putDay(first, 3, { pages: null, levels: { "toner.black": 7 } });
  expect(daysOf("2026-10", second)).toEqual([
    { day: "2026-10-03", pages: 100, levels: { "toner.cyan": 50, "toner.black": 7 } },
  ]);
});

test("supplies of ever new names do not let a month grow without end", () => {
  const row = Array.from({ length: 500 }, (_, index) => `toner.${index}`).reduce(
    (before, key) => putDay(before, 1, { pages: null, levels: { [key]: 1 } }),
    emptyMonth,
  );
  expect(Object.keys(row.levels).length).toBe(64);
});
