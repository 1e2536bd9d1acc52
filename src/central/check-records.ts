import { crc32 } from "node:zlib";
import { z } from "zod";
import { conflictCode, type Rejection } from "../contract/batch.ts";
import { OutboxRecord } from "../contract/record.ts";

/** A record that passed every check; `text` is the body as it arrived, with fields that the schema does not know. */
export interface CheckedRecord {
  readonly record: OutboxRecord;
  readonly text: string;
}

export interface CheckedRecords {
  readonly good: readonly CheckedRecord[];
  readonly rejected: readonly Rejection[];
}

const longestText = 500;
const Numbered = z.object({ seq: z.int().min(1), crc: z.string().optional(), body: z.unknown() });

/** CRC-32 of a body's JSON text as eight hexadecimal digits. */
export function crcOf(text: string): string {
  return crc32(text).toString(16).padStart(8, "0");
}

/**
 * Checks each record by itself, so that a bad one is refused alone. A record without a readable sequence number cannot
 * be refused by name: the answer is then the text of what is wrong with the whole batch.
 */
export function checkRecords(records: readonly unknown[]): CheckedRecords | string {
  const good = new Map<number, CheckedRecord>();
  const rejected: Rejection[] = [];
  for (const [index, raw] of records.entries()) {
    const numbered = Numbered.safeParse(raw);
    if (!numbered.success) return `records[${index}]: ${issueText(numbered.error)}`;
    const { seq, crc, body } = numbered.data;
    const text = JSON.stringify(body) ?? "";
    if (crc !== undefined && crc !== crcOf(text)) {
      rejected.push({ seq, code: "crc", retry: true, text: `the body's CRC-32 is ${crcOf(text)}, stated is another` });
      continue;
    }
    const parsed = OutboxRecord.safeParse(raw);
    if (!parsed.success) {
      rejected.push({ seq, code: "schema", retry: false, text: issueText(parsed.error) });
    } else if ((good.get(seq)?.record.crc ?? parsed.data.crc) !== parsed.data.crc) {
      rejected.push(conflictOf(seq));
    } else {
      good.set(seq, { record: parsed.data, text });
    }
  }
  return { good: [...good.values()], rejected };
}

/** Two different bodies under one number: the first stays, for it was acknowledged. */
export function conflictOf(seq: number): Rejection {
  return { seq, code: conflictCode, retry: false, text: "another body was stored under this number before" };
}

/** Taken under its number, it would stand before the one that is to come again under a higher number. */
export function followsConflict(seq: number): Rejection {
  return { seq, code: conflictCode, retry: true, text: "it follows a record whose number was used before" };
}

/** The first finding with its path, as in `body.data.level: Invalid input`. */
export function issueText(error: z.ZodError): string {
  const issue = error.issues[0];
  const path = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
  return `${path}${issue?.message ?? "invalid"}`.slice(0, longestText);
}
