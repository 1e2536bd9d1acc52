import { crc32, deflateRawSync, inflateRawSync } from "node:zlib";
import { bodyDictionary as dictionary } from "./body-dictionary.ts";

/** Inflated bodies are bounded, for a damaged one could claim any size. */
const maxBodyBytes = 8 * 1024 * 1024;

/** Half the time of zlib's usual level 6 for a tenth more bytes: packing is the dearest part of a poll. */
const level = 3;

/** A body as a row keeps it. */
export interface StoredBody {
  /** Deflated JSON text. */
  readonly data: Uint8Array;
  /** CRC-32 of the JSON text: SQLite itself does not notice a flipped bit inside a row. */
  readonly crc: number;
  /** Length of the JSON text in UTF-8. */
  readonly bytes: number;
}

/** Packs a value that JSON can hold. */
export function encodeBody(value: unknown): StoredBody {
  const json = Buffer.from(JSON.stringify(value));
  return { data: deflateRawSync(json, { dictionary, level }), crc: crc32(json), bytes: json.length };
}

/** The value, or undefined when the row was damaged. */
export function decodeBody(data: Uint8Array, crc: number): { readonly value: unknown } | undefined {
  try {
    const json = inflateRawSync(data, { dictionary, maxOutputLength: maxBodyBytes });
    return crc32(json) === crc ? { value: JSON.parse(json.toString()) } : undefined;
  } catch {
    return undefined;
  }
}

/** The CRC as it goes on the wire: eight hexadecimal digits. */
export function wireCrc(crc: number): string {
  return crc.toString(16).padStart(8, "0");
}
