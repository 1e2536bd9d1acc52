import { systemCode } from "../leaf/errors.ts";
import type { SnmpFailure, SnmpFailureKind } from "./snmp-client.ts";

/** What the library says in the message of a Report of the User-based Security Model (RFC 3414 section 3.2). */
const reportKinds: readonly (readonly [start: string, kind: SnmpFailureKind, message: string])[] = [
  ["Unsupported Security Level", "unsupportedLevel", "the device does not know this user at this security level"],
  ["Not In Time Window", "notInTimeWindow", "the device refuses the time of the request"],
  ["Unknown User Name", "unknownUser", "the device does not know this user"],
  ["Wrong Digest", "wrongDigest", "the device refuses the authentication key"],
  ["Authentication digest", "wrongDigest", "the answer is not signed with the authentication key"],
  ["Decryption Error", "decryption", "the device cannot decrypt the request"],
  // Of the Reports that are not of the User-based Security Model, snmpUnknownContexts (RFC 3413) is what a device sends.
  ["Unexpected Report PDU", "unknownContext", "the device refuses the request, most likely for its context name"],
  ["Failed to decrypt PDU", "decryption", "the answer cannot be decrypted"],
  ["Message with engineBoots", "notInTimeWindow", "the answer is older or newer than the device's clock allows"],
];

/** As where a FIPS policy forbids DES and MD5. */
const cipherMissing: SnmpFailure = {
  kind: "unsupportedLevel",
  message: "the OpenSSL of this machine does not offer what the credential asks for; use sha256 and aes",
};

/** What an error of net-snmp means. Its own words may hold digests and keys, so none of them are passed on. */
export function libraryFailure(error: Error | null): SnmpFailure {
  if (error === null) return { kind: "malformed", message: "the library gave an answer of its own" };
  const known = reportKinds.find(([start]) => error.message.startsWith(start));
  if (known) return { kind: known[1], message: known[2] };
  if (systemCode(error)?.startsWith("ERR_OSSL") === true) return cipherMissing;
  if ("syscall" in error && "code" in error) return { kind: "unreachable", message: `sending failed: ${error.code}` };
  return { kind: "malformed", message: `the request or its answer is not valid (${error.name})` };
}
