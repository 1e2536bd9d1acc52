import { expect, test } from "vitest";
import { acceptFrom, emptyMemory } from "../../../src/agent/events/device-memory.ts";
import { type CurvePoint, extendCurve } from "../../../src/agent/events/forecast.ts";
import { reduceReading } from "../../../src/agent/events/reduce-reading.ts";
import { dayMs, makeReading, play, settings, stampAt, tell } from "./history.ts";

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

test("points of a clock that was ahead are left out, and the curve goes on from those before", () => {
  const at = (day: number, percent: number) => ({ ...present, at: stampAt(day * dayMs), percent });
  const curve = [at(0, 90), at(365, 80), at(366, 70)];
  expect(extendCurve(curve, at(10, 69), 69)).toEqual([at(0, 90), at(10, 69)]);
  expect(extendCurve(curve.slice(1), at(10, 69), 69)).toEqual([at(10, 69)]);
  const days = (left: number) => [left * dayMs, { toners: { cyan: 90 - left } }] as const;
  const { memory } = tell([400 * dayMs, { toners: { cyan: 95 } }]);
  const later = [0, 10, 20, 80, 80.1].map((day) => makeReading(...days(day)));
  const { events } = play(later, acceptFrom(memory, stampAt(-1)));
  expect(events).toMatchObject([{ type: "tonerNeed", data: { daysLeft: 9.9 } }]);
});

test("a date that is not believed gives no point", () => {
  let memory = emptyMemory;
  const believed = [false, true, false, true];
  for (const [day, left] of [90, 89, 60, 50].entries()) {
    const reading = makeReading(day * dayMs, { toners: { cyan: left }, parts: { "drum.cyan": left } });
    ({ memory } = reduceReading(memory, reading, settings, [], believed[day]));
  }
  const curves = [...memory.toners, ...memory.parts].map(({ life }) => life.curve.map(({ percent }) => percent));
  expect(curves).toEqual([
    [89, 50],
    [89, 50],
  ]);
});
