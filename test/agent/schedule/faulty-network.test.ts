import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Acquaintance, askDevice, type Interview, meetDevice } from "../../../src/agent/schedule/meet-device.ts";
import type { NetSnmpClient } from "../../../src/agent/snmp/net-snmp-client.ts";
import type { RequestOptions, SnmpTarget } from "../../../src/agent/snmp/snmp-client.ts";
import type { SnmpEngine } from "../../../src/agent/snmp/snmp-engine.ts";
import type { Reading } from "../../../src/contract/reading.ts";
import { decodeMessage, encodeMessage, type Message } from "../../../src/simulator/pdu.ts";
import { recordingPath } from "../../../src/simulator/snmprec.ts";
import { integer, text, type VarBind } from "../../../src/simulator/value.ts";
import { library } from "../../recorded-answers.ts";
import { chanceOf } from "../snmp/damaged-messages.ts";
import { playingSigned, SignedDevice } from "../snmp/signed-device.ts";
import { type Asked, playing, relaxed, startEngine, UdpDevice } from "../snmp/udp-device.ts";

const seeds = [1, 7, 42, 1907, 65_537];
const share = 0.3;
/** Twelve tries: at 30 % both ways, one in two million polls of a PDU then ends in silence. */
const stubborn: RequestOptions = { timeoutMs: 60, retryAtMs: Array.from({ length: 11 }, (_, at) => (at + 1) * 20) };
const responseTag = 0xa2;

/** One request on its way. */
interface Passage {
  /** Lets the device hear the request and gives its answers. */
  readonly ask: () => readonly Buffer[];
  readonly chance: () => number;
  /** Somebody else on the network answers: from another address, or from another port of the device's. */
  readonly spoof: (from: "address" | "port", bytes: Buffer) => void;
}

/** What arrives of the answers to one request. */
type Network = (passage: Passage) => readonly Buffer[];

const hit = (chance: () => number) => chance() < share;

const onAnswers =
  (spoil: (answer: Buffer, chance: () => number) => readonly Buffer[]): Network =>
  ({ ask, chance }) =>
    ask().flatMap((answer) => spoil(answer, chance));

/** Who spoofs hears every request and is faster than the device, which in half of all cases is not heard then. */
const spoofing =
  (from: "address" | "port"): Network =>
  ({ ask, chance, spoof }) =>
    ask().flatMap((answer) => {
      if (!hit(chance)) return [answer];
      spoof(from, forge(answer));
      return chance() < 0.5 ? [] : [answer];
    });

/** Who is taken for the device itself, behind one translation with it, gives values of his own before it does. */
const disguised = (change: Partial<Message>): Network =>
  onAnswers((answer, chance) => {
    if (!hit(chance)) return [answer];
    const forged = forge(answer, change);
    return chance() < 0.5 ? [forged] : [forged, answer];
  });

function delaying(): Network {
  const earlier: Buffer[] = [];
  return onAnswers((answer, chance) => {
    const late = earlier.splice(0);
    if (!hit(chance)) return [answer, ...late];
    earlier.push(answer);
    return late;
  });
}

const networks: Readonly<Record<string, Network>> = {
  "lost requests": ({ ask, chance }) => (hit(chance) ? [] : ask()),
  "doubled requests": ({ ask, chance }) => (hit(chance) ? [...ask(), ...ask()] : ask()),
  "lost packets": onAnswers((answer, chance) => (hit(chance) ? [] : [answer])),
  "doubled packets": onAnswers((answer, chance) => (hit(chance) ? [answer, answer] : [answer])),
  "packets in another order or late": delaying(),
  "packets cut short": onAnswers((answer, chance) =>
    hit(chance) ? [answer.subarray(0, Math.floor(chance() * answer.length))] : [answer],
  ),
  // A community signs nothing: a bit that flips in a value is for the checksum of UDP to find (RFC 768), and the datagram
  // is lost. What the agent itself can see is whose answer it is.
  "bits flipped in what stands before the values": onAnswers((answer, chance) =>
    hit(chance) ? [flipBits(answer, requestIdEnd(answer), chance)] : [answer],
  ),
  "forged answers with a guessed request id": onAnswers((answer, chance) =>
    hit(chance) ? [forge(answer, { requestId: followingId(answer) }), answer] : [answer],
  ),
  "forged answers with another community": disguised({ community: Buffer.from("private") }),
  "forged answers in another version": disguised({ version: "v1" }),
  "forged answers from another address": spoofing("address"),
  "forged answers from another port": spoofing("port"),
};

/** The answer with other numbers and texts, and what else is to be changed. */
function forge(answer: Buffer, change: Partial<Message> = {}): Buffer {
  const message = read(answer);
  const varBinds = message.varBinds.map(({ oid, value }): VarBind => {
    if (value.type === "integer" || value.type === "counter32") return { oid, value: integer(4242) };
    return { oid, value: value.type === "octets" ? text("forged") : value };
  });
  return encodeMessage({ ...message, varBinds, ...change });
}

function followingId(answer: Buffer): number {
  return (read(answer).requestId + 1) % 2 ** 31;
}

function read(answer: Buffer): Message {
  const message = decodeMessage(answer);
  if (message === undefined) throw new Error("the device plays no such answer");
  return message;
}

/** Up to eight bits, in the octets before `end`. */
function flipBits(message: Buffer, end: number, chance: () => number): Buffer {
  const changed = Buffer.from(message);
  for (let left = 1 + Math.floor(chance() * 8); left > 0; left -= 1) {
    const at = Math.floor(chance() * end);
    changed.writeUInt8(changed.readUInt8(at) ^ (1 << Math.floor(chance() * 8)), at);
  }
  return changed;
}

/** Where the request id ends, which stands first in the PDU (RFC 3416 section 3). */
function requestIdEnd(answer: Buffer): number {
  const pduAt = answer.indexOf(responseTag);
  const length = answer.readUInt8(pduAt + 1);
  const idAt = pduAt + 2 + (length < 0x80 ? 0 : length & 0x7f);
  return idAt + 2 + answer.readUInt8(idAt + 1);
}

const lines = readFileSync(recordingPath("bizhub-458e"), "latin1")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"));

let engine: SnmpEngine & { client: NetSnmpClient };
const devices: { stop(): void }[] = [];

beforeEach(async () => {
  engine = await startEngine();
});

afterEach(() => {
  engine.client.close();
  for (const device of devices.splice(0)) device.stop();
});

async function start(device: UdpDevice, port = 0): Promise<UdpDevice> {
  devices.push(device);
  await device.start(port);
  return device;
}

function interviewWith(options: RequestOptions): Interview {
  return { engine, library, options, stamp: () => "2026-11-22T08:00:00.000Z" };
}

async function meetClean(target: SnmpTarget): Promise<{ acquaintance: Acquaintance; reading: Reading }> {
  const met = await meetDevice(interviewWith(relaxed), target);
  if (!met.ok) throw new Error(met.failure.message);
  return met.value;
}

const readInFull = (acquaintance: Acquaintance) => askDevice(interviewWith(stubborn), acquaintance, "full");

describe("on a network with 30 %", () => {
  const cases = Object.entries(networks).flatMap(([name, network]) =>
    seeds.map((seed) => [name, seed, network] as const),
  );

  it.each(cases)("%s each full reading is as on a clean line (seed %i)", async (_name, seed, network) => {
    const chance = chanceOf(seed);
    const answers = playing(lines, 1472);
    let pass = (asked: Asked): readonly Buffer[] => answers(asked);
    const device = await start(new UdpDevice((asked) => pass(asked)));
    const { acquaintance, reading: clean } = await meetClean(device.target());
    const strangers = {
      address: await start(new UdpDevice(() => [], "127.0.0.2"), device.target().port),
      port: await start(new UdpDevice(() => [])),
    };
    pass = (asked) =>
      network({
        ask: () => answers(asked),
        chance,
        spoof: (from, bytes) => strangers[from].send(bytes, asked.sender),
      });
    let latest = acquaintance;
    for (let turn = 0; turn < 5; turn += 1) {
      const asked = await readInFull(latest);
      if (!asked.ok) throw new Error(asked.failure.message);
      latest = asked.value.acquaintance;
      expect(asked.value.reading).toEqual(clean);
    }
  });
});

const whileHit =
  (percent: number, spoil: (answer: Buffer, chance: () => number) => readonly Buffer[]) =>
  (answer: Buffer, chance: () => number) =>
    chance() * 100 < percent ? spoil(answer, chance) : [answer];

describe("of a device whose SNMPv3 answers are signed", () => {
  const flip = (answer: Buffer, chance: () => number) => [flipBits(answer, answer.length, chance)];
  const faults = [
    ["bits flipped anywhere in 5 %", whileHit(5, flip)],
    ["bits flipped anywhere in 30 %", whileHit(30, flip)],
    ["30 % doubled", whileHit(30, (answer) => [answer, answer])],
    ["a damaged one before 30 %", whileHit(30, (answer, chance) => [...flip(answer, chance), answer])],
  ] as const;
  const cases = faults.flatMap(([name, fault]) => seeds.map((seed) => [name, seed, fault] as const));

  it.each(cases)("with %s each full reading is as on a clean line (seed %i)", async (_name, seed, fault) => {
    const chance = chanceOf(seed);
    const answers = playingSigned(lines, 1300);
    let pass = (answer: Buffer): readonly Buffer[] => [answer];
    const device = new SignedDevice((request) => answers(request).flatMap((answer) => pass(answer)));
    devices.push(device);
    const { acquaintance, reading: clean } = await meetClean(await device.start());
    pass = (answer) => fault(answer, chance);
    let latest = acquaintance;
    for (let turn = 0; turn < 5; turn += 1) {
      // A session of its own, so that discovery is damaged too.
      const afresh = { ...latest, target: { ...latest.target, credential: { ...latest.target.credential } } };
      const asked = await readInFull(turn % 2 === 0 ? latest : afresh);
      if (!asked.ok) throw new Error(asked.failure.message);
      latest = asked.value.acquaintance;
      expect(asked.value.reading).toEqual(clean);
    }
  });
});
