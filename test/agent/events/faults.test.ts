import { describe, expect, test } from "vitest";
import { dayMs, hourMs, lines, minuteMs, type Shown, tell } from "./history.ts";

const motor = { code: 33, codeName: "motorFailure", kind: "service", severity: "critical", text: "Motor" } as const;
const trouble = {
  ...motor,
  code: 1,
  codeName: "other",
  severity: "warning",
  text: "C-2557",
  troubleCode: "C-2557",
} as const;
const shows = (...alerts: Shown["alerts"] & {}): Shown => ({ status: { device: "down" }, alerts });
const healthy: Shown = { status: {}, alerts: [] };

describe("a fault", () => {
  test("is raised when two polls a minute apart show it and cleared when two do not", () => {
    const { events } = tell(
      [0, shows(trouble)],
      [30_000, shows(trouble)],
      [minuteMs, shows(trouble)],
      [2 * minuteMs, shows(trouble)],
      [3 * minuteMs, healthy],
      [4 * minuteMs, healthy],
    );
    expect(lines(events)).toEqual(["raise fault.C-2557", "clear fault.C-2557"]);
    expect(events[0]).toMatchObject({
      certainty: "certain",
      data: { code: "C-2557", panelText: "C-2557" },
      evidence: {
        alerts: [{ troubleCode: "C-2557" }],
        observedAt: ["2026-09-07T08:00:00.000Z", "2026-09-07T08:01:00.000Z"],
      },
    });
    expect(events[1]).toMatchObject({ raisedAt: events[0]?.at });
  });

  test.each([
    ["a critical alert with a service code", motor, "certain"],
    ["the same as a warning", { ...motor, severity: "warning" }, "likely"],
    ["a text alone", { ...motor, code: 1, codeName: "other" }, "likely"],
  ] as const)("by %s is as sure as that", (_name, alert, certainty) => {
    expect(tell([0, shows(alert)], [minuteMs, shows(alert)]).events).toMatchObject([{ certainty }]);
  });

  test.each([
    ["a poll that did not ask for alerts", { toners: { black: 50 } }],
    ["a poll that was not answered in full", { ...healthy, complete: false }],
  ] as const)("is not cleared by %s", (_name, shown) => {
    const { events } = tell([0, shows(motor)], [minuteMs, shows(motor)], [hourMs, shown], [2 * hourMs, shown]);
    expect(events).toHaveLength(1);
  });

  test("is not cleared by one good poll between two bad ones", () => {
    const { events } = tell(
      [0, shows(motor)],
      [minuteMs, shows(motor)],
      [2 * minuteMs, healthy],
      [3 * minuteMs, shows(motor)],
      [hourMs, healthy],
    );
    expect(events).toHaveLength(1);
  });

  test("is told apart from another with the same code", () => {
    const other = { ...motor, text: "Motor 2" };
    const { events } = tell([0, shows(motor, other)], [minuteMs, shows(motor, other)]);
    expect(new Set(lines(events)).size).toBe(2);
  });

  test("carries the total counter", () => {
    const { events } = tell([0, { ...shows(motor), counters: { total: 42 } }], [minuteMs, shows(motor)]);
    expect(events[0]).toMatchObject({ data: { total: 42 }, evidence: { counters: { total: 42 } } });
  });
});

describe("a device that is down", () => {
  const down = (errors: string[], alerts: Shown["alerts"] & {} = []): Shown => ({
    status: { device: "down", errors },
    alerts,
  });

  test("with the service bit and nothing that explains it is a possible fault", () => {
    const { events } = tell([0, down(["serviceRequested"])], [minuteMs, down(["serviceRequested"])]);
    expect(events).toMatchObject([{ key: "fault.down", certainty: "possible" }]);
  });

  test.each<[string, Shown]>([
    ["a jam bit", down(["serviceRequested", "jammed"])],
    ["an open door that the alert tells", down(["serviceRequested"], [{ kind: "user", text: "Door" }])],
    ["an empty toner", down(["serviceRequested"], [{ kind: "supply", code: 1101, text: "Toner" }])],
    ["no service bit", down([])],
    ["alerts that were not asked", { status: { device: "down", errors: ["serviceRequested"] } }],
    ["only a warning", { status: { device: "warning", errors: ["serviceRequested"] }, alerts: [] }],
    ["sleep", { status: { asleep: true, errors: ["serviceRequested"] }, alerts: [{ code: 504, text: "Sleep" }] }],
    ["low paper", { status: { errors: ["lowPaper"] }, alerts: [{ kind: "user", code: 12, text: "Paper low" }] }],
  ])("is no fault with %s", (_name, shown) => {
    expect(tell([0, shown], [minuteMs, shown], [hourMs, shown]).events).toEqual([]);
  });
});

describe("repeated jams", () => {
  test("hint at service when the counter rises by more than the limit within a day, and end when it rests", () => {
    const at = (hour: number, jams: number) => [hour * hourMs, { counters: { jams } }] as const;
    const { events } = tell(at(0, 50), at(5, 56), at(10, 62), at(15, 62), at(40, 63));
    expect(lines(events)).toEqual(["raise fault.jams", "clear fault.jams"]);
    expect(events[0]).toMatchObject({ certainty: "possible", data: { code: "repeatedJams" } });
  });

  test("count by their share of a day after a long gap", () => {
    expect(tell([0, { counters: { jams: 0 } }], [10 * dayMs, { counters: { jams: 60 } }]).events).toEqual([]);
  });

  test("are counted from the alerts where there is no counter", () => {
    const jam: Shown = { status: { errors: ["jammed"] }, alerts: [{ code: 8, kind: "user", text: "Jam" }] };
    const shown = Array.from({ length: 24 }, (_, index) => [index * 10 * minuteMs, index % 2 ? jam : healthy] as const);
    expect(lines(tell(...shown).events)).toEqual(["raise fault.jams"]);
  });
});
