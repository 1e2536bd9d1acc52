import { expect, test } from "vitest";
import { defaultSiteSettings, emptySite, reduceSite } from "../../../src/agent/events/site.ts";
import { tellAgain } from "../../../src/agent/events/tell-again.ts";
import type { Event } from "../../../src/contract/event.ts";
import { hourMs, lines, makeReading, minuteMs, play, type Shown, stampAt, tell } from "./history.ts";

const alert = (...alerts: Shown["alerts"] & {}): Shown => ({ status: {}, alerts });
const trouble = { kind: "service", text: "C-2557", troubleCode: "C-2557" } as const;

test("after a loss a fault that was on its way out needs two good polls again", () => {
  const first = tell([0, alert(trouble)], [hourMs, alert(trouble)], [2 * hourMs, alert()]);
  expect(lines(first.events)).toEqual(["raise fault.C-2557"]);
  const shown = [alert(trouble), alert(), alert(trouble)].map((one, at) => makeReading((3 + at) * hourMs, one));
  expect(lines(play(shown, tellAgain(first.memory)).events)).toEqual(["raise fault.C-2557"]);
});

test("a cartridge held in the hand at the first reading is not replaced when it is put back", () => {
  const out = { code: 1115, kind: "user", text: "Toner cartridge missing" } as const;
  const cyan = (left: number, rest: Shown = {}): Shown => ({ toners: { cyan: left, black: 80 }, ...rest });
  expect(lines(tell([0, cyan(0, alert(out))], [hourMs, cyan(62)], [2 * hourMs, cyan(62)]).events)).toEqual([]);
});

test.each([
  { shown: [90, 85, "full", "full", 100, 100, 85, "full", "full"], raised: 4 },
  { shown: [100, 100, "full", "full", 100, 100, "full", "full"], raised: 4 },
] as const)("a waste box that tells percents and then that it is full is emptied, and needed again: $shown", (box) => {
  const steps = box.shown.map((told, hour): readonly [number, Shown] => {
    const level = told === "full" ? { state: told } : { state: "percent" as const, percent: told };
    return [hour * hourMs, { waste: level }];
  });
  const told = lines(tell(...steps).events);
  expect(told.filter((line) => line.startsWith("raise"))).toHaveLength(box.raised);
  expect(told).toContain("clear part.waste#life-1.end");
});

test("a leap of the counters is not believed because time passed since it was first seen", () => {
  const totals = [10, 50_000, 50_010, 50_020];
  const { events, memory } = tell(...totals.map((total, hour) => [hour * hourMs, { counters: { total } }] as const));
  expect([memory.meter?.epoch, ...lines(events)]).toEqual([2, "note meter.epoch-2"]);
});

test("a part's alert without a text is told by its code's name", () => {
  const due = alert({ kind: "maintenance", code: 11, codeName: "subunitLifeOver", text: "" });
  expect(tell([0, due], [hourMs, due]).events[0]?.text).toBe("Maintenance due: subunitLifeOver");
});

test("one jam that incomplete polls do not show is one", () => {
  const jam: Shown = { status: { errors: ["jammed"] }, alerts: [{ code: 8, kind: "user", text: "Jam" }] };
  const cut: Shown = { status: {}, alerts: [], complete: false };
  const polls = Array.from({ length: 24 }, (_, poll) => [poll * 5 * minuteMs, poll % 2 ? jam : cut] as const);
  expect(tell(...polls).events).toEqual([]);
});

test.each([12, 30_312])("staples that run low (%i) do not explain a device that is down", (code) => {
  const shown: Shown = {
    status: { device: "down", errors: ["serviceRequested"] },
    alerts: [{ kind: "supply", code, severity: "warning" }],
  };
  expect(lines(tell([0, shown], [minuteMs, shown]).events)).toEqual(["raise fault.down"]);
});

test.each([11, 30_111])("a life that is over (%i) is an end, a finisher's too", (code) => {
  const shown = alert({ kind: "maintenance", code, codeName: "subunitLifeOver", text: "Finisher" });
  expect(tell([0, shown], [minuteMs, shown]).events).toMatchObject([{ data: { stage: "end" } }]);
});

test("devices that come back one by one from a power cut are no second one", () => {
  const silent = (uid: string, action: "raise" | "clear"): Event => ({
    ...{ key: "device.silent", at: stampAt(0), certainty: "likely", text: uid, evidence: { observedAt: [] }, action },
    device: { uid, serial: uid, si: null, model: null, address: "192.0.2.1", location: null },
    ...{ type: "deviceSilent", data: { lastContactAt: null } },
  });
  const uids = ["a", "b", "c", "d", "e", "f"];
  let site = emptySite;
  const told: string[] = [];
  const at = (minute: number, events: readonly Event[]) => {
    const step = reduceSite(site, events, uids.length, stampAt(minute * minuteMs), defaultSiteSettings);
    site = step.site;
    told.push(...lines(step.events));
  };
  at(
    0,
    uids.map((uid) => silent(uid, "raise")),
  );
  for (const [back, uid] of uids.entries()) {
    at(30 + back, [silent(uid, "clear")]);
    at(30.5 + back, []);
  }
  for (let minute = 36; minute < 60; minute += 1) at(minute, []);
  expect(told.map((line) => line.split(" ")[0])).toEqual(["raise", "clear"]);
});
