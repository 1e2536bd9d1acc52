/**
 * A value as SNMP carries it (RFC 2578 section 7.1), with nothing decided about its meaning. Octet strings stay bytes:
 * a status bit string read as text is how other tools turn "low toner" into a space.
 */
export type SnmpValue =
  | { readonly type: "integer" | "counter32" | "gauge32" | "timeTicks"; readonly value: number }
  | { readonly type: "counter64"; readonly value: bigint }
  | { readonly type: "octets" | "opaque"; readonly value: Buffer }
  | { readonly type: "oid" | "ipAddress"; readonly value: string }
  | { readonly type: "null" | "noSuchObject" | "noSuchInstance" | "endOfMibView"; readonly value: null };

/** One object instance and its value; `oid` in dotted numbers without a leading dot. */
export interface Varbind {
  readonly oid: string;
  readonly value: SnmpValue;
}

/** What stands for an object that the device does not have, and for an instance of it that is not there. */
export const absentObject: SnmpValue = { type: "noSuchObject", value: null };
export const absentInstance: SnmpValue = { type: "noSuchInstance", value: null };

/** Whether the device answered with a value rather than with "there is none". */
export function hasValue(value: SnmpValue): boolean {
  return value.value !== null;
}
