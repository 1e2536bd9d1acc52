import { mostArcs } from "./ber-reader.ts";

export interface PduRequest {
  readonly type: "get" | "getNext" | "getBulk";
  readonly oids: readonly string[];
  /** How many of `oids` are non-repeaters; 0 unless a getBulk. */
  readonly nonRepeaters: number;
  readonly maxRepetitions: number;
}

/** What goes around the PDU of an SNMPv1 or v2c request. */
export interface RequestHead {
  /** As on the wire: 0 is SNMPv1, 1 is SNMPv2c. */
  readonly version: number;
  readonly community: Buffer;
  readonly requestId: number;
}

const sequenceTag = 0x30;
const integerTag = 0x02;
const octetsTag = 0x04;
/** RFC 3416 section 3. */
const pduTags: Readonly<Record<PduRequest["type"], number>> = { get: 0xa0, getNext: 0xa1, getBulk: 0xa5 };
const nullElement = [0x05, 0];
/** Every device of a model is asked for the same few hundred OIDs. */
const mostKnownOids = 20_000;

/** Writes requests of SNMPv1 and v2c; keeps the bytes of OIDs, whose encoding is most of the work. */
export class RequestEncoder {
  readonly #varbinds = new Map<string, Buffer>();

  /** Throws a RangeError if one of the OIDs is none: our own data would be wrong. */
  encode({ version, community, requestId }: RequestHead, request: PduRequest): Buffer {
    const varbinds = request.oids.map((oid) => this.#varbind(oid));
    const listLength = varbinds.reduce((sum, varbind) => sum + varbind.length, 0);
    const listHead = elementHead(sequenceTag, listLength);
    const numbers = [requestId, request.nonRepeaters, request.maxRepetitions].flatMap(integerElement);
    const pduLength = numbers.length + listHead.length + listLength;
    const pduHead = elementHead(pduTags[request.type], pduLength);
    const communityHead = [...integerElement(version), ...elementHead(octetsTag, community.length)];
    const messageHead = elementHead(sequenceTag, communityHead.length + community.length + pduHead.length + pduLength);
    const pduStart = [...pduHead, ...numbers, ...listHead];
    return Buffer.concat([
      Buffer.from([...messageHead, ...communityHead]),
      community,
      Buffer.from(pduStart),
      ...varbinds,
    ]);
  }

  #varbind(oid: string): Buffer {
    const known = this.#varbinds.get(oid);
    if (known) return known;
    const content = oidOctets(oid);
    const name = [...elementHead(0x06, content.length), ...content, ...nullElement];
    const varbind = Buffer.from([...elementHead(sequenceTag, name.length), ...name]);
    if (this.#varbinds.size >= mostKnownOids) this.#varbinds.clear();
    this.#varbinds.set(oid, varbind);
    return varbind;
  }
}

function elementHead(tag: number, length: number): readonly number[] {
  if (length < 0x80) return [tag, length];
  if (length < 0x100) return [tag, 0x81, length];
  return [tag, 0x82, length >>> 8, length & 0xff];
}

/** A non-negative integer of 31 bits in as few octets as X.690 section 8.3.2 allows: 128 is 00 80. */
function integerElement(value: number): readonly number[] {
  const octets = [value & 0xff];
  for (let left = value >>> 8; left > 0; left >>>= 8) octets.unshift(left & 0xff);
  if ((octets[0] ?? 0) >= 0x80) octets.unshift(0);
  return [integerTag, octets.length, ...octets];
}

/** X.690 section 8.19: the first two arcs share a number, each number is in groups of seven bits. */
function oidOctets(oid: string): readonly number[] {
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
