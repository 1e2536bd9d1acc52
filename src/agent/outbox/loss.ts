import { encodeBody } from "./body-codec.ts";
import type { Database } from "./database.ts";

/** Under keys that begin so, the state names each epoch that lost what only telling it again can make good. */
export const lossPrefix = "tell-again/";

/** @param epoch that lost; empty: one that is over, or none, for what is told again needs no epoch of its own */
export function noteLoss(database: Database, epoch: string): void {
  const { data, crc } = encodeBody(null);
  database.run("INSERT OR REPLACE INTO state VALUES (?, ?, ?)", lossPrefix + epoch, data, crc);
}

/** Whether an epoch before this one lost something, so that this one must tell all again. */
export function mustTellAgain(database: Database, epoch: string): boolean {
  return database.number(`SELECT EXISTS (SELECT 1 FROM state WHERE ${ofOthers})`, ...keysOfOthers(epoch)) === 1;
}

/** All was told again: forgets the losses, but not one that `epoch` suffered itself, meanwhile. */
export function forgetLosses(database: Database, epoch: string): void {
  database.run(`DELETE FROM state WHERE ${ofOthers}`, ...keysOfOthers(epoch));
}

/** Whether this epoch lost something and has nothing left to tell, so that the next one can begin. */
export function isSpent(database: Database, epoch: string): boolean {
  const hasLost = database.number("SELECT EXISTS (SELECT 1 FROM state WHERE key = ?)", lossPrefix + epoch);
  if (hasLost === 0) return false;
  return database.number("SELECT EXISTS (SELECT 1 FROM record) OR EXISTS (SELECT 1 FROM gap)") === 0;
}

const ofOthers = "key GLOB ? AND key <> ?";

function keysOfOthers(epoch: string): readonly string[] {
  return [`${lossPrefix}*`, lossPrefix + epoch];
}
