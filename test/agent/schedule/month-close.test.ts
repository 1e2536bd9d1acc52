import { describe, expect, test, vi } from "vitest";
import { systemClock } from "../../../src/agent/leaf/clock.ts";
import { isLastDayOfMonth, MonthClose } from "../../../src/agent/schedule/month-close.ts";

test.each([
  ["2026-11-30T21:50:00Z", "Europe/Kyiv", true],
  ["2026-11-30T22:10:00Z", "Europe/Kyiv", false],
  ["2026-11-29T21:50:00Z", "Europe/Kyiv", false],
  ["2028-02-29T21:50:00Z", "Europe/Kyiv", true],
  ["2026-03-31T20:50:00Z", "Europe/Kyiv", true],
  ["2026-10-31T21:50:00Z", "Europe/Kyiv", true],
  ["2030-03-30T21:50:00Z", "Europe/Kyiv", false],
  ["2027-10-30T20:50:00Z", "Europe/Kyiv", false],
])("%s in %s: the month ends today is %s", (moment, zone, expected) => {
  expect(isLastDayOfMonth(Date.parse(moment), zone)).toBe(expected);
});

/** The clocks of Europe/Kyiv change in the night to a last Sunday: at 3:00 in March, at 4:00 in October. */
describe("over a night in which the clocks change", () => {
  /** Everything on fake timers, node-cron too; answers when readings were called for. */
  async function callsBetween(from: string, until: string): Promise<readonly string[]> {
    vi.useFakeTimers({ now: new Date(from) });
    const calls: string[] = [];
    const monthClose = new MonthClose(systemClock, "Europe/Kyiv", () => calls.push(new Date().toISOString()));
    monthClose.start();
    try {
      await vi.advanceTimersByTimeAsync(Date.parse(until) - Date.parse(from));
    } finally {
      monthClose.stop();
      vi.useRealTimers();
    }
    return calls.map((call) => call.slice(0, 16));
  }

  test.each([
    [
      "in the last night of March",
      "2030-03-30T12:00:00Z",
      "2030-04-01T12:00:00Z",
      ["2030-03-31T20:50", "2030-03-31T21:05"],
    ],
    [
      "in the last night of October",
      "2027-10-30T12:00:00Z",
      "2027-11-01T12:00:00Z",
      ["2027-10-31T21:50", "2027-10-31T22:05"],
    ],
    [
      "two days before March ends",
      "2026-03-28T12:00:00Z",
      "2026-04-01T12:00:00Z",
      ["2026-03-31T20:50", "2026-03-31T21:05"],
    ],
    ["a week before October ends", "2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z", []],
  ])("%s, each reading of a month's end is called for once", async (_, from, until, calls) => {
    expect(await callsBetween(from, until)).toEqual(calls);
  });
});
