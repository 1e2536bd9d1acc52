import { type DeviceMemory, emptyMemory } from "../../../src/agent/events/device-memory.ts";
import { type EventSettings, eventSettings } from "../../../src/agent/events/event-settings.ts";
import { reduceReading } from "../../../src/agent/events/reduce-reading.ts";
import { Event } from "../../../src/contract/event.ts";
import type { DeviceIdentity, Reading } from "../../../src/contract/reading.ts";
import type { Alert, Status } from "../../../src/contract/status.ts";
import type { Level, Part, Supply } from "../../../src/contract/supply.ts";
import { library } from "../../recorded-answers.ts";

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

export const settings: EventSettings = {
  ...eventSettings(library, "Europe/Kyiv"),
  colorWords: { cyan: ["cyan"], magenta: ["magenta"], yellow: ["yellow", "gelb"], black: ["black", "schwarz"] },
};

export const identity: DeviceIdentity = {
  uid: "d-0011223344556677",
  serial: "A1B2C3D4E5F6",
  si: "UA-1",
  manufacturer: "KONICA MINOLTA",
  brand: "KONICA MINOLTA",
  model: "bizhub C300i",
  family: null,
  isKonicaMinolta: true,
  sysObjectId: "1.3.6.1.4.1.18334.1.1.1.2.1.1",
  mac: "00:20:6b:00:00:01",
  hostName: "km1",
  location: "2nd floor, hall",
  contact: null,
  address: "192.0.2.10",
  firmware: [{ name: "Controller", version: "1.0" }],
  capabilities: { color: true, largeFormat: true, duplex: true, controller: "internal" },
};

/** What one poll shows; sections left out were not asked for. A number as level is a percentage. */
export interface Shown {
  readonly device?: Partial<DeviceIdentity>;
  readonly counters?: Readonly<Record<string, number>>;
  readonly toners?: Readonly<Record<string, Level | number>>;
  readonly parts?: Readonly<Record<string, Level | number>>;
  readonly waste?: Level;
  readonly alerts?: readonly Partial<Alert>[];
  readonly status?: Partial<Status>;
  readonly uptimeMs?: number;
  readonly complete?: boolean;
}

const startMs = Date.UTC(2026, 8, 7, 8);

/** The stamp at so many milliseconds after the history's begin, Monday 2026-09-07 08:00 UTC. */
export function stampAt(ms: number): string {
  return new Date(startMs + ms).toISOString();
}

export function makeReading(ms: number, shown: Shown): Reading {
  const { counters, toners, parts, waste, alerts, status } = shown;
  const supplies: Supply[] = Object.entries(toners ?? {}).map(([color, level]) => ({
    ...makeItem(`toner.${color}`, color, level),
    kind: "toner",
  }));
  if (waste !== undefined) supplies.push({ ...makeItem("waste", null, waste), kind: "waste" });
  return {
    device: { ...identity, ...shown.device },
    observedAt: stampAt(ms),
    uptimeMs: shown.uptimeMs ?? null,
    profile: { name: "test", revision: 1 },
    complete: shown.complete ?? true,
    ...(counters && { counters: Object.entries(counters).map(([id, value]) => ({ id, value })) }),
    ...((toners || waste) && { supplies }),
    ...(parts && {
      parts: Object.entries(parts).map(([key, level]): Part => {
        return { ...makeItem(key, key.split(".")[1] ?? null, level), kind: "drum" };
      }),
    }),
    ...(alerts && { alerts: alerts.map(makeAlert) }),
    ...(status && {
      status: { device: "running", printer: "idle", errors: [], asleep: false, console: [], ...status },
    }),
  };
}

function makeItem(key: string, color: string | null, level: Level | number) {
  const known: Level = typeof level === "number" ? { state: "percent", percent: level } : level;
  return { key, color, description: key, level: known, raw: { unit: null, max: null, level: null } };
}

export function makeAlert(alert: Partial<Alert>): Alert {
  return {
    key: `${alert.code ?? ""}/${alert.text ?? ""}`,
    severity: "warningUnaryChangeEvent",
    kind: "info",
    code: null,
    codeName: "other",
    group: "generalPrinter",
    groupIndex: null,
    location: null,
    training: "other",
    text: "",
    timeTicks: null,
    ...alert,
  };
}

/** Plays readings into the reducer, and checks every event against the contract. */
export function play(history: readonly Reading[], from: DeviceMemory = emptyMemory, rules = settings) {
  let memory = from;
  const events: Event[] = [];
  for (const reading of history) {
    const reduced = reduceReading(memory, reading, rules, []);
    memory = reduced.memory;
    events.push(...reduced.events.map((event) => Event.parse(event)));
  }
  return { memory, events };
}

/** Plays what was shown at the times given in milliseconds. */
export function tell(...shown: readonly (readonly [ms: number, shown: Shown])[]) {
  return play(shown.map(([ms, what]) => makeReading(ms, what)));
}

/** Events as short lines: `raise toner.cyan#life-1`. */
export function lines(events: readonly Event[]): string[] {
  return events.map(({ action, key }) => `${action} ${key}`);
}
