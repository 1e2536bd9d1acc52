import { describe, expect, test } from "vitest";
import type { Neighbor } from "../../../src/agent/events/alternatives.ts";
import { emptyMemory } from "../../../src/agent/events/device-memory.ts";
import { reduceReading } from "../../../src/agent/events/reduce-reading.ts";
import { eventDevice } from "../../../src/agent/inventory/event-device.ts";
import { Event } from "../../../src/contract/event.ts";
import {
  dayMs,
  hourMs,
  identity,
  lines,
  makeReading,
  minuteMs,
  type Shown,
  settings,
  stampAt,
  tell,
} from "./history.ts";

const alert = (...alerts: Shown["alerts"] & {}): Shown => ({ status: {}, alerts });
const trouble = { kind: "service", code: 1, text: "C-2557", troubleCode: "C-2557" } as const;
const due = { kind: "maintenance", code: 1, text: "Call for P-8", partCode: "P-8" } as const;
const hours = (...shown: readonly Shown[]) => tell(...shown.map((what, hour) => [hour * hourMs, what] as const)).events;
const stamps = (...hoursAt: readonly number[]) => hoursAt.map((hour) => stampAt(hour * hourMs));

describe("an event names its words and the polls that showed it", () => {
  const firmware = [{ name: "Controller", version: "2.0" }];
  test.each<[what: string, shown: readonly Shown[], key: string, text: string, at: readonly number[]]>([
    ["a fault", [alert(trouble), alert(trouble)], "raise fault.C-2557", "Service needed: C-2557", [0, 1]],
    [
      "the end of a fault",
      [alert(trouble), alert(trouble), alert(), alert(), alert()],
      ...(["clear fault.C-2557", "C-2557 is over"] as const),
      [2, 3],
    ],
    ["a call for a part", [alert(due), alert(due)], "raise part.P-8", "Maintenance due: Call for P-8", [0, 1]],
    [
      "the end of a call for a part",
      [alert(due), alert(due), alert(due), alert(), alert()],
      ...(["clear part.P-8", "Maintenance done: Call for P-8"] as const),
      [3, 4],
    ],
    [
      "a restart",
      [{ uptimeMs: 5 * hourMs }, { uptimeMs: 7 * minuteMs }],
      ...(["note device.restarted", "Started again 7 minutes before the poll"] as const),
      [0, 1],
    ],
    [
      "other firmware",
      [{}, { device: { firmware } }],
      ...(["note device.firmware", "Firmware changed: Controller 2.0"] as const),
      [1],
    ],
    [
      "a part's need",
      [20, 20, 0, 0].map((left) => ({ parts: { "drum.cyan": left } })),
      ...(["raise part.drum.cyan#life-1.end", "drum.cyan is at its end"] as const),
      [2, 3],
    ],
    [
      "a replaced part",
      [20, 20, 100, 100].map((left) => ({ parts: { "drum.cyan": left } })),
      ...(["note part.drum.cyan#life-1.replaced", "drum.cyan was replaced"] as const),
      [2, 3],
    ],
    [
      "a toner's need",
      [50, 8, 8].map((cyan) => ({ toners: { cyan, black: 50 } })),
      ...(["raise toner.cyan#life-1", "Toner cyan runs out, 8 % left"] as const),
      [1, 2],
    ],
    [
      "a replaced toner",
      [8, 100, 100].map((cyan) => ({ toners: { cyan, black: 50 } })),
      ...(["note toner.cyan#life-1.replaced", "Toner cyan was replaced"] as const),
      [1, 2],
    ],
    [
      "a reminder",
      [0, ...Array.from({ length: 49 }, () => 0)].map((cyan) => ({ toners: { cyan, black: 50 } })),
      ...(["note toner.cyan#life-1.reminder", `Toner cyan is empty since ${stampAt(0)} and was not replaced`] as const),
      [0, 48],
    ],
    [
      "a meter epoch",
      [900, 3, 3].map((total) => ({ counters: { total } })),
      ...(["note meter.epoch-2", "1 counters went back (reset); new meter epoch 2"] as const),
      [0, 1, 2],
    ],
  ])("%s", (_what, shown, line, text, at) => {
    const event = hours(...shown).find((one) => lines([one])[0] === line);
    expect(event).toMatchObject({ text, evidence: { observedAt: stamps(...at) } });
  });
});

describe("a fault ends only by a poll that asked what began it", () => {
  const down: Shown = { status: { device: "down", errors: ["serviceRequested"] }, alerts: [] };
  test.each<[what: string, began: Shown, shown: Shown, isOver: boolean]>([
    ["an alert by the status alone", alert(trouble), { status: {} }, false],
    ["an alert by the alerts alone", alert(trouble), { alerts: [] }, true],
    ["a device that is down by the alerts alone", down, { alerts: [] }, false],
    ["a device that is down by a status without its state", down, { status: { device: null }, alerts: [] }, false],
    ["a device that is down by the status alone", down, { status: {} }, true],
  ])("%s: %j, %j", (_what, began, shown, isOver) => {
    const actions = hours(began, began, shown, shown).map(({ action }) => action);
    expect(actions).toEqual(isOver ? ["raise", "clear"] : ["raise"]);
  });
});

test("rows of one trouble code are one fault that shows them all, and is as sure as the surest", () => {
  const rows = [
    { ...trouble, text: "C-2557 tray 1" },
    { ...trouble, text: "C-2557 tray 2" },
  ];
  const [event, ...others] = hours(alert(...rows), alert(...rows));
  expect(others).toEqual([]);
  expect(event).toMatchObject({ certainty: "certain", evidence: { alerts: rows } });
  const many = alert(...Array.from({ length: 20 }, (_, row) => ({ ...trouble, text: `C-2557 tray ${row}` })));
  expect(hours(many, many)[0]?.evidence.alerts).toHaveLength(16);
});

test("a cartridge of a device that tells levels in halves is replaced by a rise of one half", () => {
  const told = [100, 50, 100, 50, 100, 50, 100, 50, 100, 100].map((cyan): Shown => ({ toners: { cyan, black: 50 } }));
  expect(lines(hours(...told))).toEqual(["note toner.cyan#life-1.replaced"]);
});

describe("jams", () => {
  const jams = (count: number): Shown => ({ counters: { jams: count } });

  test("of several days count by whole ones a day", () => {
    expect(tell([0, jams(0)], [2 * dayMs, jams(21)]).events).toEqual([]);
    expect(lines(tell([0, jams(0)], [2 * dayMs, jams(22)]).events)).toEqual(["raise fault.jams"]);
  });

  test("are remembered by the last 64 times they were seen, and told by the last 7", () => {
    const polls = Array.from({ length: 100 }, (_, poll) => [poll * 10 * minuteMs, jams(poll)] as const);
    const { memory, events } = tell(...polls);
    expect(memory.jams.onsets.map(({ at }) => at)).toEqual(polls.slice(-64).map(([ms]) => stampAt(ms)));
    const seen = polls.slice(5, 12).map(([ms]) => stampAt(ms));
    expect(events).toMatchObject([{ evidence: { observedAt: [...seen, stampAt(110 * minuteMs)] } }]);
  });

  test("name who could take the jobs while they last", () => {
    const neighbor: Neighbor = {
      ...{ device: { ...eventDevice(identity), uid: "d-00000000000000aa" }, isKonicaMinolta: true, isWorking: true },
      ...{ color: true, largeFormat: true },
    };
    const polls = [
      [0, 0],
      [1, 12],
      [40, 12],
    ] as const;
    let memory = emptyMemory;
    const events = polls.flatMap(([hour, count]) => {
      const reduced = reduceReading(memory, makeReading(hour * hourMs, jams(count)), settings, [neighbor]);
      memory = reduced.memory;
      return reduced.events.map((event) => Event.parse(event));
    });
    expect(lines(events)).toEqual(["raise fault.jams", "clear fault.jams"]);
    expect(events).toMatchObject([{ data: { alternatives: [neighbor.device] } }, { data: { alternatives: [] } }]);
  });
});
