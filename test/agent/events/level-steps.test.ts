import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type LevelStep, learnSteps, withSteps } from "../../../src/agent/events/level-steps.ts";
import type { Reading } from "../../../src/contract/reading.ts";
import { makeReading } from "./history.ts";

function withLevel(percent: number): Reading {
  return makeReading(0, { toners: { cyan: percent } });
}

function stepAfter(percents: readonly number[]): number | undefined {
  const readings = percents.map(withLevel);
  const steps = readings.reduce<readonly LevelStep[]>(learnSteps, []);
  const level = withSteps(withLevel(percents.at(-1) ?? 0), steps).supplies?.[0]?.level;
  return level?.state === "percent" ? level.stepPercent : undefined;
}

describe("the step in which a device tells a level", () => {
  test.each([
    ["is not known after a few falls", [100, 75, 50], undefined],
    ["is the divisor of all falls", [100, 75, 50, 25, 0], 25],
    ["is found though readings skip steps", [100, 50, 25, 100, 25, 0], 25],
    ["gets smaller with the first odd fall", [100, 75, 50, 25, 22], 1],
    ["may be a part of a percent", [99.8, 99.6, 99, 98.6, 98.2], 0.2],
    ["does not follow from rises", [10, 40, 60, 80, 100], undefined],
  ])("%s: %j", (_, percents, expected) => {
    expect(stepAfter(percents)).toBe(expected);
  });

  test("every fall is a multiple of it", () => {
    const percents = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 6, maxLength: 40 });
    fc.assert(
      fc.property(percents, fc.constantFrom(1, 5), (units, unit) => {
        const step = stepAfter(units.map((count) => count * unit));
        expect(step === undefined || step % unit === 0).toBe(true);
      }),
    );
  });
});

test("a reading without levels teaches nothing", () => {
  const known: readonly LevelStep[] = [{ key: "toner.cyan", lastTenths: 500, commonTenths: 10, falls: 9 }];
  expect(learnSteps(known, makeReading(0, { status: {} }))).toBe(known);
});
