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

  test("is told in words that name the code once", () => {
    const textOf = (alert: Shown["alerts"] & {}) =>
      tell([0, shows(...alert)], [minuteMs, shows(...alert)]).events.map(({ text }) => text);
    expect(textOf([trouble])).toEqual(["Service needed: C-2557"]);
    expect(textOf([{ ...trouble, text: "Malfunction (C2557)" }])).toEqual(["Service needed: Malfunction (C2557)"]);
    expect(textOf([motor])).toEqual(["Service needed: motorFailure: Motor"]);
  });

  describe("that only the panel tells", () => {
    const panel = (text: string, troubleCode?: string): Shown => ({
      status: { console: [text], serviceCall: { text, ...(troubleCode && { troubleCode }) } },
      alerts: [],
    });

    test("is raised by its code, and cleared with it", () => {
      const call = panel("Trouble C-D010", "C-D010");
      const { events } = tell([0, call], [minuteMs, call], [hourMs, healthy], [hourMs + minuteMs, healthy]);
      expect(lines(events)).toEqual(["raise fault.C-D010", "clear fault.C-D010"]);
      expect(events[0]).toMatchObject({ certainty: "likely", data: { panelText: "Trouble C-D010" } });
    });

    test("is one fault with the alert of the same code", () => {
      const both: Shown = { ...panel("C-2557", "C-2557"), alerts: [trouble] };
      expect(lines(tell([0, both], [minuteMs, both]).events)).toEqual(["raise fault.C-2557"]);
    });

    test("is one fault with an alert that bears no trouble code, and gives it its code", () => {
      const both: Shown = { ...panel("C-2557", "C-2557"), alerts: [motor] };
      const { events } = tell([0, both], [minuteMs, both]);
      expect(events).toMatchObject([{ key: expect.stringMatching(/^fault\.motorFailure#/), data: { code: "C-2557" } }]);
    });

    test("in words alone is only possible, and none beside an alert", () => {
      const call = panel("Call service");
      expect(tell([0, call], [minuteMs, call]).events).toMatchObject([
        { key: "fault.serviceCall", certainty: "possible" },
      ]);
      const both: Shown = { ...call, alerts: [motor] };
      expect(tell([0, both], [minuteMs, both]).events).toHaveLength(1);
    });
  });

  describe("whose signs come one after the other", () => {
    const call = (text: string, troubleCode?: string) => ({
      device: "down" as const,
      ...{ console: [text], serviceCall: { text, ...(troubleCode && { troubleCode }) } },
    });
    const code = call("C-2557", "C-2557");
    const words = call("Call service");
    const down = { device: "down" } as const;
    const panel: Shown = { status: code, alerts: [] };
    const spoken: Shown = { status: words, alerts: [] };
    const both: Shown = { status: code, alerts: [motor] };
    const row: Shown = { status: down, alerts: [motor] };

    test.each<[string, readonly Shown[]]>([
      ["the panel's code before the alert", [panel, panel, both, both, row, row]],
      ["the panel's code in the poll before the alert", [panel, both, both]],
      ["the panel's code until the alert", [panel, panel, row, row, both]],
      ["the alert before the panel's code", [row, row, both, panel, panel, row]],
      ["the panel's words before the alert", [spoken, spoken, { status: words, alerts: [motor] }, row, spoken]],
      ["the panel's words before its code", [spoken, spoken, panel, panel, both]],
      ["the panel's words before a code of its own", [spoken, spoken, shows(trouble), shows(trouble)]],
      ["a code of its own before the panel's words", [shows(trouble), shows(trouble), spoken, spoken]],
    ])("is one fault: %s", (_name, shown) => {
      const steps = [...shown, healthy, healthy].map((what, minute) => [minute * minuteMs, what] as const);
      const { events } = tell(...steps);
      expect(events.map(({ action }) => action)).toEqual(["raise", "clear"]);
      expect(events[1]?.key).toBe(events[0]?.key);
    });

    test("keeps the code that the panel told once", () => {
      const shown = [row, row, both, row, row, healthy, healthy];
      const { events } = tell(...shown.map((what, minute) => [minute * minuteMs, what] as const));
      expect(events[1]).toMatchObject({ action: "clear", text: "C-2557 is over" });
    });

    test.each<[string, Shown, Shown]>([
      ["codes on the panel", panel, { status: call("C-3425", "C-3425"), alerts: [] }],
      ["a code on the panel and another in an alert", panel, shows({ ...trouble, troubleCode: "C-3425" })],
      ["alerts", row, shows({ ...motor, text: "Motor 2" })],
    ])("is told apart from the next one: %s", (_name, first, next) => {
      const shown = [first, first, next, next];
      const { events } = tell(...shown.map((what, minute) => [minute * minuteMs, what] as const));
      expect(events.filter(({ action }) => action === "raise")).toHaveLength(2);
    });
  });

  test.each([
    ["asleep", { asleep: true }],
    ["warming up", { printer: "warmup" }],
  ] as const)("is not a device that is down with serviceRequested while %s", (_name, status) => {
    const shown: Shown = { status: { device: "down", errors: ["serviceRequested"], ...status }, alerts: [] };
    expect(tell([0, shown], [minuteMs, shown]).events).toEqual([]);
  });

  test.each([
    ["by an empty tray of several", { kind: "user", code: 808, severity: "warning" }, 1],
    ["by toner that runs low", { kind: "supply", code: 1104, severity: "warning" }, 1],
    ["by a call for a part", { kind: "maintenance", code: 1, severity: "warning" }, 1],
    ["but by a call for a part that stops the device", { kind: "maintenance", code: 1, severity: "critical" }, 0],
    ["but by a jam", { kind: "user", code: 8, severity: "warning" }, 0],
    ["but by an empty tray that stops the device", { kind: "user", code: 808, severity: "critical" }, 0],
  ] as const)("of a device that is down is not explained %s", (_name, alert, faults) => {
    const shown: Shown = { status: { device: "down", errors: ["serviceRequested"] }, alerts: [alert] };
    const { events } = tell([0, shown], [minuteMs, shown]);
    expect(events.filter(({ type }) => type === "fault")).toHaveLength(faults);
  });

  test("does not quote the panel of a device that is ready", () => {
    const shown: Shown = { status: { console: ["Ready to print"] }, alerts: [{ ...motor, text: "" }] };
    expect(tell([0, shown], [minuteMs, shown]).events).toMatchObject([{ data: { panelText: null } }]);
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
