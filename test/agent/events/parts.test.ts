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

describe("an alert that speaks of a worn part", () => {
  const nearEnd = { code: 1111, kind: "maintenance", text: "Drum Near End Cyan" } as const;
  const over = { ...nearEnd, code: 1112, text: "Drum End Cyan" } as const;
  const both = (levels: readonly number[], alert: Shown["alerts"]): Shown => ({
    parts: { "drum.cyan": levels[0] ?? 0, "drum.black": levels[1] ?? 0 },
    ...(alert && { alerts: alert }),
  });

  test("is one need with the part's level, whichever comes first", () => {
    const { events } = tell(
      [0, both([14, 70], [nearEnd])],
      [minuteMs, { alerts: [nearEnd] }],
      [hourMs, { alerts: [nearEnd] }],
      [2 * hourMs, both([9, 69], [nearEnd])],
      [3 * hourMs, both([8, 69], [nearEnd])],
    );
    expect(lines(events)).toEqual(["raise part.drum.cyan#life-1.nearEnd"]);
    expect(events[0]).toMatchObject({ certainty: "certain", evidence: { alerts: [{ code: 1111 }] } });
  });

  test("of its end raises both stages, and ends with the replacement", () => {
    const end = both([3, 70], [over]);
    const fresh = both([100, 70], []);
    const { events } = tell([0, end], [hourMs, end], [2 * hourMs, end], [3 * hourMs, fresh], [4 * hourMs, fresh]);
    expect(lines(events)).toEqual([
      "raise part.drum.cyan#life-1.nearEnd",
      "raise part.drum.cyan#life-1.end",
      "clear part.drum.cyan#life-1.nearEnd",
      "clear part.drum.cyan#life-1.end",
      "note part.drum.cyan#life-1.replaced",
    ]);
  });

  test.each<[string, Shown]>([
    ["that names none of two drums", both([14, 14], [{ ...nearEnd, text: "Drum" }])],
    ["whose part is nearly new", both([90, 90], [nearEnd])],
    ["whose part tells no percentage", { parts: { "drum.cyan": { state: "some" } }, alerts: [nearEnd] }],
  ])("%s is a need of its own", (_name, shown) => {
    const { events } = tell([0, shown], [hourMs, shown], [2 * hourMs, shown]);
    expect(lines(events)).toEqual([expect.stringMatching(/^raise part\.other#/)]);
  });

  test("that came and went does not count with a later one", () => {
    const shown = [[], [nearEnd], [], [nearEnd], [], [nearEnd]];
    const history = shown.map((alerts, hour) => [hour * hourMs, { alerts }] as const);
    expect(tell([0, both([14, 70], [])], ...history.slice(1)).events).toEqual([]);
  });
});

test("a maintenance alert is a need until the alert is gone", () => {
  const due: Shown = { alerts: [{ kind: "maintenance", text: "Maintenance Required P-8", partCode: "P-8" }] };
  const done: Shown = { alerts: [] };
  const { events } = tell([0, due], [minuteMs, due], [hourMs, done], [2 * hourMs, done]);
  expect(lines(events)).toEqual(["raise part.P-8", "clear part.P-8"]);
  expect(events[0]).toMatchObject({ certainty: "certain", data: { partCode: "P-8", stage: "nearEnd" } });
});
