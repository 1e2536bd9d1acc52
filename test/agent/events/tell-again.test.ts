import { expect, test } from "vitest";
import { emptyMemory } from "../../../src/agent/events/device-memory.ts";
import { reduceReading } from "../../../src/agent/events/reduce-reading.ts";
import { reduceSilence } from "../../../src/agent/events/reduce-silence.ts";
import { emptySite, reduceSite, type SiteSettings } from "../../../src/agent/events/site.ts";
import { tellAgain, tellSiteAgain } from "../../../src/agent/events/tell-again.ts";
import type { Event } from "../../../src/contract/event.ts";
import { hourMs, identity, makeReading, type Shown, settings, stampAt } from "./history.ts";

const worn: Shown = {
  toners: { cyan: 5 },
  parts: { "drum.cyan": 0 },
  alerts: [
    { key: "1", kind: "service", troubleCode: "C-2557", text: "C-2557" },
    { key: "2", kind: "maintenance", partCode: "P-8", text: "P-8" },
  ],
};

function poll(memory: typeof emptyMemory, ms: number) {
  return reduceReading(memory, makeReading(ms, worn), settings, []);
}

const keysOf = (events: readonly Event[]) => events.map(({ action, key }) => `${action} ${key}`).toSorted();

test("all that still stands is raised by the next poll under the same keys, once", () => {
  const first = poll(poll(emptyMemory, 0).memory, hourMs);
  expect(first.events).toHaveLength(5);
  const again = poll(tellAgain(first.memory), 2 * hourMs);
  expect(keysOf(again.events)).toEqual(keysOf(first.events));
  expect(poll(again.memory, 3 * hourMs).events).toEqual([]);
});

test("a silence is raised again by the next poll without an answer", () => {
  const device = { ...identity };
  let memory = poll(emptyMemory, 0).memory;
  const told: string[] = [];
  for (let hour = 1; hour <= 12; hour += 1) {
    const reduced = reduceSilence(memory, stampAt(hour * hourMs), { device, reason: "timeout" }, settings);
    told.push(...keysOf(reduced.events));
    memory = hour === 8 ? tellAgain(reduced.memory) : reduced.memory;
  }
  expect(told).toEqual(["raise device.silent", "raise device.silent"]);
});

test("a power cut ends, and is raised again when its devices tell their silence again", () => {
  const rules: SiteSettings = { windowMs: 600_000, minDevices: 3, minShare: 0.5 };
  const silences = ["d-1", "d-2", "d-3"].map(silenceOf);
  const cut = reduceSite(emptySite, silences, 3, stampAt(0), rules);
  expect(keysOf(cut.events)).toEqual(["raise site.powerCut"]);
  const { site, events } = tellSiteAgain(cut.site, stampAt(30_000));
  expect(keysOf(events)).toEqual(["clear site.powerCut"]);
  expect(keysOf(reduceSite(site, silences, 3, stampAt(60_000), rules).events)).toEqual(["raise site.powerCut"]);
});

function silenceOf(uid: string): Event {
  return {
    type: "deviceSilent",
    action: "raise",
    key: "device.silent",
    device: { uid, serial: uid, si: null, model: "m", address: "192.0.2.1", location: null },
    at: stampAt(0),
    certainty: "likely",
    text: "No answer",
    evidence: { observedAt: [stampAt(0)] },
    data: { lastContactAt: null },
  };
}
