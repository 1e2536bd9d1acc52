import { randomBytes } from "node:crypto";

/** All chance of central comes from here: bytes that nobody can guess. */
export const systemRandom: (size: number) => Buffer = randomBytes;
