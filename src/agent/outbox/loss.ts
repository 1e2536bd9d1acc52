import { decodeBody, encodeBody } from "./body-codec.ts";
import { bytes, type Database, integer } from "./database.ts";

/** Under this key the state names the epoch that lost what only telling it again can make good. */
export const lossKey = "tell-again";

/** @param epoch that lost; empty: one that is over */
export function noteLoss(database: Database, epoch: string): void {
  const { data, crc } = encodeBody(epoch);
  database.run("INSERT OR REPLACE INTO state VALUES (?, ?, ?)", lossKey, data, crc);
}

/** The epoch that lost; undefined: none did, or all was told again since. */
export function readLoss(database: Database): string | undefined {
  const row = database.first("SELECT body, crc FROM state WHERE key = ?", lossKey);
  // A mark that cannot be read still is one.
  return row && String(decodeBody(bytes(row, "body"), integer(row, "crc"))?.value);
}

/** All was told again: forgets the loss, but not one that `epoch` suffered itself, meanwhile. */
export function forgetLoss(database: Database, epoch: string): void {
  if (readLoss(database) !== epoch) database.run("DELETE FROM state WHERE key = ?", lossKey);
}

/** Whether this epoch lost something and has nothing left to tell, so that the next one can begin. */
export function isSpent(database: Database, epoch: string): boolean {
  if (readLoss(database) !== epoch) return false;
  return database.number("SELECT EXISTS (SELECT 1 FROM record) OR EXISTS (SELECT 1 FROM gap)") === 0;
}
