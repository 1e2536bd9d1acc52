import { decodeBody } from "./body-codec.ts";
import { bytes, type Database, integer, optionalText, text } from "./database.ts";
import type { QuarantinedRecord } from "./outbox.ts";
import { kindFromRow, type PackedRecord } from "./record-table.ts";

/** The oldest of the quarantine; a body that cannot be read any more is null. */
export function readQuarantine(database: Database, limit: number): readonly QuarantinedRecord[] {
  return database.all("SELECT * FROM quarantine ORDER BY id LIMIT ?", limit).map((row) => ({
    id: integer(row, "id"),
    epoch: text(row, "epoch"),
    seq: integer(row, "seq"),
    kind: kindFromRow(row),
    device: optionalText(row, "device"),
    observedAt: text(row, "observed_at"),
    code: text(row, "code"),
    text: text(row, "text"),
    body: decodeBody(bytes(row, "body"), integer(row, "crc"))?.value ?? null,
  }));
}

/** Takes a record out of the quarantine; undefined: there is none of that number. */
export function releaseFromQuarantine(database: Database, id: number): PackedRecord | undefined {
  const row = database.first("SELECT * FROM quarantine WHERE id = ?", id);
  if (row === undefined) return undefined;
  database.run("DELETE FROM quarantine WHERE id = ?", id);
  const data = bytes(row, "body");
  const crc = integer(row, "crc");
  const value = decodeBody(data, crc)?.value;
  return {
    kind: text(row, "kind"),
    device: optionalText(row, "device"),
    observedAt: text(row, "observed_at"),
    body: { data, crc, bytes: value === undefined ? data.length : Buffer.byteLength(JSON.stringify(value)) },
    stored: null,
    origin: null,
  };
}
