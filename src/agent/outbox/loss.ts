import { encodeBody } from "./body-codec.ts";
import type { Database } from "./database.ts";
import { addGaps } from "./gap-table.ts";
import { deleteRecords } from "./record-table.ts";
import { toRanges } from "./thinning.ts";

/** Under keys that begin so, the state remembers that something was lost which only telling it again makes good. */
export const lossPrefix = "tell-again/";

/**
 * When all that is still so is to be told again. An outbox that is full would lose that too, and ask for it again and
 * again: it waits until nothing else does.
 */
type TellAgain = "at-once" | "when-empty";

export function noteLoss(database: Database, tellAgain: TellAgain): void {
  const { data, crc } = encodeBody(null);
  database.run("INSERT OR REPLACE INTO state VALUES (?, ?, ?)", lossPrefix + tellAgain, data, crc);
}

/** Gives up rows that cannot be read any more: central is told of them as a gap, and what an event told is told again. */
export function giveUpRows(database: Database, seqs: readonly number[], isWordLost: boolean): void {
  deleteRecords(database, seqs);
  addGaps(database, toRanges(seqs.toSorted((one, other) => one - other)), "corrupt");
  if (isWordLost) noteLoss(database, "at-once");
}

export function mustTellAgain(database: Database): boolean {
  const keys = keysOf("at-once");
  return database.number("SELECT EXISTS (SELECT 1 FROM state WHERE key = ?)", ...keys) === 1;
}

/** All was told again, or begins to be; what was lost of that in turn still waits for an empty outbox. */
export function forgetLosses(database: Database): void {
  database.run("DELETE FROM state WHERE key = ?", ...keysOf("at-once"));
}

/** To be called when something was delivered: what waits for an empty outbox may be due. */
export function noteDelivery(database: Database): void {
  database.run(
    `UPDATE OR REPLACE state SET key = ? WHERE key = ?
     AND NOT EXISTS (SELECT 1 FROM record) AND NOT EXISTS (SELECT 1 FROM gap)`,
    ...keysOf("at-once", "when-empty"),
  );
}

function keysOf(...all: readonly TellAgain[]): readonly string[] {
  return all.map((tellAgain) => lossPrefix + tellAgain);
}
