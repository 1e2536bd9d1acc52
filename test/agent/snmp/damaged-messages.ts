import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { OidOctets } from "../../../src/agent/snmp/oid-octets.ts";
import { decodeResponse, versionOf } from "../../../src/agent/snmp/response-message.ts";
import { isTrap } from "../../../src/agent/snmp/trap-receiver.ts";
import { encodeMessage } from "../../../src/simulator/pdu.ts";
import { readRecording, recordingPath } from "../../../src/simulator/snmprec.ts";

/** Bytes that are really held: garbage that nobody collected yet is no growth. */
function heapAfterCollection(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  return process.memoryUsage().heapUsed;
}

const varbindsPerMessage = 24;

/** mulberry32: small, and the same on every machine. */
export function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Real answers of a recorded device, cut into messages. */
function answers(): readonly Buffer[] {
  const recording = readRecording(recordingPath("bizhub-c360i"));
  return Array.from({ length: Math.ceil(recording.length / varbindsPerMessage) }, (_, at) =>
    encodeMessage({
      version: "v2c",
      community: Buffer.from("public"),
      type: "response",
      requestId: at,
      errorStatus: 0,
      errorIndex: 0,
      varBinds: recording.slice(at * varbindsPerMessage, (at + 1) * varbindsPerMessage),
    }),
  );
}

/** One of: bits flipped, octets replaced, cut off, a piece doubled, lengths blown up. */
export function mutate(message: Buffer, chance: () => number): Buffer {
  const at = () => Math.floor(chance() * message.length);
  const changed = Buffer.from(message);
  const kind = chance();
  if (kind < 0.15) return changed.subarray(0, at());
  if (kind < 0.25) return Buffer.concat([changed.subarray(0, at()), changed.subarray(at())]);
  for (let left = 1 + Math.floor(chance() * 8); left > 0; left -= 1) {
    const where = at();
    if (kind < 0.6) changed[where] = (changed[where] ?? 0) ^ (1 << Math.floor(chance() * 8));
    else changed[where] = kind < 0.9 ? Math.floor(chance() * 256) : 0x84;
  }
  return changed;
}

function read(damaged: Buffer, octets: OidOctets, seed: number): boolean {
  try {
    versionOf(damaged);
    isTrap(damaged);
    return decodeResponse(damaged, octets).ok;
  } catch (cause) {
    throw new Error(`seed ${seed}: ${damaged.toString("hex")}`, { cause });
  }
}

/** What came of reading damaged messages. */
export interface Damage {
  readonly seed: number;
  /** How many could be read all the same. */
  readonly decoded: number;
  /** Memory that is held after the last four fifths and was not before. */
  readonly growthBytes: number;
}

/**
 * Reads so many damaged answers of a real device.
 * @throws Error with the seed and the message at the first that brings the decoder down
 */
export function readDamaged(cases: number): Damage {
  const seed = Math.floor(Math.random() * 2 ** 32);
  const chance = chanceOf(seed);
  const octets = new OidOctets();
  const messages = answers();
  let decoded = 0;
  const heldAfter = (count: number) => {
    for (let left = count; left > 0; left -= 1) {
      const message = messages[Math.floor(chance() * messages.length)] ?? Buffer.alloc(0);
      decoded += read(mutate(message, chance), octets, seed) ? 1 : 0;
    }
    return heapAfterCollection();
  };
  const warmBytes = heldAfter(cases / 5);
  return { seed, growthBytes: heldAfter((cases * 4) / 5) - warmBytes, decoded };
}
