/** The bytes are not what SNMP allows; never leaves the decoder. */
export class BerError extends Error {
  override readonly name = "BerError";
}

/** RFC 2578 section 3.5: an OID has at most 128 sub-identifiers. */
export const mostArcs = 128;
const mostLengthOctets = 4;
const mostArcValue = 0xffff_ffff;

/**
 * Reads BER with definite lengths (RFC 3417 section 8) and never past the end of what it was given. Lenient where devices
 * in the field are: lengths and integers may be longer than needed.
 */
export class BerReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** The next element: its tag and its content, a view on the same memory. */
  read(): { readonly tag: number; readonly content: Buffer } {
    const tag = this.#byte();
    const length = this.#length();
    const start = this.#at;
    if (length > this.#bytes.length - start) throw new BerError("an element is longer than what holds it");
    this.#at = start + length;
    return { tag, content: this.#bytes.subarray(start, this.#at) };
  }

  expect(tag: number): Buffer {
    const element = this.read();
    if (element.tag !== tag) throw new BerError(`tag ${element.tag} where ${tag} belongs`);
    return element.content;
  }

  #byte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw new BerError("the bytes end early");
    this.#at += 1;
    return byte;
  }

  #length(): number {
    const first = this.#byte();
    if (first < 0x80) return first;
    const count = first & 0x7f;
    if (count === 0 || count > mostLengthOctets) throw new BerError("an indefinite or oversized length");
    let length = 0;
    for (let left = count; left > 0; left -= 1) length = length * 256 + this.#byte();
    return length;
  }
}

/** A two's complement integer of one to six octets, more than any type of SNMP but Counter64 needs. */
export function readSigned(content: Buffer): number {
  if (content.length < 1 || content.length > 6) throw new BerError(`an integer of ${content.length} octets`);
  return content.readIntBE(0, content.length);
}

/** A Counter64: up to eight octets, and a leading zero octet where the top bit is set. */
export function readCounter64(content: Buffer): bigint {
  if (content.length < 1 || content.length > 9) throw new BerError(`a Counter64 of ${content.length} octets`);
  return BigInt.asUintN(64, BigInt(`0x${content.toString("hex")}`));
}

/** X.690 section 8.19: octets 2b 06 01 are 1.3.6.1, because the first octet holds two arcs as 40 × first + second. */
export function readOid(content: Buffer): string {
  let text = "";
  let arc = 0;
  let arcs = 1;
  let isOpen = true;
  for (const octet of content) {
    arc = arc * 128 + (octet & 0x7f);
    if (arc > mostArcValue) throw new BerError("a sub-identifier above 2^32 - 1");
    isOpen = octet >= 0x80;
    if (isOpen) continue;
    text += text === "" ? firstTwoArcs(arc) : `.${arc}`;
    arc = 0;
    arcs += 1;
  }
  if (isOpen || arcs > mostArcs) throw new BerError("not an object identifier");
  return text;
}

function firstTwoArcs(joined: number): string {
  const first = Math.min(2, Math.floor(joined / 40));
  return `${first}.${joined - first * 40}`;
}
