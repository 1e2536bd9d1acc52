import { statSync } from "node:fs";
import { join } from "node:path";
import { maxBatchRecords } from "../../contract/batch.ts";
import { closedFile } from "../leaf/closed-file.ts";
import { AgentError, systemCode } from "../leaf/errors.ts";
import { decodeBody } from "../outbox/body-codec.ts";
import { bytes, Database, integer, sqlTrouble, text } from "../outbox/database.ts";
import { readGaps } from "../outbox/gap-table.ts";
import { lockInstance } from "../outbox/instance-lock.ts";
import { countEvents, selectBatch } from "../outbox/lanes.ts";
import { readLastDelivery } from "../outbox/ledger-table.ts";
import type { BatchLimits, HandedOut, OutboxStats, QuarantinedRecord } from "../outbox/outbox.ts";
import { readQuarantine } from "../outbox/quarantine-table.ts";
import { isDamage } from "../outbox/readable-rows.ts";
import { migrate, refuseNewer, schemaVersion } from "../outbox/schema.ts";
import { storeFiles } from "../outbox/store.ts";

/** What an agent left on the disk: read beside a running one, and without changing anything. */
export interface StoredAgent {
  readonly states: ReadonlyMap<string, unknown>;
  readonly stats: Pick<OutboxStats, "records" | "bytes" | "oldestAt" | "quarantined" | "epoch">;
  /** When central last took an upload; null: never. */
  readonly deliveredAt: string | null;
  readonly quarantine: readonly QuarantinedRecord[];
  /** What the upload would hand out next. */
  readonly next: HandedOut;
  /** Readings that wait, by device uid. */
  readonly waiting: ReadonlyMap<string, { readonly records: number; readonly oldestAt: string }>;
}

const mostShown = 1000;
/** A slow disk, or a machine that was put to sleep in the middle. */
const patienceMs = 15_000;

/**
 * Reads the state folder.
 * @returns undefined when no agent ever worked there
 * @throws AgentError `state-folder-closed` for another user's folder, `outbox-damaged`, or `outbox-newer`
 */
export function readStoredAgent(folder: string, limits: BatchLimits): StoredAgent | undefined {
  const path = join(folder, storeFiles.store);
  try {
    if (!isThere(path)) return undefined;
    const database = new Database(path);
    try {
      return readAll(database, folder, limits);
    } finally {
      database.close();
    }
  } catch (error) {
    throw nameTrouble(error, folder);
  }
}

/**
 * Works on the store of the folder, beside a running agent if there is one.
 * @param waitMs for the agent to finish what it writes at this moment
 * @throws AgentError `agent-never-ran`, `outbox-busy`, or as `readStoredAgent` does
 */
export function withStore<Value>(folder: string, work: (database: Database) => Value, waitMs = patienceMs): Value {
  const path = join(folder, storeFiles.store);
  try {
    if (!isThere(path)) throw neverRan(folder);
    const database = new Database(path, waitMs);
    try {
      if (!bringUpToDate(database, folder)) throw neverRan(folder);
      return work(database);
    } finally {
      database.close();
    }
  } catch (error) {
    throw nameTrouble(error, folder);
  }
}

/**
 * A command may come after an update of the program and before the agent's first start: it takes the file's steps itself.
 * @returns false when no agent has put anything into the file yet
 * @throws AgentError `outbox-newer`, or `state-folder-busy` while an agent of the former version runs on an older file
 */
function bringUpToDate(database: Database, folder: string): boolean {
  const version = database.number("PRAGMA user_version");
  refuseNewer(version, database.path);
  if (version === 0 || version === schemaVersion) return version > 0;
  const unlock = lockInstance(join(folder, storeFiles.lock));
  try {
    migrate(database);
  } finally {
    unlock();
  }
  return true;
}

function neverRan(folder: string): AgentError {
  return new AgentError({
    kind: "unavailable",
    code: "agent-never-ran",
    message: `${folder}: no agent has worked here yet`,
    remedy: "Start it: mfp-agent run --config FILE.",
  });
}

/** Only what the file system says is not there is missing; another user's folder is not empty. */
function isThere(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(systemCode(error) ?? "")) return false;
    throw error;
  }
}

/** Whether an agent works on the folder now: it holds an exclusive lock, which a reader meets at once. */
export function isFolderInUse(folder: string): boolean {
  const path = join(folder, storeFiles.lock);
  try {
    if (!isThere(path)) return false;
    const database = new Database(path, 0);
    try {
      database.first("SELECT count(*) FROM sqlite_schema");
      return false;
    } finally {
      database.close();
    }
  } catch (error) {
    const trouble = sqlTrouble(error);
    if (trouble === "busy") return true;
    // Nobody can hold a damaged lock; the agent's next start mends it.
    if (trouble === "notADatabase") return false;
    throw nameTrouble(error, folder);
  }
}

function readAll(database: Database, folder: string, limits: BatchLimits): StoredAgent | undefined {
  if (!bringUpToDate(database, folder)) return undefined;
  database.exec("PRAGMA query_only = ON");
  // One read transaction, so that all figures are of one moment; the writer is not held up by it.
  database.exec("BEGIN");
  try {
    const meta = database.first("SELECT epoch FROM meta");
    const oldest = database.first("SELECT observed_at FROM record ORDER BY seq LIMIT 1");
    const epoch = meta === undefined ? "" : text(meta, "epoch");
    const { records } = selectBatch(database, limits, new Set());
    const events = records.filter(({ kind }) => kind === "event").length;
    return {
      states: readStates(database),
      stats: {
        records: database.number("SELECT count(*) FROM record"),
        bytes: sizeOfFiles(folder),
        oldestAt: oldest === undefined ? null : text(oldest, "observed_at"),
        quarantined: database.number("SELECT count(*) FROM quarantine"),
        epoch,
      },
      deliveredAt: readLastDelivery(database),
      quarantine: readQuarantine(database, mostShown),
      next: {
        epoch,
        records,
        gaps: readGaps(database, maxBatchRecords),
        eventsRemaining: countEvents(database) - events,
      },
      waiting: readWaiting(database),
    };
  } finally {
    database.exec("COMMIT");
  }
}

function readStates(database: Database): ReadonlyMap<string, unknown> {
  const states = new Map<string, unknown>();
  for (const row of database.all("SELECT * FROM state")) {
    const state = decodeBody(bytes(row, "body"), integer(row, "crc"));
    if (state !== undefined) states.set(text(row, "key"), state.value);
  }
  return states;
}

function readWaiting(database: Database): StoredAgent["waiting"] {
  const rows = database.all(
    "SELECT device, count(*) AS records, min(observed_at) AS oldest FROM record WHERE device IS NOT NULL GROUP BY device",
  );
  return new Map(
    rows.map((row) => [text(row, "device"), { records: integer(row, "records"), oldestAt: text(row, "oldest") }]),
  );
}

function sizeOfFiles(folder: string): number {
  const files = [storeFiles.store, storeFiles.log, storeFiles.ballast].map((name) => join(folder, name));
  return files.reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
}

function nameTrouble(error: unknown, folder: string): unknown {
  const closed = closedFile(folder, error);
  if (closed) return closed;
  const trouble = sqlTrouble(error);
  if (isDamage(error)) {
    return new AgentError({
      kind: "data",
      code: "outbox-damaged",
      message: `${folder}: the outbox file is damaged`,
      remedy: "Start the agent: it keeps the damaged file aside and saves what can be read.",
    });
  }
  if (trouble === "busy") {
    return new AgentError({
      kind: "unavailable",
      code: "outbox-busy",
      message: `${folder}: the agent is busy with its outbox file`,
      remedy: "Give the command again.",
      canRetry: true,
    });
  }
  return error;
}
