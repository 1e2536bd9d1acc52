import { expect, test } from "vitest";
import { type CurvePoint, extendCurve } from "../../../src/agent/events/forecast.ts";
import { stampAt } from "./history.ts";

const present = { at: stampAt(0), pages: { epoch: 1, pages: 5000 } };

function fallFrom(percent: number, points: number): readonly CurvePoint[] {
  const steps = Array.from({ length: points }, (_, step) => percent - step);
  return steps.reduce<readonly CurvePoint[]>((curve, left) => extendCurve(curve, present, left), []);
}

test("a level that did not change adds no point", () => {
  const curve = fallFrom(90, 2);
  expect(extendCurve(curve, { ...present, at: stampAt(1) }, 89)).toBe(curve);
  expect(extendCurve(curve, present, 88)).toEqual([...curve, { ...present, percent: 88 }]);
});

test("of one life the newest forty points are kept", () => {
  expect(fallFrom(100, 40).map(({ percent }) => percent)).toEqual(Array.from({ length: 40 }, (_, step) => 100 - step));
  expect(fallFrom(100, 60).map(({ percent }) => percent)).toEqual(Array.from({ length: 40 }, (_, step) => 80 - step));
});
