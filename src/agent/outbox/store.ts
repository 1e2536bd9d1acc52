import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Clock, stamp } from "../leaf/clock.ts";
import type { Log } from "../leaf/log.ts";
import { Database, integer, text } from "./database.ts";
import { type EpochMark, readEpochMark, writeEpochMark } from "./epoch-file.ts";
import { inspectStore } from "./inspection.ts";
import type { OpenReport, RecoveryReason } from "./outbox.ts";
import { keepAside, nameAside, putInPlace, rescue } from "./recovery.ts";
import { configure, migrate } from "./schema.ts";
import type { Space } from "./space.ts";

/** The open file and what is known of its numbers without asking it. */
export interface Store {
  readonly database: Database;
  readonly epoch: string;
  lastSeq: number;
}

export interface StorePlace {
  /** The state folder. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Makes an epoch; no two may ever be the same, and each is to be greater than the former. */
  readonly newEpoch: (former: string | undefined) => string;
}

/** Names of the files in the state folder. */
export const storeFiles = {
  store: "outbox.db",
  log: "outbox.db-wal",
  epoch: "epoch.json",
  /** The mark of what was carried by hand, written beside a running agent. */
  carried: "carried.json",
  lock: "lock.db",
  ballast: "ballast",
};

/**
 * Opens the store, makes it on the first start, or replaces a bad one by what it still gives.
 * @param known a reason to replace it that was met while it was in use
 */
export function openStore(
  place: StorePlace,
  space: Space,
  known?: RecoveryReason,
): { store: Store; report: OpenReport } {
  const path = join(place.folder, storeFiles.store);
  const recovering = `${path}.recovering`;
  const mark = readMark(place.folder);
  // A rescue was cut short after the damaged file went aside. The new one is complete, or the mark would not name it.
  if (mark?.next !== undefined && !existsSync(path) && existsSync(recovering)) putInPlace(recovering, path);
  const finding = known ?? inspectStore(path, mark);
  const report: OpenReport =
    finding === "none"
      ? { outcome: "new" }
      : finding === "sound"
        ? { outcome: "ok" }
        : recover(place, space, finding, mark);
  const database = new Database(path);
  configure(database, space);
  migrate(database);
  if (finding === "none") database.run("INSERT OR REPLACE INTO meta VALUES (1, ?, 0)", place.newEpoch(undefined));
  const meta = database.first("SELECT epoch, last_seq FROM meta");
  if (meta === undefined) throw new TypeError("the outbox has no epoch");
  return { store: { database, epoch: text(meta, "epoch"), lastSeq: integer(meta, "last_seq") }, report };
}

/** Numbers leave with uploads and with files that somebody carries. */
function readMark(folder: string): EpochMark | undefined {
  const mark = readEpochMark(join(folder, storeFiles.epoch));
  const carried = readEpochMark(join(folder, storeFiles.carried));
  if (mark === undefined || carried?.epoch !== mark.epoch) return mark;
  return { ...mark, highWater: Math.max(mark.highWater, carried.highWater) };
}

function recover(place: StorePlace, space: Space, reason: RecoveryReason, mark?: EpochMark): OpenReport {
  const path = join(place.folder, storeFiles.store);
  const recovering = `${path}.recovering`;
  const isLossUnknown = reason === "missing" || reason === "empty" || reason === "rolled-back";
  const highWater = mark?.highWater ?? 0;
  const nextEpoch = (ofFile: string | undefined) =>
    place.newEpoch(
      [mark?.epoch, mark?.next, ofFile]
        .filter((known) => known !== undefined)
        .toSorted()
        .at(-1),
    );
  const plan = { nextEpoch, formerEpoch: mark?.epoch, space, highWater, isLossUnknown };
  const { epoch: next, ...salvage } = rescue(path, recovering, plan);
  const report = { reason, ...salvage, keptAside: nameAside(path, stamp(place.clock)) };
  // Before it holds: after a kill the new store starts as a sound one, and nobody would be told.
  place.log.error("outbox.recovered", report);
  writeEpochMark(join(place.folder, storeFiles.epoch), { epoch: mark?.epoch ?? next, highWater, next });
  if (report.keptAside !== null) keepAside(path, report.keptAside);
  putInPlace(recovering, path);
  return { outcome: "recovered", ...report };
}

/**
 * One transaction. Numbers that were given in a failed one are given again, so that the sequence has no holes. The last
 * number is stored with the records, so that emptying the store never starts it anew.
 */
export function transact<Value>(store: Store, action: () => Value): Value {
  const before = store.lastSeq;
  try {
    return store.database.transaction(() => {
      // A receipt that is applied beside us may have moved it.
      const stored = store.database.number("SELECT last_seq FROM meta");
      store.lastSeq = stored;
      const value = action();
      if (store.lastSeq !== stored) store.database.run("UPDATE meta SET last_seq = ?", store.lastSeq);
      return value;
    });
  } catch (error) {
    store.lastSeq = before;
    throw error;
  }
}

export function nextSeq(store: Store): number {
  store.lastSeq += 1;
  return store.lastSeq;
}
