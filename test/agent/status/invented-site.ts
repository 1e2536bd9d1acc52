import type { AgentSnapshot, DeviceSnapshot } from "../../../src/agent/status/agent-snapshot.ts";
import { tell } from "../../../src/agent/status/told-event.ts";
import type { Event } from "../../../src/contract/event.ts";
import type { Reading } from "../../../src/contract/reading.ts";
import type { Alert } from "../../../src/contract/status.ts";
import type { Level, Supply } from "../../../src/contract/supply.ts";

/** Noon in Kyiv. */
export const now = "2026-11-22T10:00:00.000Z";

/** The stamp so many minutes before now. */
export function minutesAgo(minutes: number): string {
  return new Date(Date.parse(now) - minutes * 60_000).toISOString();
}

export function toner(color: string, level: Level | number): Supply {
  return {
    ...{ key: `toner.${color}`, kind: "toner", color, description: `Toner (${color})` },
    level: typeof level === "number" ? { state: "percent", percent: level } : level,
    raw: { unit: 19, max: 100, level: typeof level === "number" ? level : -3 },
  };
}

export function alert(changes: Partial<Alert>): Alert {
  return {
    ...{ key: "a", severity: "critical", kind: "service", code: null, codeName: "other", group: "marker" },
    ...{ groupIndex: 1, location: null, training: "fieldService", text: "Trouble", timeTicks: null },
    ...changes,
  };
}

export function reading(changes: Partial<Reading> = {}): Reading {
  return {
    device: {
      ...{ uid: "d-0000000000000001", serial: "A1B2C3D4E5F6", si: "UA-104217", manufacturer: "KONICA MINOLTA" },
      ...{ brand: null, model: "bizhub C301i", family: null, isKonicaMinolta: true, sysObjectId: null, mac: null },
      ...{ hostName: "km-hall", location: null, contact: null, address: "192.0.2.10" },
      firmware: [{ name: "MFP Controller", version: "AA2JY-0100-G00-15" }],
      capabilities: { color: true, largeFormat: true, duplex: true, controller: "internal" },
    },
    ...{ observedAt: minutesAgo(1), uptimeMs: 1000, profile: { name: "konica-minolta", revision: 1 }, complete: true },
    counters: [
      { id: "total", value: 1_204_817 },
      { id: "print.fullColor.large", value: 8_120 },
      { id: "copy.black", value: 300_411 },
    ],
    unsupported: ["scan.large"],
    supplies: [toner("cyan", 62), toner("magenta", 9), toner("yellow", 38.5), toner("black", { state: "low" })],
    alerts: [],
    status: { device: "running", printer: "idle", errors: [], asleep: false, console: ["Ready to print"] },
    ...changes,
  };
}

export function device(changes: Partial<DeviceSnapshot> = {}): DeviceSnapshot {
  return {
    ...{ uid: "d-0000000000000001", si: "UA-104217", serial: "A1B2C3D4E5F6", model: "bizhub C301i" },
    ...{ address: "192.0.2.10", location: "2nd floor, hall", contact: "answering" },
    ...{ lastContactAt: minutesAgo(1), lastRecordedAt: minutesAgo(190) },
    readAt: { status: minutesAgo(1), supplies: minutesAgo(25), counters: minutesAgo(310) },
    reading: reading(),
    ...changes,
  };
}

export function fault(changes: Partial<Event> = {}): Event {
  const { uid, serial, si, model, address, location } = device();
  return {
    ...{ type: "fault", action: "raise", key: "fault.C-2557", at: minutesAgo(12), certainty: "certain" },
    ...{ device: { uid, serial, si, model, address, location }, text: "Fault C-2557: an engineer is needed" },
    ...{ evidence: { observedAt: [minutesAgo(12)] } },
    data: { code: "C-2557", panelText: null, total: 1_204_817, alternatives: [] },
    ...changes,
  } as Event; // A change may name another type only together with its data, which spreading cannot tell.
}

export function exchange(changes: Partial<AgentSnapshot["ledger"][number]> = {}): AgentSnapshot["ledger"][number] {
  return {
    ...{ at: minutesAgo(1), host: "central.example.com:443", what: "upload", outcome: "taken" },
    ...{ records: 3, sentBytes: 1240, times: 1 },
    ...changes,
  };
}

export function snapshot(changes: Partial<AgentSnapshot> = {}): AgentSnapshot {
  return {
    ...{ version: "1.0.0", siteName: "Lviv, Shevchenka 1", now, startedAt: minutesAgo(3000), devices: [device()] },
    ...{ otherPrinters: [], sweep: null, recentEvents: [tell(fault())] },
    ...{ traps: null, ledger: [], leftOut: [] },
    outbox: { records: 3, bytes: 1_240_000, oldestAt: minutesAgo(2), quarantined: 0, state: "ok" },
    upload: {
      ...{ centralUrl: "https://central.example.com", agent: "a-17", phase: "idle", waitingFor: null },
      ...{ nextTryInMs: null, lastSuccessAt: minutesAgo(2), lastFailure: null, records: 4120, bytes: 812_000 },
      nextContactBy: minutesAgo(-9),
    },
    ...changes,
  };
}

/** A site with something of everything, as a person would meet it on a bad day. */
export function busySite(): AgentSnapshot {
  const waste: Supply = {
    ...{ key: "waste", kind: "waste", color: null, description: "Waste Toner Box", level: { state: "full" } },
    raw: { unit: 19, max: 100, level: 0 },
  };
  const mono = [toner("black", { state: "some" }), { ...waste, level: { state: "percent" as const, percent: 80 } }];
  const sick = reading({
    supplies: [...(reading().supplies ?? []), waste],
    parts: [
      { ...toner("cyan", 44), kind: "drum", key: "drum.cyan", description: "Drum Cartridge (Cyan)" },
      { ...toner("black", 3), kind: "imagingUnit", key: "imagingUnit.black", description: "Imaging Unit (Black)" },
      { ...toner("", 71), kind: "fuser", color: null, key: "fuser", description: "Fusing Unit" },
      {
        ...toner("", { state: "unknown" }),
        kind: "otherPart",
        color: null,
        key: "otherPart",
        description: "Ozone thing",
      },
    ],
    alerts: [
      alert({ key: "b", kind: "supply", text: "Waste Toner Box is full" }),
      alert({ key: "c", kind: "info", text: "Sleep mode" }),
      alert({ key: "a", kind: "service", text: "Call service: fusing unit trouble", troubleCode: "C-2557" }),
    ],
    status: {
      ...{ device: "warning", printer: "idle", errors: ["doorOpen"], asleep: false, console: ["Close the door"] },
      covers: [
        { description: "Right door", state: "coverOpen" },
        { description: "Front door", state: "coverClosed" },
      ],
      trays: [
        { name: "Tray 1", sheets: null, capacity: 500 },
        { name: "Tray 2", sheets: 250, capacity: 500 },
      ],
    },
    checks: [{ sum: "total", parts: 1_204_800, stated: 1_204_817, ok: false }],
  });
  const asleep = reading({
    supplies: mono,
    status: { device: "running", printer: "other", errors: [], asleep: true, console: [] },
  });
  return snapshot({
    devices: [
      device({ reading: sick }),
      device({ uid: "d-0000000000000002", si: null, model: "bizhub 4752", location: null, reading: asleep }),
      device({
        uid: "d-0000000000000003",
        si: "UA-104219",
        address: "192.0.2.14:1161",
        contact: "silent",
        lastContactAt: minutesAgo(1500),
      }),
      device({
        uid: "d-0000000000000004",
        model: "AccurioPress C4070",
        contact: "notReadYet",
        reading: null,
        readAt: {},
        lastRecordedAt: null,
      }),
    ],
    otherPrinters: [{ address: "192.0.2.77", model: "LaserJet M402", seenAt: minutesAgo(5000) }],
    sweep: { probed: 120, total: 254, found: 5, remainingMs: 42_000 },
    outbox: { records: 18_240, bytes: 48_000_000, oldestAt: minutesAgo(1700), quarantined: 2, state: "ok" },
    upload: {
      ...snapshot().upload,
      ...{ phase: "waiting", waitingFor: "refused", nextTryInMs: 240_000, lastSuccessAt: minutesAgo(1700) },
      nextContactBy: minutesAgo(1689),
      lastFailure: {
        at: minutesAgo(1),
        kind: "refused",
        message: "Nothing listens at the address of central. (ECONNREFUSED)",
        code: "ECONNREFUSED",
      },
    },
    traps: { taken: 41, unknown: 1, malformed: 0 },
    ledger: [
      exchange({ outcome: "refused", sentBytes: 0, records: 0, times: 412 }),
      exchange({ at: minutesAgo(1700), records: 212, sentBytes: 18_400 }),
    ],
    recentEvents: [
      tell(fault()),
      tell(fault({ action: "clear", at: minutesAgo(60) })),
      {
        ...{ type: "sitePowerCut", action: "note", device: null, key: "site.power", at: minutesAgo(700) },
        text: "The site lost its power",
      },
    ],
  });
}
