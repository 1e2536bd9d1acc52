import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate, type ZlibOptions } from "node:zlib";
import { systemCode } from "./trouble.ts";

/** Largest upload, packed and unpacked alike. */
export const maxUploadBytes = 8 * 1024 * 1024;
/** Anybody may send an enrolment: what nobody vouches for stays small. */
export const maxEnrolmentBytes = 16 * 1024;

/** The parsed JSON of a request, or the status and text of what is wrong with it. */
export type BodyOutcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly status: 400 | 413 | 415; readonly text: string };

/** Unpackers that stop at the limit: a small body that swells to gigabytes costs no more than the limit. */
const unpackers: Readonly<Record<string, (packed: Uint8Array, options: ZlibOptions) => Promise<Uint8Array>>> = {
  identity: async (plain) => plain,
  gzip: promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

/** Reads a body of at most `maxBytes`, packed or not, and parses it. */
export async function readJsonBody(request: Request, maxBytes: number): Promise<BodyOutcome> {
  const tooLarge = { ok: false, status: 413, text: `the body is larger than ${maxBytes} bytes` } as const;
  const encoding = (request.headers.get("content-encoding") ?? "identity").trim().toLowerCase();
  const unpack = Object.hasOwn(unpackers, encoding) ? unpackers[encoding] : undefined;
  if (unpack === undefined) return { ok: false, status: 415, text: "Content-Encoding is none of gzip, deflate, br" };
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) return tooLarge;
  const packed = await readBytes(request, maxBytes);
  if (packed === undefined) return tooLarge;
  try {
    const bytes = await unpack(packed, { maxOutputLength: maxBytes });
    return { ok: true, value: JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) };
  } catch (error) {
    if (systemCode(error) === "ERR_BUFFER_TOO_LARGE") return tooLarge;
    return { ok: false, status: 400, text: "the body is not JSON in the stated encoding" };
  }
}

async function readBytes({ body }: Request, maxBytes: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}
