import { failed, ok, type Result } from "../leaf/result.ts";
import type { SnmpValue, Varbind } from "../leaf/varbind.ts";
import { BerError, BerReader, readCounter64, readOid, readSigned } from "./ber-reader.ts";

/** What a device said to one request, from whatever version of SNMP. */
export interface ResponsePdu {
  /** 0 is noError (RFC 3416 section 3). */
  readonly errorStatus: number;
  readonly errorIndex: number;
  readonly varbinds: readonly Varbind[];
}

/** A whole response of SNMPv1 or v2c. */
export interface ResponseMessage extends ResponsePdu {
  /** As on the wire: 0 is SNMPv1, 1 is SNMPv2c. */
  readonly version: number;
  readonly community: Buffer;
  readonly requestId: number;
}

/** Longest octet string that is kept; the standard's longest text has 255 octets, so a longer one is a fault. */
export const mostOctets = 4096;

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
export function decodeResponse(bytes: Buffer): Result<ResponseMessage, string> {
  try {
    return ok(readMessage(new BerReader(new BerReader(bytes).expect(sequenceTag))));
  } catch (error) {
    if (error instanceof BerError) return failed(error.message);
    throw error;
  }
}

/** The version on the wire (0, 1 or 3), or undefined if this is no SNMP message. */
export function versionOf(bytes: Buffer): number | undefined {
  try {
    return readSigned(new BerReader(new BerReader(bytes).expect(sequenceTag)).expect(integerTag));
  } catch (error) {
    if (error instanceof BerError) return undefined;
    throw error;
  }
}

function readMessage(message: BerReader): ResponseMessage {
  const version = readSigned(message.expect(integerTag));
  if (version !== 0 && version !== 1) throw new BerError(`version ${version}`);
  const community = message.expect(octetsTag);
  const pdu = new BerReader(message.expect(responseTag));
  const requestId = readSigned(pdu.expect(integerTag));
  const errorStatus = readSigned(pdu.expect(integerTag));
  const errorIndex = readSigned(pdu.expect(integerTag));
  return { version, community, requestId, errorStatus, errorIndex, varbinds: readVarbinds(pdu.expect(sequenceTag)) };
}

function readVarbinds(content: Buffer): Varbind[] {
  const list = new BerReader(content);
  const varbinds: Varbind[] = [];
  while (!list.isAtEnd) {
    const varbind = new BerReader(list.expect(sequenceTag));
    const oid = readOid(varbind.expect(oidTag));
    const { tag, content: value } = varbind.read();
    varbinds.push({ oid, value: readValue(tag, value) });
  }
  return varbinds;
}

function readValue(tag: number, content: Buffer): SnmpValue {
  try {
    return readKnownValue(tag, content) ?? opaque(content);
  } catch (error) {
    if (error instanceof BerError) return opaque(content);
    throw error;
  }
}

/** The application types of RFC 2578 section 7.1 and the exceptions of RFC 3416 section 3. */
function readKnownValue(tag: number, content: Buffer): SnmpValue | undefined {
  switch (tag) {
    case integerTag:
      return { type: "integer", value: inRange(readSigned(content), -(2 ** 31)) };
    case octetsTag:
      return { type: "octets", value: bounded(content) };
    case oidTag:
      return { type: "oid", value: readOid(content) };
    case 0x40:
      return content.length === 4 ? { type: "ipAddress", value: content.join(".") } : undefined;
    case 0x41:
      return { type: "counter32", value: readUnsigned(content) };
    case 0x42:
      return { type: "gauge32", value: readUnsigned(content) };
    case 0x43:
      return { type: "timeTicks", value: readUnsigned(content) };
    case 0x46:
      return { type: "counter64", value: readCounter64(content) };
    case 0x05:
      return { type: "null", value: null };
    case 0x80:
      return { type: "noSuchObject", value: null };
    case 0x81:
      return { type: "noSuchInstance", value: null };
    case 0x82:
      return { type: "endOfMibView", value: null };
    default:
      return undefined;
  }
}

/** Some agents leave out the leading zero octet: ff ff ff ff as a Counter32 is 4294967295, not -1. */
function readUnsigned(content: Buffer): number {
  return content.length === 4 ? content.readUInt32BE(0) : inRange(readSigned(content), 0);
}

function inRange(value: number, least: number): number {
  if (value < least || value >= least + 2 ** 32) throw new BerError(`${value} does not fit 32 bits`);
  return value;
}

function opaque(content: Buffer): SnmpValue {
  return { type: "opaque", value: bounded(content) };
}

/** A copy, so that a short text does not keep a whole datagram in memory. */
function bounded(content: Buffer): Buffer {
  return Buffer.from(content.subarray(0, mostOctets));
}
