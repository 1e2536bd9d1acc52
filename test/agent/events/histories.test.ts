import { describe, expect, test } from "vitest";
import { acceptFrom } from "../../../src/agent/events/device-memory.ts";
import type { Level } from "../../../src/contract/supply.ts";
import { dayMs, hourMs, lines, makeReading, minuteMs, play, type Shown, stampAt, tell } from "./history.ts";

/** A history as a real site makes it: what the polls showed, hour for hour, and all that may be told of it. */
type History = readonly [name: string, shown: readonly (readonly [hour: number, shown: Shown])[], told: string[]];

const minute = minuteMs / hourMs;
const day = dayMs / hourMs;
const cyan = (level: number | Level, rest: Shown = {}): Shown => ({ toners: { cyan: level, black: 80 }, ...rest });
const total = (value: number, rest: Shown = {}): Shown => ({ counters: { total: value }, ...rest });
const jams = (value: number): Shown => ({ counters: { total: 1000, jams: value } });
const alert = (...alerts: Shown["alerts"] & {}): Shown => ({ status: {}, alerts });
const low = [[0, cyan(8, total(1000))] as const, [1, cyan(8, total(1010))] as const];
const motor = { code: 33, codeName: "motorFailure", kind: "service", severity: "critical", text: "Motor" } as const;
const trouble = { kind: "service", text: "C-2557", troubleCode: "C-2557" } as const;
const nearEnd = { code: 1104, kind: "supply", text: "Toner Near Empty Cyan" } as const;
const out = { code: 1115, kind: "user", text: "Toner cartridge missing" } as const;

const tonerHistories: readonly History[] = [
  [
    "a cartridge replaced and half used while the agent was off for two weeks",
    [...low, [14 * day, cyan(55, total(4000))], [14 * day + 1, cyan(54, total(4010))]],
    ["raise toner.cyan#life-1", "clear toner.cyan#life-1", "note toner.cyan#life-1.replaced"],
  ],
  [
    "the same, low again soon after: a second cartridge is needed",
    [...low, ...[55, 54, 12, 11].map((level, index) => [14 * day + index * 12, cyan(level, total(4000))] as const)],
    [
      ...["raise toner.cyan#life-1", "clear toner.cyan#life-1", "note toner.cyan#life-1.replaced"],
      "raise toner.cyan#life-2",
    ],
  ],
  [
    "a first level after two weeks that the next reading does not bear out",
    [...low, [14 * day, cyan(90, total(1020))], [14 * day + 1, cyan(8, total(1021))]],
    ["raise toner.cyan#life-1"],
  ],
  [
    "two cartridges replaced at once",
    [10, 10, 100, 100].map((level, hour) => [hour, { toners: { cyan: level, magenta: level } }]),
    [
      ...["raise toner.cyan#life-1", "raise toner.magenta#life-1"],
      ...["clear toner.cyan#life-1", "note toner.cyan#life-1.replaced"],
      ...["clear toner.magenta#life-1", "note toner.magenta#life-1.replaced"],
    ],
  ],
  [
    "a good cartridge exchanged for a low one of another device: the slot needs one, though none wore out",
    [70, 70, 12, 12].map((level, hour) => [hour, cyan(level)]),
    ["raise toner.cyan#life-1"],
  ],
  [
    "a level that goes up and down around the threshold for days",
    [16, 15, 16, 14, 16, 15, 15, 16, 17, 14].map((level, index) => [index * 6, cyan(level)]),
    ["raise toner.cyan#life-1"],
  ],
  [
    "a level from 5 to 100 without any alert",
    [5, 5, 100, 99].map((level, hour) => [hour, cyan(level)]),
    ["raise toner.cyan#life-1", "clear toner.cyan#life-1", "note toner.cyan#life-1.replaced"],
  ],
  [
    "a cartridge in somebody's hands for an hour, for which the device says zero",
    [
      [0, cyan(62)],
      [1, cyan(0, { status: { errors: ["markerSupplyMissing"] }, alerts: [] })],
      [2, cyan(0, alert(out))],
      [3, cyan(62)],
      [4, cyan(62)],
    ],
    [],
  ],
  [
    "an empty cartridge thrown away while none is there to replace it",
    [
      ...[0, 1].map((hour) => [hour, cyan(0)] as const),
      ...[24, 49].map((hour) => [hour, cyan(0, alert(out))] as const),
    ],
    ["raise toner.cyan#life-1", "note toner.cyan#life-1.reminder"],
  ],
  [
    "an only toner taken out to be shaken: the bit says no toner",
    [0, 1].map((hour) => [
      hour,
      {
        toners: { black: { state: "some" } },
        alerts: [],
        status: { errors: ["noToner", "markerSupplyMissing"] },
      },
    ]),
    [],
  ],
  [
    "some (−3) at first, percents after an update",
    [...[0, 1].map((hour) => [hour, cyan({ state: "some" })] as const), [2, cyan(40)], [3, cyan(12)], [4, cyan(12)]],
    ["raise toner.cyan#life-1"],
  ],
  [
    "percents by day, some (−3) in every sleep",
    [12, 12, 11].flatMap((level, index) => [
      [index * 12, cyan(level)] as const,
      [index * 12 + 1, cyan(level)] as const,
      [index * 12 + 2, cyan({ state: "some" }, { status: { asleep: true }, alerts: [] })] as const,
      [index * 12 + 9, cyan({ state: "some" }, { status: { asleep: true }, alerts: [] })] as const,
    ]),
    ["raise toner.cyan#life-1"],
  ],
  [
    "a supply that one poll leaves out",
    [
      [0, cyan(8)],
      [1, cyan(8)],
      [2, { toners: { black: 80 } }],
      [3, cyan(8)],
      [4, cyan(7)],
    ],
    ["raise toner.cyan#life-1"],
  ],
  [
    "a holiday of ten days asleep, with one answer in between",
    [
      [0, cyan(30)],
      [5 * day, cyan(30, { status: { asleep: true }, alerts: [] })],
      [10 * day, cyan(30)],
    ],
    [],
  ],
  [
    "alerts that a partial reading lacks, and that are there again",
    [
      [0, cyan(20, alert(nearEnd))],
      [1, alert(nearEnd)],
      [2, { ...alert(), complete: false }],
      [3, alert(nearEnd)],
    ],
    ["raise toner.cyan#life-1"],
  ],
];

const meterHistories: readonly History[] = [
  [
    "a board swapped, and its counters entered again an hour later: those pages were not printed",
    [
      [0, total(80_000)],
      ...[1, 1.5].map((hour) => [hour, total(0)] as const),
      ...[2, 3].map((hour) => [hour, total(80_010)] as const),
      [4, total(80_020)],
    ],
    ["note meter.epoch-2", "note meter.epoch-3"],
  ],
  [
    "zero for one poll after a power cut",
    [
      [0, total(80_000)],
      [1, total(0)],
      [2, total(80_001)],
    ],
    [],
  ],
  [
    "2^32 − 1 for one poll",
    [
      [0, total(80_000)],
      [1, total(4_294_967_295)],
      [2, total(80_001)],
    ],
    [],
  ],
  [
    "2^31 from now on",
    [
      [0, total(80_000)],
      [1, total(2_147_483_648)],
      [2, total(2_147_483_648)],
      [3, total(2_147_483_649)],
    ],
    ["note meter.epoch-2"],
  ],
  [
    "a press at full speed over a weekend",
    [
      [0, total(80_000)],
      [60, total(600_000)],
      [61, total(608_400)],
    ],
    [],
  ],
  [
    "first the controller alone, then the engine, with copies made long before",
    [
      [
        0,
        total(500, {
          device: { capabilities: { color: true, largeFormat: true, duplex: true, controller: "external" } },
        }),
      ],
      ...[1, 2].map((hour) => [hour, total(900)] as const),
    ],
    ["note meter.epoch-2"],
  ],
  [
    "uptime from zero, counters as they were",
    [
      [0, total(500, { uptimeMs: 9 * dayMs })],
      [1, total(500, { uptimeMs: 5 * minuteMs })],
    ],
    ["note device.restarted"],
  ],
  [
    "sysUpTime past its 497 days in a cut of the network",
    [
      [0, { uptimeMs: 2 ** 32 * 10 - dayMs }],
      [3 * day, { uptimeMs: 2 * dayMs }],
    ],
    [],
  ],
  [
    "a power cut over the close of a month: the last stand before and the first after",
    [
      [23 * day, total(100)],
      [23.4 * day, total(120)],
      [24.2 * day, total(120)],
      [25 * day, total(140)],
    ],
    ["note meter.month-2026-09"],
  ],
  [
    "the close of a month on the night in which the clocks go back, and the next one",
    [
      [48 * day, total(100)],
      [49 * day, total(110)],
      [54.5 * day, total(120)],
      [54.6 * day, total(130)],
    ],
    ["note meter.month-2026-10"],
  ],
  [
    "a month that closes on a wrong value: the stand before it is the believed one",
    [
      [23.5 * day, total(100)],
      [23.54 * day, total(4_294_967_295)],
      [24 * day, total(130)],
    ],
    ["note meter.month-2026-09"],
  ],
];

const faultHistories: readonly History[] = [
  [
    "a service alert that comes and goes with every poll",
    Array.from({ length: 24 }, (_, index) => [index * 5 * minute, index % 2 ? alert() : alert(trouble)]),
    [],
  ],
  [
    "the same after it was there for two polls: told once, not over",
    [0, 0, 1, 0, 1, 0, 1, 0].map((gone, index) => [index * 5 * minute, gone ? alert() : alert(trouble)]),
    ["raise fault.C-2557"],
  ],
  [
    "the same code twice in a day",
    [1, 1, 0, 0, 1, 1, 0, 0].map((shown, index) => [index * 2, shown ? alert(trouble) : alert()]),
    ["raise fault.C-2557", "clear fault.C-2557", "raise fault.C-2557", "clear fault.C-2557"],
  ],
  [
    "an alert whose row number is used again for another",
    [
      ...[0, 1].map((hour) => [hour, alert({ ...trouble, timeTicks: 5 })] as const),
      ...[2, 3].map((hour) => [hour, alert({ kind: "user", code: 8, text: "Jam", timeTicks: 9 })] as const),
    ],
    ["raise fault.C-2557", "clear fault.C-2557"],
  ],
  [
    "a fault whose code stands on the panel alone, beside an alert that has none",
    [0, 1].map((hour) => [
      hour,
      {
        status: { device: "down", console: ["C-2557"], serviceCall: { text: "C-2557", troubleCode: "C-2557" } },
        alerts: [motor],
      },
    ]),
    ["raise fault.motorFailure#1"],
  ],
  [
    "a jam counter that is zero for one poll, then what it was",
    [
      [0, jams(96)],
      [1, jams(0)],
      [2, jams(96)],
      [3, jams(96)],
    ],
    [],
  ],
  [
    "a jam counter of 2^31",
    [
      [0, jams(96)],
      [1, jams(2_147_483_648)],
      [2, jams(97)],
    ],
    [],
  ],
  [
    "a board from elsewhere, with more jams on it",
    [[0, jams(96)], ...[1, 2].map((hour) => [hour, { counters: { total: 900, jams: 500 } }] as const)],
    ["note meter.epoch-2"],
  ],
  [
    "a storm of jams, then peace",
    [0, 12, 30, 31, 31, 31].map((value, index) => [index * 8, jams(value)]),
    ["raise fault.jams", "clear fault.jams"],
  ],
  [
    "a waste box emptied and full again",
    (["some", "low", "low", "some", "some", "low", "low"] as const).map((state, index) => [
      index * 5,
      { waste: { state } },
    ]),
    [
      ...["raise part.waste#life-1.nearEnd", "clear part.waste#life-1.nearEnd", "note part.waste#life-1.replaced"],
      "raise part.waste#life-2.nearEnd",
    ],
  ],
  [
    "an engineer who exchanges drum and fuser at a worn device",
    [5, 5, 100, 100].map((level, hour) => [hour, { parts: { "drum.cyan": level, fuser: level } }]),
    [
      ...["raise part.drum.cyan#life-1.nearEnd", "raise part.fuser#life-1.nearEnd"],
      ...["clear part.drum.cyan#life-1.nearEnd", "note part.drum.cyan#life-1.replaced"],
      ...["clear part.fuser#life-1.nearEnd", "note part.fuser#life-1.replaced"],
    ],
  ],
];

describe.each([
  ["toner", tonerHistories],
  ["meters", meterHistories],
  ["faults and parts", faultHistories],
])("what a site may do to %s", (_, histories) => {
  test.each(histories)("%s", (_name, shown, told) => {
    const { events } = tell(...shown.map(([hour, what]) => [Math.round(hour * hourMs), what] as const));
    expect(lines(events).map(withoutDigest)).toEqual(told.map(withoutDigest));
  });
});

describe("a cartridge replaced while nobody looked", () => {
  test("was not thrown away too early for all that is known", () => {
    const { events } = tell(
      [0, cyan(45, total(1))],
      [14 * dayMs, cyan(100, total(2))],
      [15 * dayMs, cyan(99, total(3))],
    );
    expect(events).toMatchObject([{ data: { levelAtClose: { state: "unknown" }, isPremature: false } }]);
  });

  test("over a weekend was, if much was left on Friday", () => {
    const { events } = tell(
      [0, cyan(45, total(1))],
      [60 * hourMs, cyan(100, total(2))],
      [61 * hourMs, cyan(99, total(3))],
    );
    expect(events).toMatchObject([{ data: { levelAtClose: { percent: 45 }, isPremature: true } }]);
  });
});

test("a month's stands around a board swap never invite a bill across it", () => {
  const values = [81_000, 0, 3, 81_010, 81_011];
  const { events } = tell(...values.map((value, index) => [23.5 * dayMs + index * hourMs, total(value)] as const));
  expect(lines(events)).toEqual(["note meter.epoch-2", "note meter.month-2026-09", "note meter.epoch-3"]);
  expect(events[1]).toMatchObject({
    data: { before: { epoch: 1, counters: { total: 81_000 } }, after: { epoch: 2, counters: { total: 3 } } },
  });
});

describe("a wall clock that was ahead by a year and is set right", () => {
  const ahead = 365 * dayMs;

  test("does not put off the reminder by a year", () => {
    const { memory } = tell([ahead, cyan(0)], [ahead + hourMs, cyan(0)]);
    const later = [1, 25, 48, 50].map((hour) => makeReading(hour * hourMs, cyan(0)));
    expect(lines(play(later, acceptFrom(memory, stampAt(0))).events)).toEqual(["note toner.cyan#life-1.reminder"]);
  });

  test("does not stop a fault from being cleared, nor the next one from being raised", () => {
    const { memory } = tell([ahead, alert(trouble)], [ahead + minuteMs, alert(trouble)]);
    const later = [alert(), alert(), alert(motor), alert(motor)].map((shown, hour) =>
      makeReading((hour + 1) * hourMs, shown),
    );
    const told = lines(play(later, acceptFrom(memory, stampAt(0))).events);
    expect(told.map(withoutDigest)).toEqual(["clear fault.C-2557", "raise fault.motorFailure#"]);
  });
});

/** The digest that tells two conditions of one code apart says nothing here. */
function withoutDigest(line: string): string {
  return line.replace(/(fault\.[A-Za-z]+#)[0-9a-f]+$/, "$1");
}
