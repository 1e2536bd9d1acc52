import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addWorkingHours, kyivDate, kyivMinute } from "../../src/central/working-hours.ts";

const none: ReadonlySet<string> = new Set();

function added(start: string, hours: number, holidays = none): string {
  return new Date(addWorkingHours(Date.parse(start), hours, holidays)).toISOString();
}

// Kyiv is UTC+2 in winter and UTC+3 in summer; in 2026 the clocks change on 29 March and 25 October, both Sundays.
describe("working hours", () => {
  test.each([
    { case: "within a day", start: "2026-11-16T08:00:00Z", hours: 2, end: "2026-11-16T10:00:00.000Z" },
    { case: "up to closing time", start: "2026-11-16T14:00:00Z", hours: 2, end: "2026-11-16T16:00:00.000Z" },
    { case: "over the night", start: "2026-11-16T15:00:00Z", hours: 2, end: "2026-11-17T08:00:00.000Z" },
    { case: "over the weekend", start: "2026-11-20T15:00:00Z", hours: 2, end: "2026-11-23T08:00:00.000Z" },
    { case: "from before opening", start: "2026-11-16T03:00:00Z", hours: 1, end: "2026-11-16T08:00:00.000Z" },
    { case: "from after closing", start: "2026-11-16T20:00:00Z", hours: 1, end: "2026-11-17T08:00:00.000Z" },
    { case: "from a Saturday", start: "2026-11-21T10:00:00Z", hours: 1, end: "2026-11-23T08:00:00.000Z" },
    { case: "of five days", start: "2026-11-16T07:00:00Z", hours: 45, end: "2026-11-20T16:00:00.000Z" },
    { case: "into summer time", start: "2026-03-27T15:00:00Z", hours: 2, end: "2026-03-30T07:00:00.000Z" },
    { case: "into winter time", start: "2026-10-23T14:00:00Z", hours: 2, end: "2026-10-26T08:00:00.000Z" },
    { case: "from the missing hour", start: "2026-03-29T01:30:00Z", hours: 1, end: "2026-03-30T07:00:00.000Z" },
    { case: "from the doubled hour", start: "2026-10-25T00:30:00Z", hours: 1, end: "2026-10-26T08:00:00.000Z" },
    { case: "from past midnight in Kyiv", start: "2026-11-15T22:30:00Z", hours: 1, end: "2026-11-16T08:00:00.000Z" },
  ])("$case", ({ start, hours, end }) => {
    expect(added(start, hours)).toBe(end);
  });

  test("pass over a holiday", () => {
    expect(added("2026-08-21T14:00:00Z", 2, new Set(["2026-08-24"]))).toBe("2026-08-25T07:00:00.000Z");
  });

  test("cannot be found in a calendar of holidays alone", () => {
    const start = Date.parse("2026-01-01T00:00:00Z");
    const days = Array.from({ length: 4000 }, (_, day) => kyivDate(start + day * 86_400_000));
    expect(() => addWorkingHours(start, 1, new Set(days))).toThrow("holidays");
  });

  test("add up: first some, then the rest, ends where all of them end", () => {
    const moment = fc.integer({ min: Date.parse("2026-01-01"), max: Date.parse("2027-12-31") });
    const hours = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(moment, hours, hours, (start, some, rest) => {
        const half = addWorkingHours(start, some, none);
        expect(addWorkingHours(half, rest, none)).toBe(addWorkingHours(start, some + rest, none));
      }),
    );
  });
});

test.each([
  ["2026-11-21T21:59:59Z", "2026-11-21"],
  ["2026-11-21T22:00:00Z", "2026-11-22"],
  ["2026-07-01T21:00:00Z", "2026-07-02"],
])("the date in Kyiv at %s is %s", (moment, date) => {
  expect(kyivDate(Date.parse(moment))).toBe(date);
});

test.each([
  ["2026-11-22T08:15:59.999Z", "2026-11-22 10:15"],
  ["2026-07-22T21:15:00.000Z", "2026-07-23 00:15"],
])("%s is %s in Kyiv", (stamp, told) => {
  expect(kyivMinute(stamp)).toBe(told);
});
