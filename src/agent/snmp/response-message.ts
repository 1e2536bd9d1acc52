import { failed, ok, type Result } from "../leaf/result.ts";
import { absentInstance, absentObject, type SnmpValue, type Varbind } from "../leaf/varbind.ts";
import { BerError, BerReader } from "./ber-reader.ts";
import type { OidOctets } from "./oid-octets.ts";

/** What a device said to one request, from whatever version of SNMP. */
export interface ResponsePdu {
  /** 0 is noError (RFC 3416 section 3). */
  readonly errorStatus: number;
  readonly errorIndex: number;
  readonly varbinds: readonly Varbind[];
}

/** Whose answer a response of SNMPv1 or v2c is. */
export interface ResponseHead {
  /** As on the wire: 0 is SNMPv1, 1 is SNMPv2c. */
  readonly version: number;
  readonly community: Buffer;
  readonly requestId: number;
}

/** A whole response of SNMPv1 or v2c. */
export interface ResponseMessage extends ResponseHead, ResponsePdu {}

/** Longest octet string that is kept; the standard's longest text has 255 octets, so a longer one is a fault. */
export const mostOctets = 4096;

/** SNMPv3 on the wire. */
const userVersion = 3;
const sequenceTag = 0x30;
const integerTag = 0x02;
const octetsTag = 0x04;
const oidTag = 0x06;
const responseTag = 0xa2;

/**
 * Reads a datagram as a response of SNMPv1 or v2c; the failure says in words what is wrong. All or nothing: a truncated
 * datagram gives no values. A single value of an unknown type or an impossible length becomes opaque, so that one broken
 * object does not hide its neighbours, and no number is made up.
 */
export function decodeResponse(bytes: Buffer, octets: OidOctets): Result<ResponseMessage, string> {
  try {
    return ok(readMessage(bytes, new BerReader(bytes), octets));
  } catch (error) {
    if (error instanceof BerError) return failed(error.message);
    throw error;
  }
}

/** The head of a response, whatever its values are, or undefined if this is none: thousands of values cost nothing. */
export function headOf(bytes: Buffer): ResponseHead | undefined {
  return unlessBroken(() => readHead(bytes, new BerReader(bytes)));
}

/** The version on the wire (0, 1 or 3), or undefined if this is no SNMP message. */
export function versionOf(bytes: Buffer): number | undefined {
  return unlessBroken(() => {
    const reader = new BerReader(bytes);
    reader.enter(sequenceTag);
    return readInteger(reader);
  });
}

/** msgID of an SNMPv3 message (RFC 3412 section 6), or undefined if this is none. */
export function messageIdOf(bytes: Buffer): number | undefined {
  return unlessBroken(() => {
    const reader = new BerReader(bytes);
    reader.enter(sequenceTag);
    if (readInteger(reader) !== userVersion) return undefined;
    reader.enter(sequenceTag);
    return readInteger(reader);
  });
}

function unlessBroken<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof BerError) return undefined;
    throw error;
  }
}

function readMessage(bytes: Buffer, reader: BerReader, octets: OidOctets): ResponseMessage {
  const { version, community, requestId } = readHead(bytes, reader);
  const errorStatus = readInteger(reader);
  const errorIndex = readInteger(reader);
  reader.enter(sequenceTag);
  const varbinds: Varbind[] = [];
  while (!reader.isAtEnd) varbinds.push(readVarbind(bytes, reader, octets));
  return { version, community, requestId, errorStatus, errorIndex, varbinds };
}

/** The reader then stands behind the request id. */
function readHead(bytes: Buffer, reader: BerReader): ResponseHead {
  reader.enter(sequenceTag);
  const version = readInteger(reader);
  if (version !== 0 && version !== 1) throw new BerError(`version ${version}`);
  reader.expect(octetsTag);
  const community = bytes.subarray(reader.start, reader.end);
  reader.enter(responseTag);
  return { version, community, requestId: readInteger(reader) };
}

function readVarbind(bytes: Buffer, reader: BerReader, octets: OidOctets): Varbind {
  const outerLimit = reader.enter(sequenceTag);
  reader.expect(oidTag);
  const oid = octets.read(bytes, reader.start, reader.end);
  const value = readValue(reader.next(), bytes, reader, octets);
  reader.leave(outerLimit);
  return { oid, value };
}

function readInteger(reader: BerReader): number {
  reader.expect(integerTag);
  return reader.signed();
}

function readValue(tag: number, bytes: Buffer, reader: BerReader, octets: OidOctets): SnmpValue {
  try {
    const known = readKnownValue(tag, bytes, reader, octets);
    if (known !== undefined) return known;
  } catch (error) {
    if (!(error instanceof BerError)) throw error;
  }
  return { type: "opaque", value: copyContent(bytes, reader) };
}

/** The application types of RFC 2578 section 7.1 and the exceptions of RFC 3416 section 3. */
function readKnownValue(tag: number, bytes: Buffer, reader: BerReader, octets: OidOctets): SnmpValue | undefined {
  switch (tag) {
    case integerTag:
      return { type: "integer", value: inRange(reader.signed(), -(2 ** 31)) };
    case octetsTag:
      return { type: "octets", value: copyContent(bytes, reader) };
    case oidTag:
      return { type: "oid", value: octets.read(bytes, reader.start, reader.end) };
    case 0x40:
      return reader.end - reader.start === 4
        ? { type: "ipAddress", value: contentOf(bytes, reader).join(".") }
        : undefined;
    case 0x41:
      return { type: "counter32", value: readUnsigned(reader) };
    case 0x42:
      return { type: "gauge32", value: readUnsigned(reader) };
    case 0x43:
      return { type: "timeTicks", value: readUnsigned(reader) };
    case 0x46:
      return { type: "counter64", value: readCounter64(contentOf(bytes, reader)) };
    case 0x05:
      return { type: "null", value: null };
    case 0x80:
      return absentObject;
    case 0x81:
      return absentInstance;
    case 0x82:
      return { type: "endOfMibView", value: null };
    default:
      return undefined;
  }
}

/** Some agents leave out the leading zero octet: ff ff ff ff as a Counter32 is 4294967295, not -1. */
function readUnsigned(reader: BerReader): number {
  const value = reader.signed();
  return inRange(reader.end - reader.start === 4 ? value >>> 0 : value, 0);
}

function inRange(value: number, least: number): number {
  if (value < least || value >= least + 2 ** 32) throw new BerError(`${value} does not fit 32 bits`);
  return value;
}

/** A Counter64: up to eight octets, and a leading zero octet where the top bit is set. */
function readCounter64(content: Buffer): bigint {
  if (content.length < 1 || content.length > 9) throw new BerError(`a Counter64 of ${content.length} octets`);
  return BigInt.asUintN(64, BigInt(`0x${content.toString("hex")}`));
}

function contentOf(bytes: Buffer, { start, end }: BerReader): Buffer {
  return bytes.subarray(start, end);
}

/** A copy, so that a short text does not keep a whole datagram in memory. */
function copyContent(bytes: Buffer, { start, end }: BerReader): Buffer {
  return Buffer.from(bytes.subarray(start, Math.min(end, start + mostOctets)));
}
