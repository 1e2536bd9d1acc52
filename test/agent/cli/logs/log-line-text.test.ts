import { expect, test } from "vitest";
import { logWriter } from "../../../../src/agent/cli/logs/log-line-text.ts";

const line = (time: string) => JSON.stringify({ level: "warn", time, event: "upload.failed", kind: "dns", tries: 3 });

test.each([
  ["Europe/Kyiv", "2026-11-22T08:15:00.123Z", "2026-11-22 10:15:00+02:00"],
  ["Europe/Kyiv", "2026-07-22T21:15:00.123Z", "2026-07-23 00:15:00+03:00"],
  ["UTC", "2026-11-22T08:15:00.123Z", "2026-11-22 08:15:00+00:00"],
])("a line of the log is told in the time of %s, with its offset", (zone, time, told) => {
  expect(logWriter(zone)(line(time))).toBe(`${told} ! upload.failed  kind=dns  tries=3\n`);
});

test("what was no time stays as it is, and no text steers the terminal", () => {
  expect(logWriter("UTC")(JSON.stringify({ level: "info", time: "x\u001b[2J", event: "e" }))).toBe("x [2J   e\n");
});
