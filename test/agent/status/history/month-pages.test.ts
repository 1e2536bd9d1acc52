import { expect, test } from "vitest";
import type { Meter } from "../../../../src/agent/events/meters.ts";
import { monthPages } from "../../../../src/agent/status/history/month-pages.ts";

const day = (name: string, pages: number | null) => ({ day: name, pages, levels: {} });
const meter = (total: number): Meter => ({
  ...{ epoch: 1, observedAt: "2026-11-22T10:00:00Z", counters: { total }, mac: null, model: null },
  ...{ controller: "internal", dropSeenAt: null },
});
const days = [day("2026-09-30", 1000), day("2026-10-30", 1600), day("2026-10-31", null), day("2026-11-05", 1700)];

test.each([
  ["both months", days, meter(1750), { thisMonth: 150, lastMonth: 600 }],
  ["a history that begins this month", days.slice(3), meter(1750), { thisMonth: null, lastMonth: null }],
  ["a device that was never counted", days, null, { thisMonth: null, lastMonth: 600 }],
  ["a device not read since August", [day("2026-08-31", 1000)], meter(1750), { thisMonth: null, lastMonth: null }],
  [
    "a device not read in October",
    [day("2026-09-30", 1000), day("2026-11-05", 1700)],
    meter(1750),
    { thisMonth: null, lastMonth: null },
  ],
  ["a new meter", days, meter(20), { thisMonth: null, lastMonth: 600 }],
])("pages by month from %s", (_, past, now, told) => {
  expect(monthPages(past, now, "2026-11-22")).toEqual(told);
});

test("in January the last month is that of the year before", () => {
  const turn = [day("2026-11-30", 10), day("2026-12-31", 30)];
  expect(monthPages(turn, meter(35), "2027-01-04")).toEqual({ thisMonth: 5, lastMonth: 20 });
});
