import type { Event } from "../../contract/event.ts";
import { decodeBody, encodeBody } from "./body-codec.ts";
import { bytes, type Database, integer } from "./database.ts";
import type { NewRecord } from "./outbox.ts";

/** The billing reading of a device at the end of a month. */
export type MonthClose = Extract<Event, { type: "monthClose" }>;

/** Of each device: a year, and the month that is billed late. */
const keptMonths = 13;

/**
 * Keeps the billing readings among the records of a commit beside them: central takes the records away, and the paper
 * report of a month must be had afterwards too.
 */
export function keepMonthCloses(database: Database, records: readonly NewRecord[]): void {
  for (const { content, device } of records) {
    if (content.kind !== "event" || content.body.type !== "monthClose" || device === null) continue;
    const { data, crc } = encodeBody(content.body);
    const { month } = content.body.data;
    database.run("INSERT OR REPLACE INTO month_close VALUES (?, ?, ?, ?)", device, month, data, crc);
    database.run(
      `DELETE FROM month_close WHERE device = ?1 AND month NOT IN
         (SELECT month FROM month_close WHERE device = ?1 ORDER BY month DESC LIMIT ${keptMonths})`,
      device,
    );
  }
}

/** The billing readings of a month, as in `2026-10`; a damaged one is left out. */
export function readMonthCloses(database: Database, month: string): readonly MonthClose[] {
  return database.all("SELECT * FROM month_close WHERE month = ? ORDER BY device", month).flatMap((row) => {
    // A cast, because only `keepMonthCloses` writes here and the CRC holds.
    const event = decodeBody(bytes(row, "body"), integer(row, "crc"))?.value as MonthClose | undefined;
    return event ?? [];
  });
}
