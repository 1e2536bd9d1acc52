import fc from "fast-check";
import { expect, test } from "vitest";
import { progressLine } from "../../../src/agent/cli/progress-bar.ts";
import { speechIn } from "../../../src/agent/cli/speech.ts";
import { languages } from "../../../src/agent/leaf/language.ts";

test("shows how far the search is, what it found and how long it takes", () => {
  const line = progressLine({ probed: 127, total: 254, found: 3, remainingMs: 1500 }, speechIn("en"));
  expect(line).toBe(`[${"█".repeat(15)}${"░".repeat(15)}]  127 of 254, 3 found, 2 s left`);
});

test("fits on one line of any terminal in every language", () => {
  const count = fc.nat(65_536);
  fc.assert(
    fc.property(
      count,
      count,
      fc.integer({ min: 20, max: 200 }),
      fc.constantFrom(...languages),
      (a, b, columns, name) => {
        const progress = { probed: Math.min(a, b), total: Math.max(a, b), found: 7, remainingMs: 90_000 };
        expect(progressLine(progress, speechIn(name), columns).length).toBeLessThan(columns);
      },
    ),
  );
});
