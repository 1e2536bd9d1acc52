import { lstatSync, statSync } from "node:fs";
import { Database, integer, text } from "./database.ts";
import type { EpochMark } from "./epoch-file.ts";
import type { RecoveryReason } from "./outbox.ts";
import { isDamage } from "./readable-rows.ts";
import { hasOurTables, refuseNewer, schemaVersion } from "./schema.ts";

/** What stands on the disk at start: nothing at all, a store to go on with, or a reason to start a new epoch. */
export type Finding = "none" | "sound" | RecoveryReason;

/**
 * Judges the file before it is used.
 * @throws AgentError kind `data` when a newer agent wrote it
 */
export function inspectStore(path: string, mark: EpochMark | undefined): Finding {
  const file = lstatSync(path, { throwIfNoEntry: false });
  if (file === undefined) return mark === undefined ? "none" : "missing";
  if (!statSync(path).isFile()) return "foreign";
  // SQLite takes a file of no bytes for a new database, and finds it in perfect health.
  if (file.size === 0) return mark === undefined ? "none" : "empty";
  try {
    return inspectContent(path, mark);
  } catch (error) {
    if (isDamage(error)) return "corrupt";
    throw error;
  }
}

function inspectContent(path: string, mark: EpochMark | undefined): Finding {
  const database = new Database(path);
  try {
    const version = database.number("PRAGMA user_version");
    refuseNewer(version, path);
    const check = database.first("PRAGMA quick_check(1)");
    if (check === undefined || check["quick_check"] !== "ok") return "corrupt";
    if (version === 0) {
      if (database.number("SELECT count(*) FROM sqlite_schema") > 0) return "foreign";
      return mark === undefined ? "none" : "empty";
    }
    if (version === schemaVersion && !hasOurTables(database)) return "corrupt";
    const meta = database.first("SELECT epoch, last_seq FROM meta");
    const lastSeq = meta === undefined ? 0 : integer(meta, "last_seq");
    // The mark follows the tables: a first start that was cut short between the two has given no number yet.
    if (mark === undefined) return lastSeq === 0 ? "none" : "foreign";
    if (meta === undefined) return "empty";
    const epoch = text(meta, "epoch");
    if (epoch === mark.next) return "sound";
    if (epoch !== mark.epoch) return "foreign";
    return lastSeq < mark.highWater ? "rolled-back" : "sound";
  } finally {
    closeQuietly(database);
  }
}

function closeQuietly(database: Database): void {
  try {
    database.close();
  } catch {
    // Whatever a damaged file says at its closing has been said by the check before.
  }
}
