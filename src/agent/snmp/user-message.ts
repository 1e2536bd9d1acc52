import type { LibraryPdu } from "./library-conversion.ts";
import type { UserCredential } from "./snmp-client.ts";

/** Which engine a message is from or for (RFC 3414 section 2.4), as net-snmp names it. */
export interface SecurityParameters {
  readonly msgAuthoritativeEngineID: Buffer;
}

/** A message of SNMPv3 (RFC 3412 section 6) as net-snmp reads or writes it. */
export interface UserMessage {
  readonly pdu: LibraryPdu;
  readonly msgGlobalData?: { readonly msgFlags: number };
  readonly msgSecurityParameters?: SecurityParameters;
}

/** A message of ours that net-snmp has sent. */
export interface SentMessage {
  readonly message: UserMessage;
  /** Its msgID. */
  getId(): number;
}

/** The bits auth and priv of msgFlags (RFC 3412 section 6.4), and which of them each level sets. */
const securityBits = 0b011;
const bitsOfLevel: Readonly<Record<UserCredential["level"], number>> = {
  noAuthNoPriv: 0b000,
  authNoPriv: 0b001,
  authPriv: 0b011,
};

/**
 * Whether this asks only which engine is there (RFC 3414 section 4). It is answered by a Report: whatever comes as values
 * then answers no question of ours, and nothing could have signed it for us.
 */
export function isDiscovery({ msgSecurityParameters }: UserMessage): boolean {
  return (msgSecurityParameters?.msgAuthoritativeEngineID.length ?? 0) === 0;
}

/**
 * RFC 3412 section 7.2: an answer must have the security level of its request. The library takes an unsigned answer to a
 * signed request.
 */
export function isSecuredAs({ level }: UserCredential, { msgGlobalData }: UserMessage): boolean {
  return ((msgGlobalData?.msgFlags ?? 0) & securityBits) === bitsOfLevel[level];
}

/** Whether both name the same engine. */
export function isSameEngine(one: SecurityParameters | undefined, other: SecurityParameters | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  return one.msgAuthoritativeEngineID.equals(other.msgAuthoritativeEngineID);
}
