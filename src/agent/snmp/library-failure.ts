import { systemCode } from "../leaf/errors.ts";
import type { SnmpFailure, SnmpFailureKind } from "./snmp-client.ts";

type Row = readonly [start: string, kind: SnmpFailureKind, message: string];

/** What the library says in the message of a Report of the User-based Security Model (RFC 3414 section 3.2). */
const reports: readonly Row[] = [
  ["Unsupported Security Level", "unsupportedLevel", "the device does not know this user at this security level"],
  ["Not In Time Window", "notInTimeWindow", "the device refuses the time of the request"],
  ["Unknown User Name", "unknownUser", "the device does not know this user"],
  ["Wrong Digest", "wrongDigest", "the device refuses the authentication key"],
  ["Decryption Error", "decryption", "the device cannot decrypt the request"],
  // Of the Reports that are not of the User-based Security Model, snmpUnknownContexts (RFC 3413) is what a device sends.
  ["Unexpected Report PDU", "unknownContext", "the device refuses the request, most likely for its context name"],
];
/**
 * What it says of an answer that it does not take. A device that let the request pass has the same keys, so a digest or
 * a text that does not hold tells of the line or of a forger; the time is looked at only in what is signed.
 */
const misfits: readonly Row[] = [
  ["Authentication digest", "malformed", "the answer is not signed with the authentication key"],
  ["Failed to decrypt PDU", "malformed", "the answer cannot be decrypted"],
  ["Message with engineBoots", "notInTimeWindow", "the answer is older or newer than the device's clock allows"],
];

/** As where a FIPS policy forbids DES and MD5. */
const cipherMissing: SnmpFailure = {
  kind: "unsupportedLevel",
  message: "the OpenSSL of this machine does not offer what the credential asks for; use sha256 and aes",
};

/** Whether the library found fault with a message that came, rather than failed to send one. */
export function isOfMessage(error: Error | null): error is Error {
  return error?.name === "ResponseInvalidError";
}

/** What the device says in a Report, which is not signed as a rule; undefined: it said nothing. */
export function reportFailure(error: Error): SnmpFailure | undefined {
  return failureIn(reports, error);
}

/** What an error of net-snmp means. Its own words may hold digests and keys, so none of them are passed on. */
export function libraryFailure(error: Error | null): SnmpFailure {
  if (error === null) return { kind: "malformed", message: "the library gave an answer of its own" };
  const known = failureIn([...reports, ...misfits], error);
  if (known) return known;
  if (systemCode(error)?.startsWith("ERR_OSSL") === true) return cipherMissing;
  if ("syscall" in error && "code" in error) return { kind: "unreachable", message: `sending failed: ${error.code}` };
  return { kind: "malformed", message: `the request or its answer is not valid (${error.name})` };
}

function failureIn(rows: readonly Row[], error: Error): SnmpFailure | undefined {
  const row = rows.find(([start]) => error.message.startsWith(start));
  return row && { kind: row[1], message: row[2] };
}
