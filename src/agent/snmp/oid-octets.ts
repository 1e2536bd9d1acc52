import { ownBytes } from "../leaf/own-bytes.ts";
import { BerError } from "./ber-reader.ts";

/** RFC 2578 section 3.5: an OID has at most 128 sub-identifiers. */
export const mostArcs = 128;
const mostArcValue = 0xffff_ffff;
/** Every device of a model is asked for the same few hundred OIDs. */
const mostRemembered = 20_000;

/**
 * Writes and reads the octets of OIDs (X.690 section 8.19), and remembers both, since the same few hundred go out and
 * come back all day.
 */
export class OidOctets {
  readonly #octets = new Map<string, Buffer>();
  /** By the octets, one character each. */
  readonly #oids = new Map<string, string>();

  /** @throws RangeError if this is no OID: our own data would be wrong */
  write(oid: string): Buffer {
    const known = this.#octets.get(oid);
    if (known) return known;
    const octets = ownBytes(writeOid(oid));
    if (this.#octets.size >= mostRemembered) this.#octets.clear();
    this.#octets.set(oid, octets);
    this.#remember(octets.toString("latin1"), oid);
    return octets;
  }

  /** @throws BerError if the octets are no OID */
  read(bytes: Buffer, start: number, end: number): string {
    const octets = bytes.toString("latin1", start, end);
    const known = this.#oids.get(octets);
    if (known !== undefined) return known;
    const oid = readOid(bytes, start, end);
    this.#remember(octets, oid);
    return oid;
  }

  #remember(octets: string, oid: string): void {
    if (this.#oids.size >= mostRemembered) this.#oids.clear();
    this.#oids.set(octets, oid);
  }
}

/** 2b 06 01 are 1.3.6.1, because the first octet holds two arcs as 40 × first + second. */
function readOid(bytes: Buffer, start: number, end: number): string {
  let text = "";
  let arc = 0;
  let arcs = 1;
  let isOpen = true;
  for (let at = start; at < end; at += 1) {
    const octet = bytes[at] ?? 0;
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

function writeOid(oid: string): readonly number[] {
  const arcs = oid.split(".").map((arc) => (/^[0-9]{1,10}$/.test(arc) ? Number(arc) : Number.NaN));
  const [first = -1, second = -1, ...rest] = arcs;
  const isStart = second >= 0 && first <= 2 && (first === 2 || second < 40);
  if (!isStart || arcs.length > mostArcs || !arcs.every((arc) => arc < 2 ** 32)) {
    throw new RangeError(`"${oid}" is no OID`);
  }
  return [first * 40 + second, ...rest].flatMap(sevenBitGroups);
}

function sevenBitGroups(arc: number): readonly number[] {
  const groups = [arc % 128];
  for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) groups.unshift(0x80 + (left % 128));
  return groups;
}
