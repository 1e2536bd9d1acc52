import type { OidOctets } from "./oid-octets.ts";

export interface PduRequest {
  readonly type: "get" | "getNext" | "getBulk";
  /** Keep one list for one plan: what is written for it is remembered as long as the list lives. */
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
const oidTag = 0x06;
/** RFC 3416 section 3. There is no tag of a SetRequest, so none can be written. */
const pduTags: Readonly<Record<PduRequest["type"], number>> = { get: 0xa0, getNext: 0xa1, getBulk: 0xa5 };
const nullElement = [0x05, 0];

/** Writes requests of SNMPv1 and v2c. */
export class RequestEncoder {
  readonly #octets: OidOctets;
  /** The finished list of variable bindings, head included, of each list of OIDs. */
  readonly #lists = new WeakMap<readonly string[], Buffer>();

  constructor(octets: OidOctets) {
    this.#octets = octets;
  }

  /** @throws RangeError if one of the OIDs is none: our own data would be wrong */
  encode({ version, community, requestId }: RequestHead, request: PduRequest): Buffer {
    const list = this.#list(request.oids);
    const numbers = [requestId, request.nonRepeaters, request.maxRepetitions].flatMap(integerElement);
    const pduHead = elementHead(pduTags[request.type], numbers.length + list.length);
    const communityHead = [...integerElement(version), ...elementHead(octetsTag, community.length)];
    const start = [...communityHead, ...community, ...pduHead, ...numbers];
    const head = elementHead(sequenceTag, start.length + list.length);
    const message = Buffer.allocUnsafe(head.length + start.length + list.length);
    message.set(head, 0);
    message.set(start, head.length);
    message.set(list, head.length + start.length);
    return message;
  }

  #list(oids: readonly string[]): Buffer {
    const known = this.#lists.get(oids);
    if (known) return known;
    const varbinds = oids.map((oid) => varbindOf(this.#octets.write(oid)));
    const length = varbinds.reduce((sum, varbind) => sum + varbind.length, 0);
    const list = Buffer.concat([Buffer.from(elementHead(sequenceTag, length)), ...varbinds]);
    this.#lists.set(oids, list);
    return list;
  }
}

function varbindOf(octets: Buffer): Buffer {
  const name = [...elementHead(oidTag, octets.length), ...octets, ...nullElement];
  return Buffer.from([...elementHead(sequenceTag, name.length), ...name]);
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
