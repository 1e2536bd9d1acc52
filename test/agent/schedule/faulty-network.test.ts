import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Acquaintance, askDevice, type Interview, meetDevice } from "../../../src/agent/schedule/meet-device.ts";
import type { NetSnmpClient } from "../../../src/agent/snmp/net-snmp-client.ts";
import type { RequestOptions } from "../../../src/agent/snmp/snmp-client.ts";
import type { SnmpEngine } from "../../../src/agent/snmp/snmp-engine.ts";
import type { Reading } from "../../../src/contract/reading.ts";
import { recordingPath } from "../../../src/simulator/snmprec.ts";
import { library } from "../../recorded-answers.ts";
import { playing, relaxed, startEngine, UdpDevice } from "../snmp/udp-device.ts";

const seeds = [1, 7, 42, 1907, 65_537];
const share = 0.3;
/** Twelve tries: at 30 % both ways, one in two million polls of a PDU then ends in silence. */
const stubborn: RequestOptions = { timeoutMs: 60, retryAtMs: Array.from({ length: 11 }, (_, at) => (at + 1) * 20) };

/** What becomes of a request on its way; `ask` lets the device hear it and gives its answers. */
type RequestFault = (ask: () => readonly Buffer[], chance: () => number) => readonly Buffer[];

/** What becomes of an answer on its way; `earlier` are answers that were held back. */
type Fault = (answer: Buffer, chance: () => number, earlier: Buffer[]) => readonly Buffer[];

const hit = (chance: () => number) => chance() < share;

const requestFaults: Readonly<Record<string, RequestFault>> = {
  "lost requests": (ask, chance) => (hit(chance) ? [] : ask()),
  "doubled requests": (ask, chance) => (hit(chance) ? [...ask(), ...ask()] : ask()),
};

const faults: Readonly<Record<string, Fault>> = {
  "lost packets": (answer, chance) => (hit(chance) ? [] : [answer]),
  "doubled packets": (answer, chance) => (hit(chance) ? [answer, answer] : [answer]),
  "packets in another order or late": (answer, chance, earlier) => {
    const late = earlier.splice(0);
    if (!hit(chance)) return [answer, ...late];
    earlier.push(answer);
    return late;
  },
  "packets cut short": (answer, chance) =>
    hit(chance) ? [answer.subarray(0, Math.floor(chance() * answer.length))] : [answer],
  "forged answers with a guessed request id": (answer, chance) => {
    if (!hit(chance)) return [answer];
    const forged = Buffer.from(answer);
    const at = forged.indexOf(0xa2);
    const idAt = forged.indexOf(0x02, at);
    forged.writeUInt8((forged.readUInt8(idAt + 2) + 1) & 0x7f, idAt + 2);
    forged.fill(0x2a, forged.length - 1);
    return [forged, answer];
  },
};

/** mulberry32: small, and the same on every machine. */
function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const lines = readFileSync(recordingPath("bizhub-458e"), "latin1")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"));

let engine: SnmpEngine & { client: NetSnmpClient };
const devices: UdpDevice[] = [];

beforeEach(async () => {
  engine = await startEngine();
});

afterEach(() => {
  engine.client.close();
  for (const device of devices.splice(0)) device.stop();
});

async function meetClean(pass: (ask: () => readonly Buffer[]) => readonly Buffer[]) {
  const answers = playing(lines, 1472);
  const device = new UdpDevice((asked) => pass(() => answers(asked)));
  await device.start();
  devices.push(device);
  const met = await meetDevice(interviewWith(relaxed), device.target());
  if (!met.ok) throw new Error(met.failure.message);
  return met.value;
}

function interviewWith(options: RequestOptions): Interview {
  return { engine, library, options, stamp: () => "2026-11-22T08:00:00.000Z" };
}

/** Whatever a partial reading tells must be what the clean one tells. */
function expectTrue(reading: Reading, clean: Reading): void {
  if (reading.complete) expect(reading).toEqual(clean);
  for (const counter of reading.counters ?? []) expect(clean.counters).toContainEqual(counter);
  for (const supply of reading.supplies ?? []) expect(clean.supplies).toContainEqual(supply);
}

const cases = [...Object.keys(requestFaults), ...Object.keys(faults)].flatMap((name) =>
  seeds.map((seed) => [name, seed] as const),
);

describe("on a network with 30 %", () => {
  it.each(cases)(
    "%s a full reading is as on a clean line or says that it is not whole (seed %i)",
    async (name, seed) => {
      const chance = chanceOf(seed);
      const earlier: Buffer[] = [];
      let isFaulty = false;
      const lose: RequestFault = requestFaults[name] ?? ((ask) => ask());
      const spoil: Fault = faults[name] ?? ((answer) => [answer]);
      const { acquaintance, reading: clean } = await meetClean((ask) =>
        isFaulty ? lose(ask, chance).flatMap((answer) => spoil(answer, chance, earlier)) : ask(),
      );
      isFaulty = true;
      let latest: Acquaintance = acquaintance;
      for (let turn = 0; turn < 5; turn += 1) {
        const asked = await askDevice(interviewWith(stubborn), latest, "full");
        if (!asked.ok) {
          expect(["timeout", "malformed"]).toContain(asked.failure.kind);
          continue;
        }
        latest = asked.value.acquaintance;
        expectTrue(asked.value.reading, clean);
      }
    },
  );
});
