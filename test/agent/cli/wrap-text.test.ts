import fc from "fast-check";
import { expect, test } from "vitest";
import { wrapText } from "../../../src/agent/cli/wrap-text.ts";

test("breaks at spaces and keeps the indent", () => {
  expect(wrapText("  one two three four five six seven eight", 30)).toEqual([
    "  one two three four five six",
    "    seven eight",
  ]);
});

test.each([
  ["without a terminal", undefined],
  ["on a terminal too narrow for anything", 20],
])("%s nothing is broken", (_, columns) => {
  const text = "a long sentence that would not fit into thirty letters";
  expect(wrapText(text, columns)).toEqual([text]);
});

test("an address stays whole", () => {
  const address = "https://central.example.com/a/very/long/path/that/is/copied";
  expect(wrapText(`see ${address} there`, 40)).toContain(`  ${address}`);
});

test("no word is lost, whatever the width", () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,50}$/), { minLength: 1 });
  fc.assert(
    fc.property(words, fc.integer({ min: 30, max: 100 }), (all, columns) => {
      const wrapped = wrapText(all.join(" "), columns);
      expect(wrapped.flatMap((line) => line.trim().split(" "))).toEqual(all);
    }),
  );
});
