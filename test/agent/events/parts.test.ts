import { describe, expect, test } from "vitest";
import type { Level } from "../../../src/contract/supply.ts";
import { dayMs, hourMs, lines, minuteMs, type Shown, tell } from "./history.ts";

const drum = (level: number): Shown => ({ parts: { "drum.cyan": level } });
const waste = (state: "some" | "low" | "full"): Shown => ({ waste: { state } satisfies Level });

describe("a part", () => {
  test("nears its end, ends and is replaced, each told once", () => {
    const levels = [30, 10, 10, 5, 0, 0, 0, 100, 100];
    const { events } = tell(...levels.map((level, hour) => [hour * hourMs, drum(level)] as const));
    expect(lines(events)).toEqual([
      "raise part.drum.cyan#life-1.nearEnd",
      "raise part.drum.cyan#life-1.end",
      "clear part.drum.cyan#life-1.nearEnd",
      "clear part.drum.cyan#life-1.end",
      "note part.drum.cyan#life-1.replaced",
    ]);
    expect(events[4]).toMatchObject({ data: { levelBefore: { percent: 0 }, levelAfter: { percent: 100 } } });
  });

  test("has a forecast from its level curve", () => {
    const { events } = tell([0, drum(40)], [30 * dayMs, drum(10)], [30 * dayMs + hourMs, drum(10)]);
    expect(events[0]).toMatchObject({ data: { daysLeft: 10 } });
  });

  test("that one poll does not name is not gone", () => {
    const { events } = tell([0, drum(5)], [hourMs, drum(5)], [2 * hourMs, { parts: {} }], [3 * hourMs, drum(5)]);
    expect(events).toHaveLength(1);
  });

  test("counts the waste box: near full, full, emptied", () => {
    const states = ["some", "low", "low", "full", "full", "some", "some"] as const;
    const { events } = tell(...states.map((state, index) => [index * 5 * hourMs, waste(state)] as const));
    expect(lines(events)).toEqual([
      "raise part.waste#life-1.nearEnd",
      "raise part.waste#life-1.end",
      "clear part.waste#life-1.nearEnd",
      "clear part.waste#life-1.end",
      "note part.waste#life-1.replaced",
    ]);
  });
});

test("a maintenance alert is a need until the alert is gone", () => {
  const due: Shown = { alerts: [{ kind: "maintenance", text: "Maintenance Required P-8", partCode: "P-8" }] };
  const done: Shown = { alerts: [] };
  const { events } = tell([0, due], [minuteMs, due], [hourMs, done], [2 * hourMs, done]);
  expect(lines(events)).toEqual(["raise part.P-8", "clear part.P-8"]);
  expect(events[0]).toMatchObject({ certainty: "certain", data: { partCode: "P-8", stage: "nearEnd" } });
});
