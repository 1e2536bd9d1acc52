/** The bytes are not what SNMP allows; never leaves the decoder. */
export class BerError extends Error {
  override readonly name = "BerError";
}

const mostLengthOctets = 4;

/**
 * Reads BER with definite lengths (RFC 3417 section 8) and never past the end of what it was given. Lenient where devices
 * in the field are: lengths and integers may be longer than needed. One cursor over one datagram, because a view for each
 * element would cost more than reading it.
 */
export class BerReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  #limit: number;
  /** Where the content of the element read last begins and ends. */
  start = 0;
  end = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#limit = bytes.length;
  }

  /** Whether the element entered last, or the datagram, is read to its end. */
  get isAtEnd(): boolean {
    return this.#at >= this.#limit;
  }

  /** Reads the next element and answers its tag. */
  next(): number {
    const tag = this.#byte();
    const length = this.#length();
    if (length > this.#limit - this.#at) throw new BerError("an element is longer than what holds it");
    this.start = this.#at;
    this.end = this.#at + length;
    this.#at = this.end;
    return tag;
  }

  expect(tag: number): void {
    const found = this.next();
    if (found !== tag) throw new BerError(`tag ${found} where ${tag} belongs`);
  }

  /** Goes into the next element; the answer is for `leave`. */
  enter(tag: number): number {
    this.expect(tag);
    const outerLimit = this.#limit;
    this.#at = this.start;
    this.#limit = this.end;
    return outerLimit;
  }

  /** Goes on behind the element that was entered, whatever is left in it. */
  leave(outerLimit: number): void {
    this.#at = this.#limit;
    this.#limit = outerLimit;
  }

  /** A two's complement integer of one to six octets, more than any type of SNMP but Counter64 needs. */
  signed(): number {
    const length = this.end - this.start;
    if (length < 1 || length > 6) throw new BerError(`an integer of ${length} octets`);
    const first = this.#bytes[this.start] ?? 0;
    let value = first < 0x80 ? first : first - 0x100;
    for (let at = this.start + 1; at < this.end; at += 1) value = value * 256 + (this.#bytes[at] ?? 0);
    return value;
  }

  #byte(): number {
    const byte = this.#at < this.#limit ? this.#bytes[this.#at] : undefined;
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
