import { ownBytes } from "../leaf/own-bytes.ts";
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
const nullElement = ownBytes([0x05, 0]);

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
    const numbers = [requestId, request.nonRepeaters, request.maxRepetitions];
    const pduLength = numbers.reduce((sum, number) => sum + integerLength(number), list.length);
    const communityLength = headLength(community.length) + community.length;
    const length = integerLength(version) + communityLength + headLength(pduLength) + pduLength;
    const message = Buffer.allocUnsafe(headLength(length) + length);
    let at = writeHead(message, 0, sequenceTag, length);
    at = writeInteger(message, at, version);
    at = writeHead(message, at, octetsTag, community.length);
    at += community.copy(message, at);
    at = writeHead(message, at, pduTags[request.type], pduLength);
    for (const number of numbers) at = writeInteger(message, at, number);
    list.copy(message, at);
    return message;
  }

  #list(oids: readonly string[]): Buffer {
    const known = this.#lists.get(oids);
    if (known) return known;
    const varbinds = Buffer.concat(oids.map((oid) => varbindOf(this.#octets.write(oid))));
    const list = ownBytes(Buffer.concat([elementHead(sequenceTag, varbinds.length), varbinds]));
    this.#lists.set(oids, list);
    return list;
  }
}

function varbindOf(octets: Buffer): Buffer {
  const name = Buffer.concat([elementHead(oidTag, octets.length), octets, nullElement]);
  return Buffer.concat([elementHead(sequenceTag, name.length), name]);
}

function elementHead(tag: number, length: number): Buffer {
  const head = Buffer.allocUnsafe(headLength(length));
  writeHead(head, 0, tag, length);
  return head;
}

function headLength(length: number): number {
  return length < 0x80 ? 2 : length < 0x100 ? 3 : 4;
}

/** Answers where the content goes, as all writers do. */
function writeHead(bytes: Buffer, from: number, tag: number, length: number): number {
  let at = bytes.writeUInt8(tag, from);
  if (length < 0x80) return bytes.writeUInt8(length, at);
  if (length < 0x100) return bytes.writeUInt8(length, bytes.writeUInt8(0x81, at));
  at = bytes.writeUInt8(0x82, at);
  return bytes.writeUInt16BE(length, at);
}

function integerLength(value: number): number {
  return 2 + contentLength(value);
}

/** A non-negative integer of 31 bits takes as few octets as X.690 section 8.3.2 allows: 128 is 00 80. */
function contentLength(value: number): number {
  return value < 0x80 ? 1 : value < 0x8000 ? 2 : value < 0x80_0000 ? 3 : 4;
}

function writeInteger(bytes: Buffer, from: number, value: number): number {
  const length = contentLength(value);
  return bytes.writeUIntBE(value, writeHead(bytes, from, integerTag, length), length);
}
