import { ownBytes } from "../leaf/own-bytes.ts";
import { absentInstance, absentObject, type SnmpValue, type Varbind } from "../leaf/varbind.ts";
import { mostArcs } from "./oid-octets.ts";
import { mostOctets, type ResponsePdu } from "./response-message.ts";
import type { AuthProtocol, CommunityCredential, PrivProtocol, UserCredential } from "./snmp-client.ts";

/** SNMPv3 user as net-snmp takes it. */
export interface LibraryUser {
  readonly name: string;
  readonly level: number;
  readonly authProtocol?: number;
  readonly authKey?: string;
  readonly privProtocol?: number;
  readonly privKey?: string;
}

export interface LibraryVarbind {
  readonly oid: string;
  readonly type: number;
  readonly value: unknown;
}

/** A PDU as net-snmp reads it; only a response has an error status and index. */
export interface LibraryPdu {
  id: number;
  readonly errorStatus?: number;
  readonly errorIndex?: number;
  readonly varbinds: readonly LibraryVarbind[];
}

/** The library's numbers: SecurityLevel, AuthProtocols, PrivProtocols. */
const levels = { noAuthNoPriv: 1, authNoPriv: 2, authPriv: 3 } as const;
const authProtocols: Readonly<Record<AuthProtocol, number>> = {
  md5: 2,
  sha: 3,
  sha224: 4,
  sha256: 5,
  sha384: 6,
  sha512: 7,
};
const privProtocols: Readonly<Record<PrivProtocol, number>> = { des: 2, aes: 4, aes256b: 6, aes256r: 8 };

/** Thousands of sessions hold the same one. */
const communities = new WeakMap<CommunityCredential, Buffer>();

/** The community as it goes on the wire. It and `libraryUser` are where an SNMP secret is taken out, and nothing else. */
export function communityOf(credential: CommunityCredential): Buffer {
  const known = communities.get(credential);
  if (known) return known;
  const community = ownBytes(new TextEncoder().encode(credential.community.reveal()));
  communities.set(credential, community);
  return community;
}

const wireVersions = { "1": 0, "2c": 1 } as const;

/** The version as it goes on the wire (RFC 1157 section 4, RFC 1901 section 3). */
export function versionOf({ version }: CommunityCredential): number {
  return wireVersions[version];
}

/** The SNMPv3 user as the library wants it. */
export function libraryUser(credential: UserCredential): LibraryUser {
  const { user: name, level } = credential;
  if (credential.level === "noAuthNoPriv") return { name, level: levels[level] };
  const { protocol, key } = credential.auth;
  const signed = { name, level: levels[level], authProtocol: authProtocols[protocol], authKey: key.reveal() };
  if (credential.level === "authNoPriv") return signed;
  const { priv } = credential;
  return { ...signed, privProtocol: privProtocols[priv.protocol], privKey: priv.key.reveal() };
}

/** A response PDU that the library decoded, or undefined if one of its values is not what its type says. */
export function responsePduOf({ errorStatus, errorIndex, varbinds }: LibraryPdu): ResponsePdu | undefined {
  const converted = varbinds.map(convertVarbind);
  const known = converted.filter((varbind) => varbind !== undefined);
  if (known.length < converted.length || errorStatus === undefined || errorIndex === undefined) return undefined;
  return { errorStatus, errorIndex, varbinds: known };
}

function convertVarbind({ oid, type, value }: LibraryVarbind): Varbind | undefined {
  if (!isOid(oid)) return undefined;
  const converted = convertValue(type, value);
  return converted && { oid, value: converted };
}

/** The library itself knows no limit. */
function isOid(text: string): boolean {
  return text.split(".").length <= mostArcs;
}

/** The library's ObjectType is the tag on the wire (RFC 2578 section 7.1, RFC 3416 section 3). */
function convertValue(type: number, value: unknown): SnmpValue | undefined {
  switch (type) {
    case 0x02:
      return isWithin(value, -(2 ** 31)) ? { type: "integer", value } : undefined;
    case 0x04:
      return Buffer.isBuffer(value) ? { type: "octets", value: bounded(value) } : undefined;
    case 0x06:
      return typeof value === "string" && isOid(value) ? { type: "oid", value } : undefined;
    case 0x40:
      return typeof value === "string" ? { type: "ipAddress", value } : undefined;
    case 0x41:
      return isWithin(value, 0) ? { type: "counter32", value } : undefined;
    case 0x42:
      return isWithin(value, 0) ? { type: "gauge32", value } : undefined;
    case 0x43:
      return isWithin(value, 0) ? { type: "timeTicks", value } : undefined;
    case 0x44:
      return Buffer.isBuffer(value) ? { type: "opaque", value: bounded(value) } : undefined;
    case 0x46:
      return counter64(value);
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

function counter64(value: unknown): SnmpValue | undefined {
  if (!Buffer.isBuffer(value) || value.length < 1 || value.length > 9) return undefined;
  return { type: "counter64", value: BigInt.asUintN(64, BigInt(`0x${value.toString("hex")}`)) };
}

function isWithin(value: unknown, least: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= least && value < least + 2 ** 32;
}

function bounded(octets: Buffer): Buffer {
  return Buffer.from(octets.subarray(0, mostOctets));
}
