import { crc32 } from "node:zlib";
import type { Batch } from "../../src/contract/batch.ts";
import type { Event } from "../../src/contract/event.ts";
import type { Heartbeat } from "../../src/contract/heartbeat.ts";
import type { DeviceIdentity, Reading } from "../../src/contract/reading.ts";
import type { OutboxRecord, RecordContent, ServiceRequest } from "../../src/contract/record.ts";

/** When the stories of these tests begin: a Monday, 10:00 in Kyiv. */
export const startMs = Date.parse("2026-11-16T08:00:00.000Z");
export const uid = "d-0123456789abcdef";
export const serial = "A5C0222481137";

/** ISO stamp so many minutes after the start. */
export function at(minutes: number): string {
  return new Date(startMs + minutes * 60_000).toISOString();
}

export function identity(changes: Partial<DeviceIdentity> = {}): DeviceIdentity {
  return {
    ...{ uid, serial, si: null, manufacturer: "KONICA MINOLTA", brand: null, model: "bizhub C454e", family: "x54e" },
    ...{ isKonicaMinolta: true, sysObjectId: null, mac: null, hostName: null, location: "Room 4", contact: null },
    ...{ address: "192.0.2.20", firmware: [] },
    capabilities: { color: true, largeFormat: true, duplex: true, controller: "internal" },
    ...changes,
  };
}

export function reading(minutes: number, total: number, changes: Partial<Reading> = {}): RecordContent {
  const body: Reading = {
    ...{ device: identity(), observedAt: at(minutes), uptimeMs: 1000, counters: [{ id: "total", value: total }] },
    supplies: [
      {
        ...{ key: "toner.cyan", kind: "toner", color: "cyan", description: "Toner (Cyan)" },
        ...{ level: { state: "percent", percent: 38 }, raw: { unit: 19, max: 100, level: 38 } },
      },
    ],
    ...{ profile: { name: "konica-minolta", revision: 1 }, complete: true },
    ...changes,
  };
  return { kind: "reading", body };
}

const device = { uid, serial, si: null, model: "bizhub C454e", address: "192.0.2.20", location: "Room 4" };
type Action = Event["action"];

function base(minutes: number, key: string, action: Action, text: string) {
  const certainty: Event["certainty"] = "certain";
  return { key, action, at: at(minutes), certainty, text, evidence: { observedAt: [at(minutes)] } };
}

export function toner(minutes: number, action: Action, life = 1, color = "cyan"): RecordContent {
  const isEmpty = false;
  return {
    kind: "event",
    body: {
      ...base(minutes, `toner.${color}#life-${life}`, action, `Toner ${color} runs out`),
      ...{ device, type: "tonerNeed" },
      data: { color, life, level: { state: "percent", percent: 5 }, isEmpty, daysLeft: 4, pagesLeft: 300 },
    },
  };
}

export function reminder(minutes: number, life = 1, color = "cyan"): RecordContent {
  const words = base(minutes, `toner.${color}#life-${life}.reminder`, "raise", "Empty for two days");
  return { kind: "event", body: { ...words, device, type: "tonerReminder", data: { color, life } } };
}

export function fault(minutes: number, action: Action, code = "C-2557"): RecordContent {
  const data = { code, panelText: "Malfunction", total: 486_002, alternatives: [] };
  const words = base(minutes, `fault.${code}`, action, `Trouble ${code}`);
  return { kind: "event", body: { ...words, device, type: "fault", data } };
}

export function part(minutes: number, action: Action, stage: "nearEnd" | "end" = "nearEnd"): RecordContent {
  const level = { state: "percent", percent: 3 } as const;
  const words = base(minutes, `part.drum.cyan#life-1.${stage}`, action, "Drum near its end");
  const data = { part: "drum.cyan", description: "Drum (Cyan)", level, stage, partCode: null };
  return { kind: "event", body: { ...words, device, type: "partNeed", data } };
}

export function monthClose(minutes: number, month: string, total: number): RecordContent {
  const stand = (observedMinutes: number) => ({ epoch: 1, observedAt: at(observedMinutes), counters: { total } });
  const words = base(minutes, `meter.month-${month}`, "note", `Meters at the close of ${month}`);
  const data = { month, closedAt: at(minutes), before: stand(minutes - 1), after: stand(minutes) };
  return { kind: "event", body: { ...words, device, type: "monthClose", data } };
}

export function powerCut(minutes: number, action: Action): RecordContent {
  const words = base(minutes, "site.power", action, "All devices went away together");
  const data = { devices: [uid], lastContactAt: null };
  return { kind: "event", body: { ...words, device: null, type: "sitePowerCut", data } };
}

export function heartbeat(changes: Partial<Heartbeat> = {}): RecordContent {
  return {
    kind: "heartbeat",
    body: {
      ...{ version: "1.0.0", startedAt: at(-60), nextContactWithinS: 300, isLast: false },
      devices: { known: 1, answering: 1, silent: 0, otherPrinters: 0 },
      outbox: { records: 1, bytes: 100, oldestAt: null, quarantined: 0 },
      ...changes,
    },
  };
}

export function request(minutes: number, changes: Partial<ServiceRequest> = {}): RecordContent {
  const body = { requestedAt: at(minutes), device: uid, what: "repair", color: null, text: "It squeaks" } as const;
  return { kind: "request", body: { ...body, contact: "Olena, 555 01 00", ...changes } };
}

export function stock(minutes: number, ...items: { key: string; count: number }[]): RecordContent {
  return { kind: "stock", body: { declaredAt: at(minutes), device: uid, items } };
}

function observedAtOf({ kind, body }: RecordContent): string {
  if (kind === "reading") return body.observedAt;
  if (kind === "event") return body.at;
  if (kind === "stock") return body.declaredAt;
  return kind === "request" ? body.requestedAt : at(0);
}

/** Numbers contents from `firstSeq` on, with the CRC of each. */
export function numbered(contents: readonly RecordContent[], firstSeq = 1): OutboxRecord[] {
  return contents.map((content, index) => {
    const crc = crc32(JSON.stringify(content.body)).toString(16).padStart(8, "0");
    return { ...content, seq: firstSeq + index, observedAt: observedAtOf(content), backfill: false, crc };
  });
}

export function batch(agent: string, records: readonly OutboxRecord[], changes: Partial<Batch> = {}): Batch {
  return {
    ...{ agent, epoch: "e-1", sentAt: at(0), clock: { synced: true, bootId: "boot-1", monoMs: 1 } },
    ...{ eventsRemaining: 0, gaps: [], records: [...records] },
    ...changes,
  };
}
