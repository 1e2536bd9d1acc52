import { describe, expect, test } from "vitest";
import { acceptFrom, emptyMemory } from "../../../src/agent/events/device-memory.ts";
import { type Meter, pagesOf } from "../../../src/agent/events/meters.ts";
import { monthClosesBetween } from "../../../src/agent/events/month-close.ts";
import { reduceReading } from "../../../src/agent/events/reduce-reading.ts";
import { dayMs, hourMs, identity, lines, makeReading, play, type Shown, settings, stampAt, tell } from "./history.ts";

const counts = (total: number, device: Shown["device"] = {}): Shown => ({
  counters: { total, "print.black": total },
  device,
});

describe("a meter epoch", () => {
  test.each([
    ["reset", counts(3)],
    ["unknown", counts(70_000)],
    ["boardSwap", counts(3, { mac: "00:20:6b:00:00:02" })],
    ["otherDevice", counts(3, { serial: null, model: "bizhub 25e" })],
  ] as const)("opens on a drop that two readings show: %s", (reason, after) => {
    const { events, memory } = tell([0, counts(80_000)], [hourMs, after], [2 * hourMs, after]);
    expect(events).toMatchObject([{ key: "meter.epoch-2", data: { epoch: 2, reason } }]);
    expect(events[0]).toMatchObject({ data: { drops: [{ id: "total", before: 80_000 }, { id: "print.black" }] } });
    expect(memory.meter).toMatchObject({ epoch: 2, counters: { total: after.counters?.["total"] } });
  });

  test("does not open on a single wrong reading, which would bill all pages twice", () => {
    const { events, memory } = tell([0, counts(80_000)], [hourMs, counts(0)], [2 * hourMs, counts(80_010)]);
    expect(events).toEqual([]);
    expect(memory.meter).toMatchObject({ epoch: 1, counters: { total: 80_010 } });
  });

  test("is not touched by the controller in front of the engine, whose totals lack the copies", () => {
    const controller = counts(500, {
      capabilities: { color: true, largeFormat: true, duplex: true, controller: "external" },
    });
    expect(
      tell([0, counts(900)], [hourMs, controller], [2 * hourMs, controller], [3 * hourMs, counts(901)]).events,
    ).toEqual([]);
  });
});

describe("a controller that takes the engine's address", () => {
  const capabilities = { ...identity.capabilities, controller: "external" as const };
  const controller = (total: number) => counts(total, { capabilities });

  test("counts after a day, in an epoch of its own, and closes the months", () => {
    const { events, memory } = tell(
      ...([
        [0, counts(900)],
        [dayMs, controller(500)],
        [1.5 * dayMs, controller(510)],
      ] as const),
      ...([
        [2 * dayMs, controller(520)],
        [20 * dayMs, controller(600)],
        [30 * dayMs, controller(700)],
      ] as const),
    );
    expect(lines(events)).toEqual(["note meter.epoch-2", "note meter.month-2026-09"]);
    expect(events).toMatchObject([
      { at: stampAt(2 * dayMs), text: expect.stringContaining("controller"), data: { reason: "otherDevice" } },
      { data: { before: { epoch: 2, counters: { total: 600 } }, after: { counters: { total: 700 } } } },
    ]);
    expect(memory.meter).toMatchObject({ epoch: 2, controller: "external" });
  });

  test("counts nothing when the engine is heard within the day, however often that happens", () => {
    const turns = Array.from({ length: 20 }, (_, at) => {
      return [at * 0.7 * dayMs, at % 2 === 0 ? counts(900 + at) : controller(500 + at)] as const;
    });
    expect(tell(...turns).events).toEqual([]);
  });

  test("leaves a later break of the engine its two readings", () => {
    const shown = [counts(900), controller(500), counts(0), counts(901)];
    expect(tell(...shown.map((what, hour) => [hour * hourMs, what] as const)).events).toEqual([]);
  });
});

describe("the close of a month", () => {
  test("keeps the last reading before and the first after, each as it was", () => {
    const { events } = tell([0, counts(10)], [20 * dayMs, counts(20)], [30 * dayMs, counts(30)]);
    expect(events).toMatchObject([
      {
        key: "meter.month-2026-09",
        data: {
          month: "2026-09",
          closedAt: "2026-09-30T21:00:00.000Z",
          before: { observedAt: "2026-09-27T08:00:00.000Z", counters: { total: 20 } },
          after: { observedAt: "2026-10-07T08:00:00.000Z", counters: { total: 30 } },
        },
      },
    ]);
  });

  test("is told for every month that passed while the device was off, and says when an epoch lies between", () => {
    const { events } = tell([0, counts(500)], [60 * dayMs, counts(1)], [61 * dayMs, counts(2)]);
    expect(lines(events)).toEqual(["note meter.epoch-2", "note meter.month-2026-09", "note meter.month-2026-10"]);
    expect(events[1]).toMatchObject({ data: { before: { epoch: 1 }, after: { epoch: 2, counters: { total: 2 } } } });
  });

  test.each([
    ["Europe/Kyiv", "2026-10-31T21:59:59.000Z", "2026-10-31T22:00:00.000Z", ["2026-10-31T22:00:00.000Z"]],
    ["Europe/Kyiv", "2026-03-31T20:59:00Z", "2026-03-31T21:00:00Z", ["2026-03-31T21:00:00.000Z"]],
    ["Europe/Kyiv", "2026-10-31T22:00:00.000Z", "2026-11-30T21:59:59.000Z", []],
    ["UTC", "2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z", ["2027-01-01T00:00:00.000Z"]],
    // Here the clocks change on the first of the month itself: at its midnight the old offset still holds.
    ["Australia/Sydney", "2028-09-30T13:59:59Z", "2028-09-30T14:00:00Z", ["2028-09-30T14:00:00.000Z"]],
    ["America/New_York", "2026-10-20T00:00:00Z", "2026-11-02T00:00:00Z", ["2026-11-01T04:00:00.000Z"]],
  ])("stands at the midnight of %s between %s and %s", (timeZone, from, until, expected) => {
    expect(monthClosesBetween(from, until, timeZone).map(({ closedAt }) => closedAt)).toEqual(expected);
  });

  test("follows the site's time zone", () => {
    const rules = { ...settings, timeZone: "UTC" };
    const history = [
      makeReading(0, counts(1)),
      makeReading(23.6 * dayMs, counts(2)),
      makeReading(24 * dayMs, counts(3)),
    ];
    expect(play(history, undefined, rules).events).toMatchObject([{ data: { before: { counters: { total: 2 } } } }]);
  });
});

describe("the close of a month, when the clock was wrong", () => {
  const day = (days: number, total: number, isDateBelieved = true) =>
    [days * dayMs, counts(total), isDateBelieved] as const;
  const wrong = false;
  /** As the keeper does it when the clock was set back. */
  const closes = (...polls: readonly (readonly [ms: number, shown: Shown, isDateBelieved: boolean])[]) => {
    let memory = emptyMemory;
    return polls.flatMap(([ms, shown, isDateBelieved]) => {
      const reading = makeReading(ms, shown);
      const reduced = reduceReading(acceptFrom(memory, stampAt(ms - 1)), reading, settings, [], isDateBelieved);
      memory = reduced.memory;
      return reduced.events.flatMap((event) => {
        if (event.type !== "monthClose") return [];
        const { month, before, after } = event.data;
        return `${month}: ${before.counters["total"]} to ${after.counters["total"]}`;
      });
    });
  };

  test.each([
    ["a first start in 1970", [day(-20_000, 10, wrong), day(1, 11), day(30, 20)], ["2026-09: 11 to 20"]],
    ["a start in 1970", [day(0, 10), day(-20_000, 11, wrong), day(1, 12), day(30, 20)], ["2026-09: 12 to 20"]],
    [
      "a start months behind, over a month's end",
      [day(0, 10), day(-60, 19, wrong), day(30, 20)],
      ["2026-09: 10 to 20"],
    ],
    ["a start where the clock stood still", [day(0, 10), day(0.1, 19, wrong), day(30, 20)], ["2026-09: 10 to 20"]],
    [
      "a start months ahead",
      [day(0, 10), day(90, 11, wrong), day(91, 12, wrong), day(1, 13), day(30, 20)],
      ["2026-09: 13 to 20"],
    ],
  ])("is told once, between readings whose date is believed: %s", (_name, polls, expected) => {
    expect(closes(...polls)).toEqual(expected);
  });
});

describe("the pages of a colorant", () => {
  const byColor = {
    ...{ total: 100, "total.large": 4, "print.black.large": 9, scan: 70 },
    ...{ "copy.black": 10, "print.black": 20, "copy.fullColor": 5, "print.fullColor": 7, "print.singleColor": 3 },
  };
  const meterOf = (counters: Meter["counters"], epoch = 1): Meter => ({
    ...{ epoch, observedAt: "2026-09-07T08:00:00.000Z", counters },
    ...{ mac: null, model: null, controller: "internal", dropSeenAt: null },
  });

  test.each([
    ["black goes into black and full color pages", byColor, "black", 42],
    ["cyan into every page that is not black", byColor, "cyan", 15],
    ["a part of no color serves all pages", byColor, null, 100],
    ["without counters of colors all pages count", { total: 100, scan: 70 }, "cyan", 100],
    ["without any counter of pages nothing is known", { scan: 70 }, "black", null],
  ])("%s", (_rule, counters, color, pages) => {
    expect(pagesOf(meterOf(counters), color)).toEqual(pages === null ? null : { epoch: 1, pages });
  });

  test("bear the epoch in which they were counted, though the counters say the same", () => {
    const marks = [1, 2].map((epoch) => pagesOf(meterOf(byColor, epoch), "cyan"));
    expect(marks).toEqual([1, 2].map((epoch) => ({ epoch, pages: 15 })));
  });

  test("are unknown of a device without a meter", () => {
    expect(pagesOf(null, "black")).toBeNull();
  });
});
