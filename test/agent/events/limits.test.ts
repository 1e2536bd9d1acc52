import { expect, test } from "vitest";
import { findAlternatives, type Neighbor } from "../../../src/agent/events/alternatives.ts";
import { acceptFrom, emptyMemory, neighborOf } from "../../../src/agent/events/device-memory.ts";
import { forecast } from "../../../src/agent/events/forecast.ts";
import { type LevelStep, learnSteps, withSteps } from "../../../src/agent/events/level-steps.ts";
import { pagesBetween, pagesOf } from "../../../src/agent/events/meters.ts";
import { monthClosesBetween } from "../../../src/agent/events/month-close.ts";
import { reduceReading } from "../../../src/agent/events/reduce-reading.ts";
import { reduceSilence } from "../../../src/agent/events/reduce-silence.ts";
import { defaultSiteSettings, emptySite, reduceSite } from "../../../src/agent/events/site.ts";
import { tellAgain, tellSiteAgain } from "../../../src/agent/events/tell-again.ts";
import { eventDevice } from "../../../src/agent/inventory/event-device.ts";
import type { Event } from "../../../src/contract/event.ts";
import type { Level } from "../../../src/contract/supply.ts";
import {
  dayMs,
  hourMs,
  identity,
  lines,
  makeReading,
  minuteMs,
  play,
  type Shown,
  settings,
  stampAt,
  tell,
} from "./history.ts";

const cyan = (level: number | Level, rest: Shown = {}): Shown => ({ toners: { cyan: level, black: 80 }, ...rest });
const alert = (...alerts: Shown["alerts"] & {}): Shown => ({ status: {}, alerts });
const trouble = { kind: "service", text: "C-2557", troubleCode: "C-2557" } as const;
const nearEnd = { code: 1104, kind: "supply", text: "Toner Near Empty Cyan" } as const;
const hours = (...shown: Shown[]) => tell(...shown.map((s, h) => [h * hourMs, s] as const));
const minutes = (...shown: Shown[]) => tell(...shown.map((s, h) => [h * 5 * minuteMs, s] as const));
const drum = (level: number, rest: Shown = {}): Shown => ({ parts: { "drum.cyan": level }, ...rest });
const total = (n: number, rest: Shown = {}): Shown => ({ counters: { total: n }, ...rest });

test("two good polls within the minute clear no fault", () => {
  expect(
    lines(
      tell([0, alert(trouble)], [minuteMs, alert(trouble)], [2 * minuteMs, alert()], [2 * minuteMs + 30_000, alert()])
        .events,
    ),
  ).toEqual(["raise fault.C-2557"]);
});

test("a cartridge told empty in words after percents, and then full, was replaced", () => {
  expect(
    lines(hours(cyan(70), cyan({ state: "empty" }), cyan({ state: "empty" }), cyan(85), cyan(85)).events),
  ).toContain("note toner.cyan#life-1.replaced");
});

test("a replacement rises by 20 at least, to 60 at least", () => {
  expect(lines(hours(cyan(30), cyan(60), cyan(60)).events)).toEqual(["note toner.cyan#life-1.replaced"]);
  expect(lines(hours(cyan(45), cyan(65), cyan(65)).events)).toEqual(["note toner.cyan#life-1.replaced"]);
  expect(lines(hours(cyan(46), cyan(65), cyan(65)).events)).toEqual([]);
});

test("a used cartridge that was put in begins a curve of its own", () => {
  const { events } = tell(
    [0, cyan(50)],
    [10 * dayMs, cyan(18)],
    [11 * dayMs, cyan(40)],
    [31 * dayMs, cyan(15)],
    [31 * dayMs + hourMs, cyan(15)],
  );
  expect(events).toMatchObject([{ data: { daysLeft: 12 } }]);
});

test("a forecast looks back over the last forty percent", () => {
  const { events } = tell(
    ...[100, 90, 80, 70, 60].map((l, i) => [i * 10 * dayMs, cyan(l)] as const),
    [41 * dayMs, cyan(15)],
    [41 * dayMs + hourMs, cyan(15)],
  );
  expect(events).toMatchObject([{ data: { daysLeft: 4.9 } }]);
});

test("a level of 62 that is 45 in the next reading is no replacement", () => {
  expect(lines(hours(cyan(10), cyan(10), cyan(62), cyan(45), cyan(45)).events)).toEqual(["raise toner.cyan#life-1"]);
});

test("after two unwatched weeks 90 that is 35 in the next reading is no replacement", () => {
  expect(
    lines(
      tell(
        [0, cyan(8, total(1))],
        [hourMs, cyan(8, total(2))],
        [14 * dayMs, cyan(90, total(3))],
        [14 * dayMs + hourMs, cyan(35, total(4))],
      ).events,
    ),
  ).toEqual(["raise toner.cyan#life-1"]);
});

test("a device is unwatched from 72 hours on", () => {
  const at = (gap: number) =>
    lines(
      tell(
        [0, cyan(8, total(1))],
        [hourMs, cyan(8, total(2))],
        [hourMs + gap, cyan(55, total(3))],
        [2 * hourMs + gap, cyan(54, total(4))],
      ).events,
    );
  expect(at(72 * hourMs)).toContain("clear toner.cyan#life-1");
  expect(at(72 * hourMs - 1)).not.toContain("clear toner.cyan#life-1");
});

test("the last twelve lives are kept", () => {
  const { memory } = hours(...Array.from({ length: 14 }, () => [cyan(40), cyan(100), cyan(100)]).flat());
  expect(memory.toners[0]?.closed.map(({ number }) => number)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
});

test("pages of the life before the agent are unknown", () => {
  const { events } = hours(cyan(10, total(100)), cyan(100, total(110)), cyan(100, total(120)));
  expect(events.at(-1)).toMatchObject({ data: { openedAt: null, pages: null } });
});

test("a forecast tells nothing beyond ten years, of no pages, or of less than three days", () => {
  const p = (d: number, pages: number) => ({ at: stampAt(d * dayMs), pages: { epoch: 1, pages } });
  const from = (percent: number, level: Level, days: number, pages: number) =>
    forecast([{ ...p(0, 1000), percent }], level, p(days, pages), 3);
  expect(from(100, { state: "percent", percent: 99 }, 100, 2000)).toEqual({ daysLeft: null, pagesLeft: 99_000 });
  expect(from(100, { state: "empty" }, 100, 2000)).toEqual({ daysLeft: 0, pagesLeft: 0 });
  expect(from(100, { state: "percent", percent: 50 }, 10, 1000)).toEqual({ daysLeft: 10, pagesLeft: null });
  expect(from(100, { state: "percent", percent: 50 }, 3, 1003)).toEqual({ daysLeft: 3, pagesLeft: 3 });
  expect(from(100, { state: "percent", percent: 70 }, 9, 1010)).toEqual({ daysLeft: 21, pagesLeft: 23 });
});

const jamsAt = (...v: number[]) => hours(...v.map((jams): Shown => ({ counters: { jams } })));
test("repeated jams are told again after a loss", () => {
  const first = jamsAt(0, 12);
  expect(lines(first.events)).toEqual(["raise fault.jams"]);
  const again = play([makeReading(2 * hourMs, { counters: { jams: 12 } })], tellAgain(first.memory));
  expect(lines(again.events)).toEqual(["raise fault.jams"]);
  expect(again.memory.jams.onsets).toHaveLength(1);
});

test("after a loss a need is reminded of again", () => {
  const first = tell(...[0, 1, 48, 49].map((h) => [h * hourMs, cyan(0)] as const));
  expect(lines(play([makeReading(50 * hourMs, cyan(0))], tellAgain(first.memory)).events)).toEqual([
    "raise toner.cyan#life-1",
    "note toner.cyan#life-1.reminder",
  ]);
});

const device = (uid: string) => ({ uid, serial: uid, si: null, model: null, address: "192.0.2.1", location: null });
const silent = (uid: string, ms: number, action: "raise" | "clear" = "raise"): Event => ({
  key: "device.silent",
  at: stampAt(ms),
  certainty: "likely",
  text: uid,
  evidence: { observedAt: [] },
  action,
  device: device(uid),
  type: "deviceSilent",
  data: { lastContactAt: stampAt(ms - hourMs) },
});

const restarted = (uid: string, ms: number): Event => ({
  key: "device.restarted",
  at: stampAt(ms),
  certainty: "likely",
  text: uid,
  evidence: { observedAt: [] },
  action: "note",
  device: device(uid),
  type: "deviceRestarted",
  data: { uptimeMs: 1 },
});

const found = (uid: string, ms: number): Event => ({
  key: "device.found",
  at: stampAt(ms),
  certainty: "certain",
  text: uid,
  evidence: { observedAt: [] },
  action: "note",
  device: device(uid),
  type: "deviceFound",
  data: { isRegistered: true },
});
function siteOf(known: number) {
  let site = emptySite;
  const told: string[] = [];
  const events: Event[] = [];
  return {
    told,
    events,
    get site() {
      return site;
    },
    set site(s) {
      site = s;
    },
    at(ms: number, ...list: Event[]) {
      const s = reduceSite(site, list, known, stampAt(ms), defaultSiteSettings);
      site = s.site;
      told.push(...s.events.map((e) => `${ms / minuteMs} ${e.action} ${e.key} ${e.device?.uid ?? "site"}`));
      events.push(...s.events);
    },
  };
}

test("after a loss held silences are left to the devices, held restarts are not", () => {
  const s = siteOf(9);
  s.at(0, silent("a", 0), restarted("b", 0));
  s.site = tellSiteAgain(s.site, stampAt(minuteMs)).site;
  s.at(10 * minuteMs);
  expect(s.told).toEqual(["10 note device.restarted b"]);
});

test("a failure older than the last reading does not count", () => {
  const { memory } = tell([hourMs, {}]);
  expect(
    reduceSilence(memory, stampAt(30 * minuteMs), { device: eventDevice(identity), reason: "x" }, settings).memory,
  ).toBe(memory);
});

test("a device has no more slots, levels and faults than the bounds", () => {
  const toners = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`c${i}`, 50]));
  const parts = Object.fromEntries(Array.from({ length: 140 }, (_, i) => [`drum.c${i}`, 50]));
  const { memory } = hours({ toners, parts }, { toners, parts });
  expect([memory.toners.length, memory.parts.length, memory.levelSteps.length]).toEqual([32, 128, 128]);
  const many = Array.from({ length: 70 }, (_, i) => ({ kind: "service", text: `f${i}` }) as const);
  expect(hours(alert(...many)).memory.faults).toHaveLength(64);
});

test("an alert that names no color is judged by the present levels", () => {
  const un = { code: 1101, kind: "supply", text: "E-07" } as const;
  const now = { toners: { cyan: 16, black: 40 }, alerts: [un] };
  const { events } = hours({ toners: { cyan: 50, black: 40 } }, now, now);
  expect(events).toMatchObject([{ key: "toner.cyan#life-1", certainty: "likely", data: { isEmpty: true } }]);
});

test("only toner and ink of a color are cartridges", () => {
  const item = (kind: string, color: string | null) =>
    ({
      key: `${kind}.x`,
      kind,
      color,
      description: "x",
      level: { state: "percent", percent: 5 },
      raw: { unit: null, max: null, level: null },
    }) as never;
  const of = (kind: string, color: string | null) =>
    lines(play([0, 1].map((h) => ({ ...makeReading(h * hourMs, {}), supplies: [item(kind, color)] }))).events);
  expect(of("ink", "cyan")).toEqual(["raise ink.x#life-1"]);
  expect(of("otherSupply", "cyan")).toEqual([]);
  expect(of("toner", null)).toEqual([]);
});

const out = { code: 1115, kind: "user", text: "Toner cartridge missing" } as const;
test("while one cartridge is out the others count", () => {
  const shown: Shown = { toners: { cyan: 0, black: 12 }, ...alert(out) };
  expect(lines(hours({ toners: { cyan: 62, black: 20 } }, shown, alert(out), shown).events)).toEqual([
    "raise toner.black#life-1",
  ]);
});

const only = (state: Level | number, errors: string[] = []): Shown => ({
  toners: { black: state },
  status: { errors },
  alerts: [],
});

test("error bits speak of the only toner alone, and only where its level is not told", () => {
  const twice = (s: Shown) => lines(hours(s, s).events);
  expect(twice(only({ state: "some" }, ["noToner"]))).toEqual(["raise toner.black#life-1"]);
  expect(twice(only({ state: "some" }))).toEqual([]);
  expect(twice(only(50, ["lowToner"]))).toEqual([]);
  const two: Shown = {
    toners: { cyan: { state: "some" }, black: { state: "some" } },
    status: { errors: ["lowToner"] },
    alerts: [],
  };
  expect(twice(two)).toEqual([]);
});

test("a status poll without alerts does not undo a low level", () => {
  expect(lines(tell([0, cyan(15)], [5 * minuteMs, alert()], [hourMs, cyan(15)]).events)).toEqual([
    "raise toner.cyan#life-1",
  ]);
});

test("polls that were cut short or did not ask do not undo an alert", () => {
  expect(lines(minutes(cyan(20), alert(nearEnd), { ...alert(), complete: false }, alert(nearEnd)).events)).toEqual([
    "raise toner.cyan#life-1",
  ]);
  expect(lines(minutes(cyan(20), alert(nearEnd), { status: {} }, alert(nearEnd)).events)).toEqual([
    "raise toner.cyan#life-1",
  ]);
});

test("an alert that comes and goes orders nothing", () => {
  expect(lines(minutes(cyan(20), alert(nearEnd), alert(), alert(nearEnd), alert(), alert(nearEnd)).events)).toEqual([]);
});

test("a toner that alerts alone call empty is reminded of after two days of that", () => {
  const empty = { code: 1101, kind: "supply", text: "Toner Empty Black" } as const;
  const at = (...h: [number, Shown][]) => lines(tell(...h.map(([x, s]) => [x * hourMs, s] as const)).events);
  const some: Shown = { toners: { black: { state: "some" }, cyan: 80 } };
  expect(at([0, { ...some, ...alert(empty) }], [1, alert(empty)], [49, alert(empty)])).toEqual([
    "raise toner.black#life-1",
    "note toner.black#life-1.reminder",
  ]);
  expect(
    at([0, { ...some, ...alert(empty) }], [1, alert(empty)], [24, alert()], [30, alert(empty)], [50, alert(empty)]),
  ).toEqual(["raise toner.black#life-1"]);
  expect(
    at(
      [0, { ...some, ...alert(empty) }],
      [1, alert(empty)],
      [24, { status: {} }],
      [30, alert(empty)],
      [50, alert(empty)],
    ),
  ).toHaveLength(2);
});

test("each life is reminded of once", () => {
  const { events } = tell(...[0, 0, 0, 0, 100, 100, 0, 0, 0, 0].map((l, i) => [i * dayMs, cyan(l)] as const));
  expect(lines(events).filter((l) => l.includes("reminder"))).toEqual([
    "note toner.cyan#life-1.reminder",
    "note toner.cyan#life-2.reminder",
  ]);
});

test("an alert of the old cartridge says nothing while the new one waits for its second reading", () => {
  const { events } = tell(
    [0, cyan(18, total(1))],
    [14 * dayMs, cyan(55, total(2)).toners ? { ...cyan(55, total(2)), ...alert(nearEnd) } : {}],
    [14 * dayMs + 5 * minuteMs, alert(nearEnd)],
    [14 * dayMs + hourMs, cyan(54, { ...total(3), ...alert() })],
  );
  expect(lines(events)).toEqual(["note toner.cyan#life-1.replaced"]);
});

test("a need says how much is left, and what told so", () => {
  const { events } = hours(
    cyan(0, { status: { errors: ["noToner", "lowPaper"] } }),
    cyan(0, { status: { errors: ["noToner", "lowPaper"] } }),
  );
  expect(events).toMatchObject([
    {
      text: "Toner cyan is empty, 0 % left",
      data: { isEmpty: true },
      evidence: { errors: ["noToner"], observedAt: [stampAt(0), stampAt(hourMs)] },
    },
  ]);
  expect(hours(cyan(12), cyan(12)).events).toMatchObject([
    { text: "Toner cyan runs out, 12 % left", data: { isEmpty: false } },
  ]);
  const s: Shown = { toners: { cyan: { state: "low" }, black: 80 }, status: { errors: ["lowToner"] } };
  expect(hours(s, s).events).toMatchObject([{ text: "Toner cyan runs out", evidence: { errors: ["lowToner"] } }]);
});

test("a replacement with 20 % left is not premature", () => {
  const { events } = hours(cyan(20), cyan(100), cyan(100));
  expect(events).toMatchObject([
    {
      text: "Toner cyan was replaced",
      data: { isPremature: false },
      evidence: { observedAt: [stampAt(hourMs), stampAt(2 * hourMs)] },
    },
  ]);
});

test("the epoch stays while the counters grow", () => {
  expect(hours(total(80_000), total(0), total(0), total(10)).memory.meter).toMatchObject({
    epoch: 2,
    counters: { total: 10 },
  });
});

const ext = { capabilities: { ...identity.capabilities, controller: "external" as const } };
test("a device known by its controller alone counts", () => {
  const { events, memory } = hours(total(500, { device: ext }), total(600, { device: ext }));
  expect([lines(events), memory.meter?.counters["total"]]).toEqual([[], 600]);
});

test("two readings within a minute open no epoch", () => {
  expect(tell([0, total(80_000)], [hourMs, total(0)], [hourMs + 59_999, total(0)]).events).toEqual([]);
  expect(tell([0, total(80_000)], [hourMs, total(0)], [hourMs + 60_000, total(0)]).events).toHaveLength(1);
});

test("a new epoch says what broke and why", () => {
  const of = (...s: Shown[]) => hours(...s).events.map((e) => [e.text, (e.data as { reason: string }).reason]);
  expect(of(total(500, { device: ext }), total(900), total(900))).toEqual([
    ["The engine counts, not its controller (otherDevice); new meter epoch 2", "otherDevice"],
  ]);
  expect(of(total(80_000), total(3), total(3))).toEqual([["1 counters went back (reset); new meter epoch 2", "reset"]]);
  expect(of(total(8), total(2 ** 31), total(2 ** 31))).toEqual([
    ["1 counters leapt (unknown); new meter epoch 2", "unknown"],
  ]);
  expect(of(total(80_000), total(3, { device: { mac: null } }), total(3, { device: { mac: null } }))[0]?.[1]).toBe(
    "reset",
  );
  expect(
    of(
      total(80_000, { device: { serial: null } }),
      total(3, { device: { serial: null } }),
      total(3, { device: { serial: null } }),
    )[0]?.[1],
  ).toBe("reset");
  const other = { serial: null, mac: "00:20:6b:00:00:02" };
  expect(
    of(total(80_000, { device: { serial: null } }), total(3, { device: other }), total(3, { device: other }))[0]?.[1],
  ).toBe("otherDevice");
  const n = { serial: null, model: null };
  expect(
    of(total(80_000, { device: { serial: null } }), total(3, { device: n }), total(3, { device: n }))[0]?.[1],
  ).toBe("reset");
  const both = (t: number, scan: number): Shown => ({ counters: { total: t, scan } });
  expect(of(both(80_000, 1), both(3, 2), both(3, 2))[0]?.[1]).toBe("reset");
  expect(of(both(80_000, 80_000), both(3, 80_000), both(3, 80_000))[0]?.[1]).toBe("unknown");
});

test("pages in two colors use cyan", () => {
  const meter = {
    epoch: 1,
    observedAt: stampAt(0),
    counters: { total: 9, "print.twoColor": 4 },
    mac: null,
    model: null,
    controller: "internal",
    dropSeenAt: null,
  } as const;
  expect(pagesOf(meter, "cyan")).toEqual({ epoch: 1, pages: 4 });
});

test("pages between marks are known within an epoch, and never negative", () => {
  expect([
    pagesBetween({ epoch: 1, pages: 100 }, { epoch: 2, pages: 900 }),
    pagesBetween({ epoch: 1, pages: 100 }, { epoch: 1, pages: 90 }),
    pagesBetween({ epoch: 1, pages: 1 }, null),
    pagesBetween({ epoch: 1, pages: 100 }, { epoch: 1, pages: 100 }),
  ]).toEqual([null, null, null, 0]);
});

test("jams are raised above ten a day and over at half of that", () => {
  expect(lines(jamsAt(0, 10).events)).toEqual([]);
  expect(lines(jamsAt(0, 11).events)).toEqual(["raise fault.jams"]);
  const at = (h: number, jams: number) => [h * hourMs, { counters: { jams } }] as const;
  expect(lines(tell(at(0, 0), at(1, 6), at(2, 12), at(25.5, 12)).events)).toEqual(["raise fault.jams"]);
  expect(lines(tell(at(0, 0), at(1, 7), at(2, 12), at(25.5, 12)).events)).toEqual([
    "raise fault.jams",
    "clear fault.jams",
  ]);
  const { events } = jamsAt(0, 11);
  expect(events).toMatchObject([
    { text: "11 jams within a day", evidence: { observedAt: [stampAt(hourMs), stampAt(hourMs)] } },
  ]);
});

test("one jam in many polls is one", () => {
  const jam: Shown = { status: { errors: ["jammed"] }, alerts: [] };
  expect(lines(minutes(...Array.from({ length: 40 }, () => jam)).events)).toEqual([]);
  const flap = (s: Shown) => lines(minutes(...Array.from({ length: 24 }, (_, i) => (i % 2 ? s : alert()))).events);
  expect(flap(jam)).toEqual(["raise fault.jams"]);
  expect(flap(alert({ code: 8, kind: "user" }))).toEqual(["raise fault.jams"]);
  expect(flap(alert({ code: 30_208, kind: "user" }))).toEqual(["raise fault.jams"]);
  expect(flap(alert({ code: 108, kind: "user" }))).toEqual([]);
  expect(flap(alert({ code: null, kind: "user", jamCode: "J-11" }))).toEqual(["raise fault.jams"]);
});

test("a maintenance alert is over only when a whole poll shows none, and says how far the part is", () => {
  const due = alert({ kind: "maintenance", code: 11, codeName: "subunitLifeOver", text: "Part life over" });
  const { events } = hours(
    due,
    due,
    { ...alert(), complete: false },
    { ...alert(), complete: false },
    { status: {} },
    { status: {} },
  );
  expect(events).toMatchObject([
    { action: "raise", certainty: "likely", data: { stage: "end", description: "Part life over", partCode: null } },
  ]);
  const stage = (code: number) => {
    const a = alert({ kind: "maintenance", code, text: "x" });
    return (hours(a, a).events[0]?.data as { stage?: string } | undefined)?.stage;
  };
  expect([10, 11, 1112, 1114].map(stage)).toEqual(["nearEnd", "end", "end", "end"]);
});

test("a wear alert speaks of the part of its kind and color", () => {
  const w = (parts: Record<string, number>, ...alerts: Shown["alerts"] & {}) => {
    const s = { parts, ...alert(...alerts) };
    return lines(hours(s, s, s).events);
  };
  const a = (code: number, text: string) => ({ code, kind: "maintenance", text }) as const;
  expect(w({ "drum.cyan": 14, "drum.black": 14 }, a(1111, "Drum Near End Cyan"))).toEqual([
    "raise part.drum.cyan#life-1.nearEnd",
  ]);
  expect(w({ "drum.cyan": 14, "developer.cyan": 14 }, a(1111, "Near End Cyan"))).toEqual([
    "raise part.drum.cyan#life-1.nearEnd",
  ]);
  expect(w({ "drum.cyan": 14, "developer.cyan": 14 }, a(1113, "Near End Cyan"))).toEqual([
    "raise part.developer.cyan#life-1.nearEnd",
  ]);
  expect(w({ "developer.cyan": 14 }, a(1114, "x"))).toEqual([
    "raise part.developer.cyan#life-1.nearEnd",
    "raise part.developer.cyan#life-1.end",
  ]);
  expect(w({ "imagingUnit.cyan": 14 }, a(1111, "x"))).toEqual(["raise part.imagingUnit.cyan#life-1.nearEnd"]);
  expect(w({ "imagingUnit.cyan": 14 }, a(1113, "x"))).toEqual(["raise part.imagingUnit.cyan#life-1.nearEnd"]);
  expect(w({ "drum.cyan": 60 }, a(1111, "x"))).toEqual([expect.stringMatching(/^raise part\.other#/)]);
});

test("firmware that a whole poll no longer shows was removed", () => {
  const fw = (firmware: typeof identity.firmware, complete = true): Shown => ({ device: { firmware }, complete });
  const first = { name: "A", version: "1" };
  const two = [first, { name: "B", version: "2" }];
  expect(hours(fw(two), fw([first])).events).toMatchObject([
    { text: "Firmware changed: B removed", data: { modules: [{ name: "B", from: "2", to: null }] } },
  ]);
  expect(hours(fw(two), fw([first], false)).events).toEqual([]);
});

test("a neighbor works that has no fault, no jams and is not silent", () => {
  const one = hours(alert(trouble)).memory;
  const both = hours(alert(trouble), alert(trouble)).memory;
  const good = { kind: "service", text: "x" } as const;
  const mixed = hours(alert(trouble), alert(trouble), alert(trouble, good)).memory;
  expect([one, both, mixed, jamsAt(0, 12).memory, emptyMemory].map((m) => neighborOf(m)?.isWorking)).toEqual([
    true,
    false,
    false,
    false,
    undefined,
  ]);
});

test("what is remembered from after the set-back clock counts as just before it", () => {
  const { memory } = tell([0, {}]);
  expect(acceptFrom(memory, stampAt(hourMs))).toEqual(memory);
  const silentNow = reduceSilence(
    memory,
    stampAt(hourMs),
    { device: eventDevice(identity), reason: "x" },
    settings,
  ).memory;
  expect(acceptFrom(silentNow, stampAt(minuteMs)).silence).toMatchObject({
    failures: 1,
    lastFailureAt: stampAt(minuteMs),
  });
});

const neighbor = (uid: string, traits: Partial<Neighbor> = {}): Neighbor => ({
  device: { ...eventDevice(identity), uid, location: null },
  isKonicaMinolta: true,
  isWorking: true,
  color: true,
  largeFormat: true,
  ...traits,
});

test("a mono A4 device may be stood in for by any", () => {
  const mono = neighbor("self", { color: false, largeFormat: null });
  expect(
    findAlternatives(mono, [neighbor("mono", { color: false, largeFormat: false }), neighbor("color")]).map(
      ({ uid }) => uid,
    ),
  ).toEqual(["mono", "color"]);
  expect(
    findAlternatives(
      mono,
      Array.from({ length: 12 }, (_, i) => neighbor(`n${i}`)),
    ),
  ).toHaveLength(8);
  const near = { ...neighbor("far"), device: { ...eventDevice(identity), uid: "far", location: "a b c d e" } };
  const broken = { ...mono, device: { ...mono.device, location: "2nd FLOOR" } };
  const floor = { ...neighbor("floor"), device: { ...eventDevice(identity), uid: "floor", location: "floor" } };
  expect(findAlternatives(broken, [near, floor]).map(({ uid }) => uid)).toEqual(["floor", "far"]);
});

test("a fault names who may stand in", () => {
  const first = reduceReading(emptyMemory, makeReading(0, alert(trouble)), settings, [neighbor("d-other")]);
  const { capabilities } = identity;
  const again = makeReading(hourMs, {
    ...alert(trouble),
    device: { capabilities: { ...capabilities, color: null, largeFormat: null } },
  });
  const { events, memory } = reduceReading(first.memory, again, settings, [
    neighbor("d-other"),
    neighbor("d-mono", { color: false }),
    neighbor("d-small", { largeFormat: false }),
  ]);
  expect(events).toMatchObject([{ data: { alternatives: [{ uid: "d-other" }] } }]);
  const c = [2, 3].reduce(
    (m, h) => reduceReading(m.memory, makeReading(h * hourMs, alert()), settings, [neighbor("d-other")]),
    { memory } as { memory: typeof memory; events?: readonly Event[] },
  );
  expect(c.events).toMatchObject([
    {
      action: "clear",
      text: "C-2557 is over",
      evidence: { observedAt: [stampAt(2 * hourMs), stampAt(3 * hourMs)] },
      data: { alternatives: [] },
    },
  ]);
});

test("a part raised stays raised", () => {
  expect(lines(hours(drum(10), drum(10), drum(15), drum(15), drum(9), drum(9)).events)).toEqual([
    "raise part.drum.cyan#life-1.nearEnd",
  ]);
  expect(lines(hours(drum(1), drum(1), drum(1)).events)).toEqual(["raise part.drum.cyan#life-1.nearEnd"]);
});

const wear = { code: 1111, kind: "maintenance", text: "Drum Near End Cyan" } as const;
test("alerts alone raise a part's need, and clear it", () => {
  expect(lines(minutes(drum(14), alert(wear), alert(wear)).events)).toEqual(["raise part.drum.cyan#life-1.nearEnd"]);
  expect(lines(minutes(drum(30), alert({ ...wear, code: 1112 }), alert({ ...wear, code: 1112 })).events)).toEqual([
    "raise part.drum.cyan#life-1.nearEnd",
    "raise part.drum.cyan#life-1.end",
  ]);
  expect(lines(minutes(drum(14), alert(wear), { ...alert(), complete: false }, alert(wear)).events)).toEqual([
    "raise part.drum.cyan#life-1.nearEnd",
  ]);
  expect(lines(minutes(drum(14), alert(wear), { status: {} }, alert(wear)).events)).toEqual([
    "raise part.drum.cyan#life-1.nearEnd",
  ]);
  expect(lines(minutes(drum(9), alert(), drum(9)).events)).toEqual(["raise part.drum.cyan#life-1.nearEnd"]);
  expect(lines(minutes(drum(10), alert(), drum(10)).events)).toEqual(["raise part.drum.cyan#life-1.nearEnd"]);
});

test("what a part's need says", () => {
  expect(hours(drum(10), drum(10)).events).toMatchObject([
    { certainty: "likely", text: "drum.cyan nears its end", evidence: { observedAt: [stampAt(0), stampAt(hourMs)] } },
  ]);
  expect(hours(drum(10), drum(10)).events[0]?.evidence).not.toHaveProperty("alerts");
  expect(hours(drum(0), drum(0)).events[1]).toMatchObject({ text: "drum.cyan is at its end" });
});

test("a worn part's alert while the new part waits for its second reading", () => {
  const a = { parts: { "drum.cyan": 55 } };
  const { events } = tell(
    [0, { ...drum(18), ...total(1) }],
    [14 * dayMs, { ...a, ...total(2), ...alert(wear) }],
    [14 * dayMs + 5 * minuteMs, alert(wear)],
    [14 * dayMs + hourMs, { ...a, ...total(3), ...alert() }],
  );
  expect(lines(events)).toEqual(["note part.drum.cyan#life-1.replaced"]);
});

test("what is no silence passes a site at once", () => {
  const s = siteOf(9);
  s.at(0, found("a", 0), found("b", 0), silent("c", 0));
  expect(s.told).toEqual(["0 note device.found a", "0 note device.found b"]);
  const c = siteOf(3);
  c.at(0, found("x", 0), silent("a", 0), silent("b", 0), silent("c", 0));
  c.at(minuteMs, found("a", 0));
  expect(c.told).toEqual(["0 note device.found x", "0 raise site.powerCut site", "1 note device.found a"]);
  expect(c.events[1]).toMatchObject({
    data: { devices: ["a", "b", "c"], lastContactAt: stampAt(-hourMs) },
    evidence: { observedAt: [stampAt(0)] },
  });
});

test("three of twenty are no cut", () => {
  const s = siteOf(20);
  s.at(0, ...["a", "b", "c"].map((u) => silent(u, 0)));
  s.at(10 * minuteMs);
  expect(s.told).toEqual(["a", "b", "c"].map((u) => `10 raise device.silent ${u}`));
});

test("the cut ends when exactly half are back", () => {
  const s = siteOf(8);
  s.at(0, ...["a", "b", "c", "d"].map((u) => silent(u, 0)));
  s.at(30 * minuteMs, restarted("z", 0));
  s.at(31 * minuteMs, found("x", 0), silent("a", 0, "clear"), silent("b", 0, "clear"));
  s.at(40 * minuteMs, found("y", 0));
  s.at(41 * minuteMs - 1);
  s.at(41 * minuteMs);
  expect(s.told.slice(1)).toEqual([
    "31 note device.found x",
    "31 clear site.powerCut site",
    "40 note device.found y",
    "40 note device.restarted z",
    "41 raise device.silent c",
    "41 raise device.silent d",
  ]);
  expect(s.events[2]).toMatchObject({
    text: "Power is back: 2 of 4 devices answer",
    data: { devices: ["a", "b", "c", "d"] },
  });
});

test("a restart belongs to the cut once", () => {
  const s = siteOf(4);
  s.at(0, ...["a", "b", "c", "d"].map((u) => silent(u, 0)));
  s.at(30 * minuteMs, silent("a", 0, "clear"), silent("b", 0, "clear"));
  s.at(35 * minuteMs, silent("c", 0, "clear"), restarted("c", 0));
  s.at(100 * minuteMs, restarted("c", 0));
  s.at(110 * minuteMs);
  expect(s.told).toContain("110 note device.restarted c");
});

test("a cut names the earliest contact before it, and a short one keeps back nothing else", () => {
  const s = siteOf(3);
  s.at(0, silent("b", 5 * minuteMs), silent("a", 3 * minuteMs), silent("c", 9 * minuteMs));
  expect(s.events[0]).toMatchObject({ data: { lastContactAt: stampAt(3 * minuteMs - hourMs) } });
  const t = siteOf(3);
  t.at(0, found("x", 0), restarted("a", 0), restarted("b", 0), restarted("c", 0));
  expect(t.told).toEqual(["0 note device.found x", "0 note site.powerCut site"]);
  const u = siteOf(9);
  u.at(0, restarted("a", 0), silent("a", 0));
  u.at(minuteMs, silent("a", 0, "clear"));
  u.at(10 * minuteMs);
  expect(u.told).toEqual(["10 note device.restarted a"]);
});

test("only toner alerts order toner", () => {
  const shown = (a: object): Shown => ({ toners: { black: 80, cyan: 16 }, ...alert(a) });
  const twice = (a: object) => lines(hours(shown(a), shown(a)).events);
  expect(twice({ code: 3, kind: "user", text: "Door" })).toEqual([]);
  expect(twice({ code: 1101, kind: "supply", text: "E" })).toEqual(["raise toner.cyan#life-1"]);
  const only1: Shown = { toners: { black: 50 }, ...alert({ code: 1104, kind: "supply", text: "E" }) };
  expect(hours(only1, only1).events).toMatchObject([
    { key: "toner.black#life-1", certainty: "certain", data: { isEmpty: false } },
  ]);
  const unknown: Shown = {
    toners: { black: { state: "unknown" }, cyan: 50 },
    ...alert({ code: 1104, kind: "supply", text: "E" }),
  };
  expect(lines(hours(unknown, unknown).events)).toEqual(["raise toner.cyan#life-1"]);
  const full: Shown = { toners: { cyan: 60, black: 80 }, ...alert(nearEnd) };
  expect(lines(hours(full, full).events)).toEqual([]);
});

test("the steps of a part's level are known after four falls", () => {
  const of = (levels: number[]) => {
    const r = levels.map((l) => makeReading(0, drum(l)));
    const s = r.reduce<readonly LevelStep[]>(learnSteps, []);
    return r.map((last) => withSteps(last, s)).at(-1)?.parts?.[0]?.level;
  };
  expect(of([100, 75, 50, 25, 0])).toEqual({ state: "percent", percent: 0, stepPercent: 25 });
  expect(of([100, 75, 50, 25])).toEqual({ state: "percent", percent: 25 });
});

test("months close in the site's zone, across years, and twenty-four at most", () => {
  expect(monthClosesBetween("2026-09-10T00:00:00Z", "2027-09-10T00:00:00Z", "UTC")).toHaveLength(12);
  expect(monthClosesBetween("2020-09-10T00:00:00Z", "2027-09-10T00:00:00Z", "UTC")).toHaveLength(24);
  expect(monthClosesBetween("2026-09-30T09:59:00Z", "2026-09-30T10:00:00Z", "Pacific/Kiritimati")).toHaveLength(1);
});

const panelOf = (text: string, troubleCode?: string): Shown => ({
  status: {
    device: "down",
    console: ["line", text],
    errors: ["serviceRequested"],
    serviceCall: { text, ...(troubleCode && { troubleCode }) },
  },
  alerts: [],
});

const motor = { code: 33, codeName: "motorFailure", kind: "service", severity: "critical", text: "Motor" } as const;
test("what the panel and the alerts tell of one fault is one fault", () => {
  const twice = (s: Shown) => lines(hours(s, s).events).map((l) => l.replace(/#.*/, "#"));
  expect(twice({ ...panelOf("Call service"), alerts: [motor] })).toEqual(["raise fault.motorFailure#"]);
  expect(twice(panelOf("Call service"))).toEqual(["raise fault.serviceCall"]);
  expect(twice({ ...panelOf("C-1111", "C-1111"), alerts: [{ ...trouble }] })).toEqual([
    "raise fault.C-2557",
    "raise fault.C-1111",
  ]);
  const two = hours(
    ...[0, 1].map(() => ({ ...panelOf("C-1111", "C-1111"), alerts: [motor, { ...motor, text: "Motor 2" }] })),
  ).events;
  expect(two.map(({ data }) => (data as { code: string }).code)).toEqual(["C-1111", "motorFailure"]);
});

test("a device that is down is not over while its status is not answered", () => {
  const down: Shown = { status: { device: "down", errors: ["serviceRequested"] }, alerts: [] };
  expect(
    lines(
      hours(
        down,
        down,
        { status: { device: null }, alerts: [] },
        { status: { device: null }, alerts: [] },
        { alerts: [] },
        { alerts: [] },
      ).events,
    ),
  ).toEqual(["raise fault.down"]);
  expect(lines(hours(down, down, { status: {}, alerts: [] }, { status: {}, alerts: [] }).events)).toEqual([
    "raise fault.down",
    "clear fault.down",
  ]);
  expect(lines(hours(down, down, { status: {} }, { status: {} }).events)).toEqual([
    "raise fault.down",
    "clear fault.down",
  ]);
  const stop: Shown = { ...down, alerts: [{ kind: "info", code: 504, severity: "warning" }] };
  expect(lines(hours(stop, stop).events)).toEqual(["raise fault.down"]);
  const odd: Shown = { ...down, alerts: [{ kind: "user", code: null, severity: "warning" }] };
  expect(lines(hours(odd, odd).events)).toEqual([]);
});

test("a fault says what shows it, by the panel of a device that is down", () => {
  const s: Shown = {
    status: { device: "down", errors: ["serviceRequested"], console: ["Panel line"] },
    alerts: [{ ...motor, text: "" }],
  };
  const { events } = hours(s, s);
  expect(events).toMatchObject([
    {
      text: "Service needed: motorFailure: Panel line",
      data: { panelText: "Panel line" },
      evidence: { errors: ["serviceRequested"], console: ["Panel line"] },
    },
  ]);
  expect(events[0]?.key).toMatch(/^fault\.motorFailure#[0-9a-f]{8}$/);
  const rows: Shown = alert({ ...trouble, key: "1", text: "C-2557" }, { ...trouble, key: "2", text: "C-2557 here" });
  expect(hours(rows, rows).events).toMatchObject([{ evidence: { alerts: [{ key: "1" }, { key: "2" }] } }]);
  const c = (codeName: string, code: number | null) => {
    const a = alert({ ...motor, code, codeName });
    return hours(a, a).events[0]?.certainty;
  };
  expect([c("motorFailure", 33), c("unknown", 2), c("other", 1), c("x", null)]).toEqual([
    "certain",
    "likely",
    "likely",
    "likely",
  ]);
});
