import { expect, test } from "vitest";
import { isLastDayOfMonth } from "../../../src/agent/schedule/month-close.ts";

test.each([
  ["2026-11-30T21:50:00Z", "Europe/Kyiv", true],
  ["2026-11-30T22:10:00Z", "Europe/Kyiv", false],
  ["2026-11-29T21:50:00Z", "Europe/Kyiv", false],
  ["2028-02-29T21:50:00Z", "Europe/Kyiv", true],
  ["2026-03-31T20:50:00Z", "Europe/Kyiv", true],
  ["2026-10-31T21:50:00Z", "Europe/Kyiv", true],
])("%s in %s: the month ends today is %s", (moment, zone, expected) => {
  expect(isLastDayOfMonth(Date.parse(moment), zone)).toBe(expected);
});
