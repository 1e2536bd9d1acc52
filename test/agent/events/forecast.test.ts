import { expect, test } from "vitest";
import { type CurvePoint, extendCurve } from "../../../src/agent/events/forecast.ts";
import { stampAt } from "./history.ts";

const present = { at: stampAt(0), pages: { epoch: 1, pages: 5000 } };

function fallFrom(percent: number, points: number): readonly CurvePoint[] {
  const steps = Array.from({ length: points }, (_, step) => percent - step);
  return steps.reduce<readonly CurvePoint[]>((curve, left) => extendCurve(curve, present, left), []);
}

test("a level adds a point only when it moved by ten percent since the last one, down or up", () => {
  const curve = fallFrom(90, 10);
  expect(curve).toEqual([{ ...present, percent: 90 }]);
  const later = { ...present, at: stampAt(1) };
  expect(extendCurve(curve, later, 81)).toBe(curve);
  expect(extendCurve(curve, later, 80)).toEqual([...curve, { ...later, percent: 80 }]);
  expect(extendCurve(curve, later, 100)).toEqual([...curve, { ...later, percent: 100 }]);
});

test.each([
  { points: 31, kept: [100, 90, 80, 70] },
  { points: 40, kept: [100, 90, 80, 70] },
  { points: 41, kept: [90, 80, 70, 60] },
  { points: 101, kept: [30, 20, 10, 0] },
])("after $points levels in steps of one percent a forecast starts from $kept.0 %", ({ points, kept }) => {
  expect(fallFrom(100, points).map(({ percent }) => percent)).toEqual(kept);
});
