import { crc32, deflateRawSync, inflateRawSync } from "node:zlib";
import { bodyDictionary as dictionary } from "./body-dictionary.ts";

/** Inflated bodies are bounded, for a damaged one could claim any size. */
const maxBodyBytes = 8 * 1024 * 1024;

/** Half the time of zlib's usual level 6 for a tenth more bytes: packing is the dearest part of a poll. */
const level = 3;

/**
 * Room of zlib for bodies of this size, a quarter of the usual: they pack as well, and it is asked of the system and
 * cleared anew for each body.
 */
const windowBits = 14;
const memLevel = 7;

/** A shorter body is not worth setting up a compressor, which takes longer than packing a few hundred bytes. */
const leastDeflatedBytes = 1200;

/** Room for what a body comes to; zlib would take four times that of the pool of buffers for each. */
const chunkSize = 4096;

const options = { dictionary, level, windowBits, memLevel, chunkSize };

/** A body as a row keeps it. */
export interface StoredBody {
  /** JSON text as a raw deflate stream. */
  readonly data: Uint8Array;
  /** CRC-32 of the JSON text: SQLite itself does not notice a flipped bit inside a row. */
  readonly crc: number;
  /** Length of the JSON text in UTF-8. */
  readonly bytes: number;
}

/** Packs a value that JSON can hold. */
export function encodeBody(value: unknown): StoredBody {
  const json = Buffer.from(JSON.stringify(value));
  const data = json.length < leastDeflatedBytes ? storedBlock(json) : deflateRawSync(json, options);
  return { data, crc: crc32(json), bytes: json.length };
}

/** A stream of one block that is stored as it is (RFC 1951 section 3.2.4): its head is 1, the length, and its complement. */
function storedBlock(json: Buffer): Buffer {
  const head = Buffer.from([1, 0, 0, 0, 0]);
  head.writeUInt16LE(json.length, 1);
  head.writeUInt16LE(~json.length & 0xffff, 3);
  return Buffer.concat([head, json]);
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
