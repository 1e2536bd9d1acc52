import { randomBytes, randomInt } from "node:crypto";

/** All chance of the agent comes from here, so that a test can hand in its own. */
export interface Random {
  /** From 0 up to but not including 1. */
  fraction(): number;
  /** A request id of SNMP: 0 to 2^31 − 1, not to be guessed by a spoofer. */
  requestId(): number;
  /** A name that nobody else has, of lower-case hexadecimal digits. */
  name(): string;
}

export const systemRandom: Random = {
  fraction: () => Math.random(),
  requestId: () => randomInt(0x7fff_ffff),
  name: () => randomBytes(12).toString("hex"),
};
