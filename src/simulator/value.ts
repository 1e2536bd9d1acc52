/**
 * A value as SNMP carries it (RFC 2578 section 7, and the exceptions of RFC 3416 section 3).
 * Octets stay bytes: the character set of a device's text is the reader's business.
 */
export type Value =
  | { readonly type: "integer" | "counter32" | "gauge32" | "timeTicks"; readonly value: number }
  | { readonly type: "counter64"; readonly value: bigint }
  | { readonly type: "octets" | "ipAddress" | "opaque"; readonly value: Buffer }
  | { readonly type: "oid"; readonly value: string }
  | { readonly type: "null" | ExceptionType };

/** What SNMPv2c puts in the place of a value that is not there. */
export type ExceptionType = "noSuchObject" | "noSuchInstance" | "endOfMibView";

export interface VarBind {
  readonly oid: string;
  readonly value: Value;
}

export const NULL_VALUE: Value = { type: "null" };

export function integer(value: number): Value {
  return { type: "integer", value };
}

/** A text in UTF-8, which leaves ASCII as it is. */
export function text(value: string): Value {
  return { type: "octets", value: Buffer.from(value, "utf8") };
}

export function octets(value: Buffer): Value {
  return { type: "octets", value };
}

export function timeTicks(value: number): Value {
  return { type: "timeTicks", value: value % 2 ** 32 };
}
