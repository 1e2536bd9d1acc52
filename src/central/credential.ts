import { createHash, timingSafeEqual } from "node:crypto";

/** Gives so many random bytes; injected, so that tests know what comes. */
export type RandomBytes = (count: number) => Uint8Array;

/** Crockford's base 32: no I, L, O or U, which people misread over the telephone. */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const codeLength = 10;
const tokenBytes = 32;
const agentIdBytes = 8;

/** A one-time code of 50 random bits, as in `7F3KM-Q0XRA`. */
export function makeCode(random: RandomBytes): string {
  const letters = Array.from(random(codeLength), (byte) => alphabet.charAt(byte % alphabet.length)).join("");
  return `${letters.slice(0, codeLength / 2)}-${letters.slice(codeLength / 2)}`;
}

/** The code as it was meant, however it was typed: `7f3km q0xra` is `7F3KMQ0XRA`. */
export function plainCode(typed: string): string {
  return typed.toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
}

export function makeToken(random: RandomBytes): string {
  return Buffer.from(random(tokenBytes)).toString("base64url");
}

export function makeAgentId(random: RandomBytes): string {
  return `ag-${Buffer.from(random(agentIdBytes)).toString("hex")}`;
}

/** Codes and tokens are kept as this: who reads the store cannot upload. Both are random, so no salt is needed. */
export function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/** Compares two secrets in a time that tells nothing about where they differ. */
export function isSameSecret(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(hashOf(one)), Buffer.from(hashOf(other)));
}
