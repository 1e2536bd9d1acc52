import { areArcs, parseOid } from "./oid.ts";

/** The bytes are not what the reader expected. It never leaves the codec: a datagram is decoded or it is not. */
export class BerError extends Error {
  override readonly name = "BerError";
}

/**
 * Reads the definite-length BER that SNMP uses (RFC 3417 section 8), never past the end of what it was given.
 * Each read throws a BerError if the bytes say something else.
 */
export class BerReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** One element: its tag and its content, as a view on the same memory. */
  read(): { tag: number; content: Buffer } {
    const tag = this.#byte();
    const length = this.#length();
    if (length > this.#bytes.length - this.#at) {
      throw new BerError("an element is longer than what holds it");
    }
    const content = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return { tag, content };
  }

  /** The content of the next element, which must carry this tag. */
  expect(tag: number): Buffer {
    const element = this.read();
    if (element.tag !== tag) {
      throw new BerError(`tag ${element.tag} where ${tag} belongs`);
    }
    return element.content;
  }

  #byte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) {
      throw new BerError("the bytes end early");
    }
    this.#at += 1;
    return byte;
  }

  #length(): number {
    const first = this.#byte();
    if (first < 0x80) {
      return first;
    }
    const count = first & 0x7f;
    if (count === 0 || count > 4) {
      throw new BerError("indefinite or oversized length");
    }
    let length = 0;
    for (let left = count; left > 0; left -= 1) {
      length = length * 256 + this.#byte();
    }
    return length;
  }
}

/** A two's complement integer of at most nine octets: Counter64 needs a leading zero octet. */
export function readBigInteger(content: Buffer): bigint {
  if (content.length === 0 || content.length > 9) {
    throw new BerError(`an integer of ${content.length} octets`);
  }
  return BigInt.asIntN(content.length * 8, BigInt(`0x${content.toString("hex")}`));
}

export function readInteger(content: Buffer, min: number, max: number): number {
  const value = Number(readBigInteger(content));
  if (value < min || value > max) {
    throw new BerError(`${value} is outside ${min} to ${max}`);
  }
  return value;
}

export function readOid(content: Buffer): string {
  const subIds: number[] = [];
  let subId = 0;
  let isOpen = true;
  for (const byte of content) {
    subId = subId * 128 + (byte & 0x7f);
    isOpen = byte >= 0x80;
    if (subId > 2 ** 32 - 1) {
      throw new BerError("a sub-identifier above 2^32 - 1");
    }
    if (!isOpen) {
      subIds.push(subId);
      subId = 0;
    }
  }
  const [joined = 0, ...rest] = subIds;
  const first = Math.min(2, Math.floor(joined / 40));
  const arcs = [first, joined - first * 40, ...rest];
  if (isOpen || !areArcs(arcs)) {
    throw new BerError("not an object identifier");
  }
  return arcs.join(".");
}

export function writeElement(tag: number, ...contents: readonly Buffer[]): Buffer {
  const length = contents.reduce((sum, content) => sum + content.length, 0);
  return Buffer.concat([Buffer.from([tag, ...lengthOctets(length)]), ...contents]);
}

/** How many bytes an element with this much content takes. */
export function elementSize(contentLength: number): number {
  return 1 + lengthOctets(contentLength).length + contentLength;
}

function lengthOctets(length: number): readonly number[] {
  if (length < 0x80) {
    return [length];
  }
  const octets: number[] = [];
  for (let left = length; left > 0; left = Math.floor(left / 256)) {
    octets.unshift(left % 256);
  }
  return [0x80 + octets.length, ...octets];
}

/** The shortest two's complement form, as X.690 section 8.3.2 asks: 128 is 00 80, -1 is ff. */
export function writeInteger(value: number | bigint): Buffer {
  let left = BigInt(value);
  const octets: number[] = [];
  do {
    octets.unshift(Number(left & 0xffn));
    left >>= 8n;
  } while (!isSignOnly(left, octets[0] ?? 0));
  return Buffer.from(octets);
}

function isSignOnly(rest: bigint, topOctet: number): boolean {
  return topOctet < 0x80 ? rest === 0n : rest === -1n;
}

/** Throws a BerError if the text is not an OID: our own data would be wrong. */
export function writeOid(oid: string): Buffer {
  const arcs = parseOid(oid);
  if (arcs === undefined) {
    throw new BerError(`"${oid}" is not an object identifier`);
  }
  const [first = 0, second = 0, ...rest] = arcs;
  return Buffer.from([first * 40 + second, ...rest].flatMap(base128));
}

function base128(subId: number): number[] {
  const octets = [subId % 128];
  for (let left = Math.floor(subId / 128); left > 0; left = Math.floor(left / 128)) {
    octets.unshift(0x80 + (left % 128));
  }
  return octets;
}
