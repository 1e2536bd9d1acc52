import {
  BerError,
  BerReader,
  elementSize,
  readBigInteger,
  readInteger,
  readOid,
  writeElement,
  writeInteger,
  writeOid,
} from "./ber.ts";
import { NULL_VALUE, type Value, type VarBind } from "./value.ts";

/** The versions played here; the number on the wire is 0 for v1 and 1 for v2c. */
export type Version = "v1" | "v2c";

/** RFC 1157 section 4.1 and RFC 3416 section 3. */
const PDU_TAGS = { get: 0xa0, getNext: 0xa1, response: 0xa2, set: 0xa3, getBulk: 0xa5 } as const;
export type PduType = keyof typeof PDU_TAGS;

/** The error-status values used here (RFC 3416 section 3). */
export const ERROR_STATUS = { noError: 0, tooBig: 1, noSuchName: 2, readOnly: 4, notWritable: 17 } as const;

/**
 * One SNMP message. The two numbers after the request id are errorStatus and errorIndex,
 * but nonRepeaters and maxRepetitions in a GETBULK: same place on the wire.
 */
export interface Message {
  readonly version: Version;
  readonly community: Buffer;
  readonly type: PduType;
  readonly requestId: number;
  readonly errorStatus: number;
  readonly errorIndex: number;
  readonly varBinds: readonly VarBind[];
}

const SEQUENCE = 0x30;
const INTEGER = 0x02;
const OCTETS = 0x04;
const INT32_MIN = -(2 ** 31);
const INT32_MAX = 2 ** 31 - 1;
const UINT32_MAX = 2 ** 32 - 1;

const VALUE_TAGS: Readonly<Record<Value["type"], number>> = {
  integer: INTEGER,
  octets: OCTETS,
  null: 0x05,
  oid: 0x06,
  ipAddress: 0x40,
  counter32: 0x41,
  gauge32: 0x42,
  timeTicks: 0x43,
  opaque: 0x44,
  counter64: 0x46,
  noSuchObject: 0x80,
  noSuchInstance: 0x81,
  endOfMibView: 0x82,
};

/** Reads one datagram; undefined if it is not a whole SNMP v1 or v2c message of a type played here. */
export function decodeMessage(bytes: Buffer): Message | undefined {
  try {
    return readMessage(new BerReader(new BerReader(bytes).expect(SEQUENCE)));
  } catch (error) {
    if (error instanceof BerError) {
      return undefined;
    }
    throw error;
  }
}

function readMessage(reader: BerReader): Message {
  const version = readInteger(reader.expect(INTEGER), 0, 1) === 0 ? "v1" : "v2c";
  const community = reader.expect(OCTETS);
  const { tag, content } = reader.read();
  const pdu = new BerReader(content);
  const requestId = readInteger(pdu.expect(INTEGER), INT32_MIN, INT32_MAX);
  const errorStatus = readInteger(pdu.expect(INTEGER), INT32_MIN, INT32_MAX);
  const errorIndex = readInteger(pdu.expect(INTEGER), INT32_MIN, INT32_MAX);
  const list = new BerReader(pdu.expect(SEQUENCE));
  const varBinds: VarBind[] = [];
  while (!list.isAtEnd) {
    varBinds.push(readVarBind(new BerReader(list.expect(SEQUENCE))));
  }
  return { version, community, type: pduTypeOf(tag, version), requestId, errorStatus, errorIndex, varBinds };
}

function pduTypeOf(tag: number, version: Version): PduType {
  switch (tag) {
    case PDU_TAGS.get:
      return "get";
    case PDU_TAGS.getNext:
      return "getNext";
    case PDU_TAGS.response:
      return "response";
    case PDU_TAGS.set:
      return "set";
    case version === "v2c" ? PDU_TAGS.getBulk : undefined:
      return "getBulk";
    default:
      throw new BerError(`no PDU with tag ${tag} in ${version}`);
  }
}

function readVarBind(reader: BerReader): VarBind {
  const oid = readOid(reader.expect(VALUE_TAGS.oid));
  const { tag, content } = reader.read();
  return { oid, value: readValue(tag, content) };
}

function readValue(tag: number, content: Buffer): Value {
  switch (tag) {
    case VALUE_TAGS.integer:
      return { type: "integer", value: readInteger(content, INT32_MIN, INT32_MAX) };
    case VALUE_TAGS.octets:
      return { type: "octets", value: content };
    case VALUE_TAGS.null:
      return NULL_VALUE;
    case VALUE_TAGS.oid:
      return { type: "oid", value: readOid(content) };
    case VALUE_TAGS.ipAddress:
      return { type: "ipAddress", value: content };
    case VALUE_TAGS.counter32:
      return { type: "counter32", value: readInteger(content, 0, UINT32_MAX) };
    case VALUE_TAGS.gauge32:
      return { type: "gauge32", value: readInteger(content, 0, UINT32_MAX) };
    case VALUE_TAGS.timeTicks:
      return { type: "timeTicks", value: readInteger(content, 0, UINT32_MAX) };
    case VALUE_TAGS.opaque:
      return { type: "opaque", value: content };
    case VALUE_TAGS.counter64:
      return { type: "counter64", value: BigInt.asUintN(64, readBigInteger(content)) };
    case VALUE_TAGS.noSuchObject:
      return { type: "noSuchObject" };
    case VALUE_TAGS.noSuchInstance:
      return { type: "noSuchInstance" };
    case VALUE_TAGS.endOfMibView:
      return { type: "endOfMibView" };
    default:
      throw new BerError(`no value with tag ${tag}`);
  }
}

/** The bytes of a message on the wire. */
export function encodeMessage(message: Message): Buffer {
  return encodeMessageOf(message, message.varBinds.map(encodeVarBind));
}

/** The same with variable bindings that are encoded already, so that a GETBULK answer is not encoded twice. */
export function encodeMessageOf(message: Omit<Message, "varBinds">, varBinds: readonly Buffer[]): Buffer {
  return writeElement(
    SEQUENCE,
    ...messageHead(message),
    writeElement(PDU_TAGS[message.type], ...pduHead(message), writeElement(SEQUENCE, ...varBinds)),
  );
}

/** Tells how large the message becomes in bytes, by the bytes that its encoded variable bindings take. */
export function measureMessage(message: Omit<Message, "varBinds">): (varBindBytes: number) => number {
  const sizeOf = (parts: readonly Buffer[]) => parts.reduce((sum, part) => sum + part.length, 0);
  const headBytes = sizeOf(messageHead(message));
  const pduHeadBytes = sizeOf(pduHead(message));
  return (varBindBytes) => elementSize(headBytes + elementSize(pduHeadBytes + elementSize(varBindBytes)));
}

function messageHead(message: Omit<Message, "varBinds">): readonly Buffer[] {
  const version = writeInteger(message.version === "v1" ? 0 : 1);
  return [writeElement(INTEGER, version), writeElement(OCTETS, message.community)];
}

function pduHead(message: Omit<Message, "varBinds">): readonly Buffer[] {
  return [message.requestId, message.errorStatus, message.errorIndex].map((field) =>
    writeElement(INTEGER, writeInteger(field)),
  );
}

export function encodeVarBind({ oid, value }: VarBind): Buffer {
  const name = writeElement(VALUE_TAGS.oid, writeOid(oid));
  return writeElement(SEQUENCE, name, writeElement(VALUE_TAGS[value.type], valueContent(value)));
}

function valueContent(value: Value): Buffer {
  switch (value.type) {
    case "integer":
    case "counter32":
    case "gauge32":
    case "timeTicks":
    case "counter64":
      return writeInteger(value.value);
    case "octets":
    case "ipAddress":
    case "opaque":
      return value.value;
    case "oid":
      return writeOid(value.value);
    default:
      return Buffer.alloc(0);
  }
}
