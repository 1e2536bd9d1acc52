import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeLevel } from "../../../src/agent/reading/level.ts";
import { Level } from "../../../src/contract/supply.ts";

const percentUnit = 19;
const impressions = 7;

describe("a level tells what the device tells and nothing more", () => {
  const cases: readonly [string, number | null, number | null, number | null, boolean, Level][] = [
    ["part of a maximum", percentUnit, 100, 38, false, { state: "percent", percent: 38 }],
    ["impressions of a maximum", impressions, 5000, 1250, false, { state: "percent", percent: 25 }],
    ["unit percent with unknown maximum", percentUnit, -2, 38, false, { state: "percent", percent: 38 }],
    ["unit percent without a maximum", percentUnit, null, 2, false, { state: "percent", percent: 2 }],
    ["an amount without scale", impressions, -2, 120, false, { state: "some" }],
    ["nothing of an amount without scale", impressions, -2, 0, false, { state: "empty" }],
    ["-3, some left", percentUnit, 100, -3, false, { state: "some" }],
    ["-3 of a receptacle, some room", 1, -2, -3, true, { state: "some" }],
    ["-2, unknown", percentUnit, 100, -2, false, { state: "unknown" }],
    ["-1, no limit", percentUnit, 100, -1, false, { state: "unknown" }],
    ["no answer", percentUnit, 100, null, false, { state: "unknown" }],
    ["no room left in a receptacle", percentUnit, 100, 0, true, { state: "full" }],
    ["room left in a receptacle", percentUnit, 100, 70, true, { state: "percent", percent: 70 }],
    ["an empty cartridge", percentUnit, 100, 0, false, { state: "percent", percent: 0 }],
    ["a little above the maximum is rounding", percentUnit, 100, 103, false, { state: "percent", percent: 100 }],
    ["far above the maximum makes no sense", percentUnit, 100, 150, false, { state: "unknown" }],
    ["a maximum of zero is no scale", impressions, 0, 50, false, { state: "some" }],
  ];
  test.each(cases)("%s", (_, unit, max, level, isReceptacle, expected) => {
    expect(decodeLevel({ unit, max, level }, isReceptacle)).toEqual(expected);
  });

  test("whatever the numbers, the level is valid", () => {
    const number = fc.option(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }));
    fc.assert(
      fc.property(number, number, number, fc.boolean(), (unit, max, level, isReceptacle) => {
        expect(Level.safeParse(decodeLevel({ unit, max, level }, isReceptacle)).success).toBe(true);
      }),
    );
  });
});
