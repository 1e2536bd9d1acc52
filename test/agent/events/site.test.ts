import { describe, expect, test } from "vitest";
import { emptySite, reduceSite, defaultSiteSettings as rules } from "../../../src/agent/events/site.ts";
import { Event } from "../../../src/contract/event.ts";
import { lines, minuteMs, stampAt } from "./history.ts";

const device = (uid: string) => ({ uid, serial: uid, si: null, model: null, address: "192.0.2.1", location: null });

function silent(uid: string, minutes: number, action: "raise" | "clear" = "raise"): Event {
  const at = stampAt(minutes * minuteMs);
  const base = { key: "device.silent", at, certainty: "likely", text: uid } as const;
  const evidence = { observedAt: [at] };
  return { ...base, evidence, action, device: device(uid), type: "deviceSilent", data: { lastContactAt: stampAt(0) } };
}

function restarted(uid: string, minutes: number): Event {
  const at = stampAt(minutes * minuteMs);
  const base = { key: "device.restarted", action: "note", at, certainty: "likely", text: uid } as const;
  return {
    ...base,
    evidence: { observedAt: [at] },
    device: device(uid),
    type: "deviceRestarted",
    data: { uptimeMs: 1 },
  };
}

/** Plays events by their minute into a site of `known` devices, minute for minute until `untilMinute`. */
function playSite(known: number, untilMinute: number, ...events: readonly Event[]) {
  let site = emptySite;
  const told: Event[] = [];
  for (let minute = 0; minute <= untilMinute; minute++) {
    const at = stampAt(minute * minuteMs);
    const step = reduceSite(
      site,
      events.filter((event) => event.at === at),
      known,
      at,
      rules,
    );
    site = step.site;
    told.push(...step.events.map((event) => Event.parse(event)));
  }
  return told.map((event) => `${lines([event])[0]} ${event.device?.uid ?? "site"}`);
}

describe("a power cut of the site", () => {
  test("is one event when many devices fall silent together, and ends when half are back", () => {
    const told = playSite(
      4,
      60,
      ...["a", "b", "c"].map((uid) => silent(uid, 1)),
      silent("d", 5),
      ...["a", "b"].flatMap((uid) => [silent(uid, 30, "clear"), restarted(uid, 30)]),
      ...["c", "d"].flatMap((uid) => [silent(uid, 33, "clear"), restarted(uid, 33)]),
    );
    expect(told).toEqual(["raise site.powerCut site", "clear site.powerCut site"]);
  });

  test("leaves the device that does not come back to be told for itself", () => {
    const told = playSite(
      3,
      60,
      ...["a", "b", "c"].map((uid) => silent(uid, 1)),
      ...["a", "b"].map((uid) => silent(uid, 20, "clear")),
      silent("c", 50, "clear"),
    );
    expect(told).toEqual([
      "raise site.powerCut site",
      "clear site.powerCut site",
      "raise device.silent c",
      "clear device.silent c",
    ]);
  });

  test("too short for silence is noted from the restarts", () => {
    expect(playSite(4, 30, ...["a", "b", "c"].map((uid) => restarted(uid, 2)))).toEqual(["note site.powerCut site"]);
  });

  test("is not seen in one device, whose silence is told after the wait", () => {
    expect(playSite(4, 9, silent("a", 1))).toEqual([]);
    expect(playSite(4, 30, silent("a", 1), restarted("b", 2))).toEqual([
      "raise device.silent a",
      "note device.restarted b",
    ]);
  });

  test("does not swallow the silence of another device hours later, nor of one that was back", () => {
    const told = playSite(
      6,
      400,
      ...["a", "b", "c", "d"].map((uid) => silent(uid, 1)),
      ...[silent("a", 30, "clear"), restarted("a", 30)],
      ...[silent("e", 200), silent("a", 300)],
    );
    expect(told).toEqual(["raise site.powerCut site", "raise device.silent e", "raise device.silent a"]);
  });

  test("takes in those that go away together while it lasts, of those that were still there", () => {
    const told = playSite(
      8,
      400,
      ...["a", "b", "c", "d", "e", "f", "g"].map((uid, at) => silent(uid, at < 4 ? 1 : 99)),
    );
    expect(told).toEqual(["raise site.powerCut site"]);
  });

  test("does not swallow a restart long after the device was back", () => {
    const lasts = ["a", "b", "c", "d"].map((uid) => silent(uid, 1));
    const back = [silent("a", 30, "clear"), restarted("a", 30)];
    expect(playSite(4, 400, ...lasts, ...back, restarted("a", 300))).toEqual([
      "raise site.powerCut site",
      "note device.restarted a",
    ]);
  });

  test("remembers no device whose restart never came", () => {
    const cut = ["a", "b", "c"].map((uid) => silent(uid, 1));
    const back = [...["a", "b"].map((uid) => silent(uid, 20, "clear")), silent("c", 25, "clear")];
    expect(playSite(3, 400, ...cut, ...back, restarted("c", 300))).toEqual([
      "raise site.powerCut site",
      "clear site.powerCut site",
      "note device.restarted c",
    ]);
  });

  test("leaves nothing of a silence that ended within the wait", () => {
    expect(playSite(4, 30, silent("a", 1), silent("a", 4, "clear"))).toEqual([]);
  });

  test("does not hold a silence back until a date that the wall clock showed in error", () => {
    const held = reduceSite(emptySite, [silent("a", 60 * 24)], 4, stampAt(60 * 24 * minuteMs), rules).site;
    expect(lines(reduceSite(held, [], 4, stampAt(0), rules).events)).toEqual(["raise device.silent"]);
  });
});
