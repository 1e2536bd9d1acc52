import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Log, silentLog } from "../../../src/agent/leaf/log.ts";
import type { NewRecord } from "../../../src/agent/outbox/outbox.ts";
import { SqliteOutbox } from "../../../src/agent/outbox/sqlite-outbox.ts";
import type { RecordContent } from "../../../src/contract/record.ts";
import { VirtualClock } from "../../virtual-clock.ts";

const msPerDay = 86_400_000;
export const firstDayMs = Date.UTC(2026, 10, 1);

/** A folder that goes when the test ends. */
export function temporaryFolder(onEnd: (cleanUp: () => void) => void): string {
  const folder = mkdtempSync(join(tmpdir(), "outbox-"));
  onEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

let epochs = 0;

export function outboxIn(folder: string, boundBytes = 64 * 1024 * 1024, log: Log = silentLog): SqliteOutbox {
  const newEpoch = () => {
    epochs += 1;
    return `epoch-${process.pid}-${epochs}`;
  };
  return new SqliteOutbox({ folder, boundBytes, clock: new VirtualClock(), log, newEpoch });
}

/** An open outbox in its own folder. */
export function openOutbox(onEnd: (cleanUp: () => void) => void, boundBytes?: number): SqliteOutbox {
  const outbox = outboxIn(temporaryFolder(onEnd), boundBytes);
  outbox.open();
  onEnd(() => outbox.close());
  return outbox;
}

/** A stand-in for a reading; `filler` gives it a size that does not deflate away. */
export function reading(device: string, atMs = firstDayMs, filler = ""): NewRecord {
  return newRecord("reading", device, atMs, { total: atMs, filler });
}

export function event(device: string, key: string, atMs = firstDayMs): NewRecord {
  return newRecord("event", device, atMs, { key });
}

export function heartbeat(atMs = firstDayMs): NewRecord {
  return newRecord("heartbeat", null, atMs, { atMs });
}

export function recording(device: string, atMs = firstDayMs): NewRecord {
  return newRecord("recording", device, atMs, { lines: [] });
}

/** Central's clock with an answer of that day. */
export function serverTimeOf(day: number): string {
  return new Date(dayMs(day, 12)).toISOString();
}

export function dayMs(day: number, hour = 0): number {
  return firstDayMs + day * msPerDay + hour * 3_600_000;
}

function newRecord(kind: string, device: string | null, atMs: number, body: unknown): NewRecord {
  // The outbox never looks into a body, so tests keep theirs short.
  const content = { kind, body } as RecordContent;
  return { content, device, observedAt: new Date(atMs).toISOString() };
}

export const wholeBatch = { maxRecords: 1000, maxBytes: 10_000_000 };
