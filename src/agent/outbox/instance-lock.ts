import { truncateSync } from "node:fs";
import { AgentError } from "../leaf/errors.ts";
import { Database, sqlTrouble } from "./database.ts";

/**
 * Keeps a second agent off the same state folder. An exclusive transaction on a side file is the lock: the operating
 * system frees it however the process ends, so there is no stale lock to clean up.
 * @returns the release
 * @throws AgentError kind `busy`
 */
export function lockInstance(path: string): () => void {
  try {
    return lock(path);
  } catch (error) {
    if (sqlTrouble(error) !== "notADatabase") throw error;
    // A bad disk: the file holds nothing, and emptied in place it is the same file to whoever else wants the lock.
    truncateSync(path);
    return lock(path);
  }
}

function lock(path: string): () => void {
  const database = new Database(path, 0);
  try {
    database.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if (sqlTrouble(error) !== "busy") throw error;
    throw new AgentError({
      kind: "busy",
      code: "state-folder-busy",
      message: `Another agent works on this state folder (${path} is locked).`,
      remedy: "Stop the other agent, or give this one its own state folder.",
      cause: error,
    });
  }
  return () => database.close();
}
