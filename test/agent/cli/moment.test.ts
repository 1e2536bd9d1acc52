import { expect, test } from "vitest";
import { moment } from "../../../src/agent/cli/moment.ts";
import { VirtualClock } from "../../virtual-clock.ts";

const clock = new VirtualClock(Date.UTC(2026, 10, 22, 8));

test.each([
  ["30s", "2026-11-22T07:59:30.000Z"],
  ["90m", "2026-11-22T06:30:00.000Z"],
  ["2h", "2026-11-22T06:00:00.000Z"],
  ["7d", "2026-11-15T08:00:00.000Z"],
  ["2026-11-21T10:00:00Z", "2026-11-21T10:00:00.000Z"],
])("%s is %s", (written, expected) => {
  expect(moment(written, clock)).toBe(expected);
});

test.each(["", "yesterday", "7w", "-2h", "1e9d"])("%s is refused", (written) => {
  expect(() => moment(written, clock)).toThrow("2h");
});
