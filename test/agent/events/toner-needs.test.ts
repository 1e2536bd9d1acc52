import { describe, expect, test } from "vitest";
import { dayMs, hourMs, lines, minuteMs, type Shown, tell } from "./history.ts";

const cyan = (level: number): Shown => ({ toners: { cyan: level, black: 80 } });
const nearEnd = { code: 1104, kind: "supply", text: "Toner Near Empty Cyan" } as const;

describe("a toner need", () => {
  test("is raised by a low level that two readings show", () => {
    const { events } = tell([0, cyan(40)], [hourMs, cyan(15)], [2 * hourMs, cyan(15)], [3 * hourMs, cyan(14)]);
    expect(lines(events)).toEqual(["raise toner.cyan#life-1"]);
    expect(events[0]).toMatchObject({ certainty: "likely", data: { color: "cyan", life: 1, isEmpty: false } });
  });

  test("is raised by an alert that names the color, in status polls alone", () => {
    const { events } = tell([0, cyan(18)], [minuteMs, { alerts: [nearEnd] }], [3 * minuteMs, { alerts: [nearEnd] }]);
    expect(lines(events)).toEqual(["raise toner.cyan#life-1"]);
    expect(events[0]).toMatchObject({ certainty: "certain", evidence: { alerts: [{ code: 1104 }] } });
  });

  test("is not raised by two polls within a minute", () => {
    expect(tell([0, cyan(5)], [30_000, cyan(5)]).events).toEqual([]);
  });

  test("is not raised by one reading between two good ones", () => {
    expect(tell([0, cyan(40)], [hourMs, cyan(3)], [2 * hourMs, cyan(40)], [3 * hourMs, cyan(3)]).events).toEqual([]);
  });

  test("is raised once in a life, however often the level and the alert come and go", () => {
    const shown = [15, 14, 18, 13, 17, 12].map((level, hour) => [hour * hourMs, cyan(level)] as const);
    expect(lines(tell(...shown).events)).toEqual(["raise toner.cyan#life-1"]);
  });

  test("belongs to the lowest toner when the alert names no color, and to none when two are equally low", () => {
    const unnamed = { alerts: [{ code: 1101, kind: "supply", text: "E-07" } as const] };
    const lowest: Shown = { toners: { cyan: 16, black: 80 }, ...unnamed };
    const tied: Shown = { toners: { cyan: 16, black: 16 }, ...unnamed };
    expect(lines(tell([0, lowest], [hourMs, lowest]).events)).toEqual(["raise toner.cyan#life-1"]);
    expect(tell([0, tied], [hourMs, tied]).events).toEqual([]);
  });

  test("of an only toner without a number follows the error bit, as a hint", () => {
    const shown: Shown = { toners: { black: { state: "some" } }, status: { errors: ["lowToner"] } };
    const { events } = tell([0, shown], [hourMs, shown]);
    expect(events[0]).toMatchObject({ key: "toner.black#life-1", certainty: "possible" });
  });

  test("is not raised by the error bit where levels are told", () => {
    const shown: Shown = { ...cyan(50), status: { errors: ["lowToner"] } };
    expect(tell([0, shown], [hourMs, shown]).events).toEqual([]);
  });

  test("is not raised for a fresh cartridge by an alert that outlives the old one", () => {
    const shown: Shown = { ...cyan(100), alerts: [nearEnd] };
    expect(tell([0, shown], [hourMs, shown]).events).toEqual([]);
  });

  test("tells days and pages left once the curve has two levels and several days", () => {
    const at = (day: number, level: number, pages: number) =>
      [day * dayMs, { ...cyan(level), counters: { "print.fullColor": pages, total: pages } }] as const;
    const { events } = tell(at(0, 50, 1000), at(5, 30, 3000), at(8, 15, 4500), at(8.1, 15, 4500));
    expect(events[0]).toMatchObject({ data: { daysLeft: 3.5, pagesLeft: 1500 } });
  });

  test("says unknown when the curve is too short", () => {
    const { events } = tell([0, cyan(50)], [hourMs, cyan(15)], [2 * hourMs, cyan(15)]);
    expect(events[0]).toMatchObject({ data: { daysLeft: null, pagesLeft: null } });
  });
});

describe("a replacement", () => {
  const low = [
    [0, cyan(10)],
    [hourMs, cyan(10)],
  ] as const;

  test("closes the need and tells the life when the new level is still there in the next reading", () => {
    const { events, memory } = tell(...low, [2 * hourMs, cyan(100)], [3 * hourMs, cyan(100)]);
    expect(lines(events)).toEqual([
      "raise toner.cyan#life-1",
      "clear toner.cyan#life-1",
      "note toner.cyan#life-1.replaced",
    ]);
    expect(events[2]).toMatchObject({ data: { life: 1, levelAtClose: { percent: 10 }, isPremature: false } });
    expect(memory.toners[0]).toMatchObject({ life: { number: 2 }, closed: [{ number: 1 }] });
  });

  test.each([
    ["a shaken bottle", [18, 18, 17]],
    ["a jump that does not last", [100, 10, 100, 10]],
    ["a used cartridge put in", [35, 35, 34]],
  ])("is not %s", (_name, levels) => {
    const shown = levels.map((level, index) => [(2 + index) * hourMs, cyan(level)] as const);
    expect(lines(tell(...low, ...shown).events)).toEqual(["raise toner.cyan#life-1"]);
  });

  test("is not a cartridge taken out and put back", () => {
    const out: Shown = { toners: { cyan: { state: "unknown" }, black: 80 } };
    const gone: Shown = { toners: { black: 80 } };
    const { events } = tell(...low, [2 * hourMs, out], [3 * hourMs, gone], [4 * hourMs, cyan(10)]);
    expect(lines(events)).toEqual(["raise toner.cyan#life-1"]);
  });

  test("is not one step of a device that tells quarters", () => {
    const quarter = (percent: number): Shown => ({ toners: { cyan: { state: "percent", percent, stepPercent: 25 } } });
    expect(tell([0, quarter(50)], [hourMs, quarter(75)], [2 * hourMs, quarter(75)]).events).toEqual([]);
  });

  test("is told as premature with the level thrown away", () => {
    const { events } = tell([0, cyan(45)], [hourMs, cyan(100)], [2 * hourMs, cyan(99)]);
    expect(events).toMatchObject([
      { type: "cartridgeReplaced", data: { isPremature: true, levelAtClose: { percent: 45 } } },
    ]);
  });

  test("counts the pages of the color in the life, and not across a meter epoch", () => {
    const at = (hour: number, level: number, pages: number) =>
      [hour * hourMs, { ...cyan(level), counters: { "print.fullColor": pages, total: 2 * pages } }] as const;
    const second = [
      at(0, 40, 100),
      at(1, 100, 110),
      at(2, 100, 120),
      at(9, 70, 900),
      at(10, 100, 1000),
      at(11, 100, 1001),
    ];
    expect(tell(...second).events.at(-1)).toMatchObject({ data: { life: 2, pages: 890 } });
    const reset = [
      at(0, 40, 100),
      at(1, 100, 110),
      at(2, 70, 120),
      at(3, 70, 2),
      at(4, 70, 3),
      at(5, 100, 9),
      at(6, 100, 9),
    ];
    expect(tell(...reset).events.at(-1)).toMatchObject({ type: "cartridgeReplaced", data: { pages: null } });
  });

  test("of a toner without a number needs the alert to be gone for hours", () => {
    const state = (name: "low" | "some"): Shown => ({ toners: { black: { state: name } } });
    const start = [
      [0, state("low")],
      [hourMs, state("low")],
      [2 * hourMs, state("some")],
    ] as const;
    expect(lines(tell(...start, [3 * hourMs, state("some")]).events)).toHaveLength(1);
    expect(lines(tell(...start, [6 * hourMs, state("some")]).events)).toContain("clear toner.black#life-1");
  });
});

describe("the reminder", () => {
  test("comes once when the cartridge is empty for two days", () => {
    const hours = [0, 1, 24, 48, 49, 72, 96];
    const { events } = tell(...hours.map((hour) => [hour * hourMs, cyan(0)] as const));
    expect(lines(events)).toEqual(["raise toner.cyan#life-1", "note toner.cyan#life-1.reminder"]);
    expect(events[1]?.at).toBe("2026-09-09T08:00:00.000Z");
  });

  test("does not come from polls that did not see the cartridge", () => {
    const { events } = tell([0, cyan(0)], [hourMs, cyan(0)], [72 * hourMs, { status: {}, alerts: [] }]);
    expect(lines(events)).toEqual(["raise toner.cyan#life-1"]);
  });
});
