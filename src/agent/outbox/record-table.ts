import { crc32 } from "node:zlib";
import type { OutboxRecord, RecordKind } from "../../contract/record.ts";
import { decodeBody, encodeBody, type StoredBody, wireCrc } from "./body-codec.ts";
import { bytes, DamagedRow, type Database, integer, optionalText, type Row, text } from "./database.ts";
import type { NewRecord } from "./outbox.ts";

const msPerDay = 86_400_000;

/** A record packed for its row. */
export interface PackedRecord {
  readonly kind: string;
  readonly device: string | null;
  readonly observedAt: string;
  readonly body: StoredBody;
  /** When it was stored by the monotonic clock of that boot; null: not known. */
  readonly stored: BootTime | null;
  /** Its first number, when it was saved from a damaged store. */
  readonly origin: Origin | null;
}

export type Origin = NonNullable<OutboxRecord["origin"]>;

export interface BootTime {
  readonly bootId: string;
  readonly monoMs: number;
}

export function packRecord({ content, device, observedAt }: NewRecord, stored: BootTime | null): PackedRecord {
  return { kind: content.kind, device, observedAt, body: encodeBody(content.body), stored, origin: null };
}

/** UTC day of a stamp, as days since 1970; 0 when the stamp cannot be read. */
function dayOf(observedAt: string): number {
  const ms = Date.parse(observedAt);
  return Number.isNaN(ms) ? 0 : Math.floor(ms / msPerDay);
}

export function insertRecord(database: Database, seq: number, record: PackedRecord): void {
  const { kind, device, observedAt, body, stored, origin } = record;
  const boot = stored?.bootId ?? null;
  const monoMs = stored === null ? null : Math.round(stored.monoMs);
  const day = dayOf(observedAt);
  database.run(
    `INSERT INTO record (seq, kind, device, day, observed_at, body, crc, bytes, boot, mono_ms, row_crc,
       origin_epoch, origin_seq)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    seq,
    kind,
    device,
    day,
    observedAt,
    body.data,
    body.crc,
    body.bytes,
    boot,
    monoMs,
    crcOf(kind, device, observedAt, boot, monoMs, day, ...wordsOf(origin)),
    origin?.epoch ?? null,
    origin?.seq ?? null,
  );
}

/** A flipped bit there would give a true body a false time or place. The number is not in it: a record may get another. */
function crcOf(...head: readonly (string | number | null)[]): number {
  return crc32(JSON.stringify(head));
}

function isHeadWhole(row: Row): boolean {
  const { row_crc: ofRow, head_crc: ofHead, mono_ms: monoMs } = row;
  // A damaged file of an earlier version lacks the columns.
  if ((ofRow ?? ofHead ?? null) === null) return true;
  const head = [text(row, "kind"), optionalText(row, "device"), text(row, "observed_at"), optionalText(row, "boot")];
  if ((ofRow ?? null) === null) return ofHead === crcOf(...head);
  const when = [typeof monoMs === "number" ? monoMs : null, integer(row, "day")];
  return ofRow === crcOf(...head, ...when, ...wordsOf(originFromRow(row) ?? null));
}

/** None where there is no origin, so that the CRC is the same as before there were any. */
function wordsOf(origin: Origin | null): readonly (string | number)[] {
  return origin === null ? [] : [origin.epoch, origin.seq];
}

/** Notes which record is the newest reading of the device; a record of another kind changes nothing. */
export function noteNewest(database: Database, seq: number, { kind, device }: PackedRecord): void {
  if (kind === "reading" && device !== null) markNewest(database, device, seq);
}

export function markNewest(database: Database, device: string, seq: number): void {
  database.run("INSERT INTO newest VALUES (?, ?) ON CONFLICT DO UPDATE SET seq = excluded.seq", device, seq);
}

export function deleteRecords(database: Database, seqs: readonly number[]): number {
  let deleted = 0;
  for (const seq of seqs) deleted += database.run("DELETE FROM record WHERE seq = ?", seq);
  return deleted;
}

/** Moves a record out of the way; answers whether it was there. */
export function quarantineRecord(database: Database, seq: number, code: string, why: string): boolean {
  const moved = database.run(
    `INSERT INTO quarantine (epoch, seq, kind, device, observed_at, body, crc, code, text)
     SELECT (SELECT epoch FROM meta), seq, kind, device, observed_at, body, crc, ?, ? FROM record WHERE seq = ?`,
    code,
    why,
    seq,
  );
  deleteRecords(database, [seq]);
  return moved === 1;
}

/** @throws DamagedRow */
export function packedFromRow(row: Row): PackedRecord {
  if (!isHeadWhole(row)) throw new DamagedRow("the CRC of a head does not hold");
  const data = bytes(row, "body");
  return {
    kind: text(row, "kind"),
    device: optionalText(row, "device"),
    observedAt: text(row, "observed_at"),
    body: { data, crc: integer(row, "crc"), bytes: integer(row, "bytes") },
    stored: bootTimeFromRow(row) ?? null,
    origin: originFromRow(row) ?? null,
  };
}

/** The record as it goes on the wire; undefined when the row was damaged. */
export function recordFromRow(row: Row): OutboxRecord | undefined {
  const crc = integer(row, "crc");
  const body = isHeadWhole(row) ? decodeBody(bytes(row, "body"), crc) : undefined;
  if (body === undefined) return undefined;
  const [stored, origin] = [bootTimeFromRow(row), originFromRow(row)];
  const record = {
    seq: integer(row, "seq"),
    observedAt: text(row, "observed_at"),
    backfill: integer(row, "backfill") === 1,
    crc: wireCrc(crc),
    ...(stored !== undefined && { clock: stored }),
    ...(origin !== undefined && { origin }),
    kind: kindFromRow(row),
    body: body.value,
  };
  // Kind and body were stored together from one RecordContent and the CRC holds; central judges the schema anyway.
  return record as OutboxRecord;
}

/** undefined also for a row of a file from before boots were noted. */
function bootTimeFromRow(row: Row): BootTime | undefined {
  const { boot, mono_ms: monoMs } = row;
  return typeof boot === "string" && typeof monoMs === "number" ? { bootId: boot, monoMs } : undefined;
}

/** undefined also for a row of a damaged file from before origins were noted. */
function originFromRow(row: Row): Origin | undefined {
  const { origin_epoch: epoch, origin_seq: seq } = row;
  return typeof epoch === "string" && typeof seq === "number" ? { epoch, seq } : undefined;
}

/** A cast, because rows are written only by `insertRecord`, which takes its kind from a RecordContent. */
export function kindFromRow(row: Row): RecordKind {
  return text(row, "kind") as RecordKind;
}
