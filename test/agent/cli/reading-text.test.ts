import { expect, test } from "vitest";
import { levelBar } from "../../../src/agent/cli/level-bar.ts";
import { progressLine } from "../../../src/agent/cli/progress-bar.ts";
import { speechIn } from "../../../src/agent/cli/speech.ts";
import { alignColumns } from "../../../src/agent/cli/table.ts";
import { voiceFor } from "../../../src/agent/status/voice.ts";

test.each([
  [{ state: "percent" as const, percent: 50 }, "██████████░░░░░░░░░░  50 %"],
  [{ state: "percent" as const, percent: 0 }, "░░░░░░░░░░░░░░░░░░░░  0 %"],
  [{ state: "some" as const }, "····················  some left"],
])("a level is a bar with its number, or its name", (level, expected) => {
  expect(levelBar(level, voiceFor("en", "UTC", "2026-11-22T08:00:00.000Z"))).toBe(expected);
});

test("columns are aligned, the last one is not padded", () => {
  expect(
    alignColumns([
      ["a", "bb", "c"],
      ["aaa", "b", "cc"],
    ]),
  ).toEqual(["a    bb  c", "aaa  b   cc"]);
});

test("a sweep shows how far it is", () => {
  expect(progressLine({ probed: 127, total: 254, found: 3, remainingMs: 1500 }, speechIn("en"))).toMatch(
    /^\[█{15}░{15}\] {2}127 of 254, 3 found, 2 s left$/,
  );
});
