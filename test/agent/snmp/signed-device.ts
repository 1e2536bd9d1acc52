import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { Secret } from "../../../src/agent/leaf/secret.ts";
import type { SnmpTarget } from "../../../src/agent/snmp/snmp-client.ts";
import { BerReader, writeElement, writeInteger, writeOid } from "../../../src/simulator/ber.ts";
import { MibView } from "../../../src/simulator/mib-view.ts";
import { respond } from "../../../src/simulator/responder.ts";
import { parseRecording } from "../../../src/simulator/snmprec.ts";
import {
  localKeyOf,
  number,
  octets,
  readSecured,
  type SecuredMessage,
  sequence,
  writeSecured,
} from "./forged-answer.ts";
import { authKey } from "./user-agent.ts";

const engineId = Buffer.from("80001f88804d6f6f6e", "hex");
const localKey = localKeyOf(authKey, engineId);
/** snmpEngineBoots and snmpEngineTime (RFC 3411 section 5). */
const ownTime = { boots: 1, timeS: 1000 };
const nothing = Buffer.alloc(0);
const tags = { oid: 0x06, sequence: 0x30, counter32: 0x41, report: 0xa8 };
const community = "inside";
/** usmStatsUnknownEngineIDs (RFC 3414 section 3.2 step 3): what a device answers to whoever asks which engine it is. */
const unknownEngines = "1.3.6.1.6.3.15.1.1.4.0";

/** What a device with the SNMPv3 user `signed` answers, in the words of a recording: lines `OID|tag|value`. */
export function playingSigned(lines: readonly string[], maxPduBytes: number): (request: Buffer) => readonly Buffer[] {
  const view = new MibView(parseRecording(lines.join("\n"), "test"));
  return (request) => {
    const asked = readSecured(request);
    if (asked.engineId.length === 0) return [answerDiscovery(asked)];
    // The PDUs of SNMPv2c and SNMPv3 are the same (RFC 3416): the simulator answers them in a message of the former.
    const [, , pdu = nothing] = elementsOf(asked.scopedPdu);
    const plain = sequence(number(1), octets(Buffer.from(community)), pdu);
    const reply = respond(plain, view, { community, maxMessageBytes: maxPduBytes });
    if (reply.kind !== "answer") return [];
    const [, , said = nothing] = elementsOf(new BerReader(reply.bytes).expect(tags.sequence));
    return [answerWith(said, asked, ownTime, 1, localKey)];
  };
}

/** The Report that tells which engine is there, and its time. */
export function answerDiscovery(asked: SecuredMessage, time = ownTime): Buffer {
  return reportTo(asked, unknownEngines, time);
}

/** An unsigned Report of one counter (RFC 3414 section 3.2), as anybody can make it who saw the request. */
export function reportTo(asked: SecuredMessage, oid: string, time = ownTime): Buffer {
  const counter = sequence(writeElement(tags.oid, writeOid(oid)), writeElement(tags.counter32, writeInteger(1)));
  const report = writeElement(tags.report, number(0), number(0), number(0), sequence(counter));
  return answerWith(report, asked, time, 0);
}

function answerWith(
  pdu: Buffer,
  asked: SecuredMessage,
  { boots, timeS }: typeof ownTime,
  flags: number,
  key?: Buffer,
): Buffer {
  const scopedPdu = Buffer.concat([octets(engineId), octets(nothing), pdu]);
  const time = { boots: writeInteger(boots), time: writeInteger(timeS) };
  return writeSecured({ ...asked, ...time, engineId, flags, scopedPdu }, key);
}

/** Each with its tag and length. */
function elementsOf(content: Buffer): readonly Buffer[] {
  const reader = new BerReader(content);
  const elements: Buffer[] = [];
  while (!reader.isAtEnd) {
    const { tag, content: inner } = reader.read();
    elements.push(writeElement(tag, inner));
  }
  return elements;
}

/** A device with the SNMPv3 user `signed` on a socket of its own. */
export class SignedDevice {
  readonly #socket: Socket = createSocket("udp4");
  readonly #behaviour: (request: Buffer) => readonly Buffer[];

  constructor(behaviour: (request: Buffer) => readonly Buffer[]) {
    this.#behaviour = behaviour;
  }

  async start(): Promise<SnmpTarget> {
    this.#socket.on("message", (request, { port, address }) => {
      for (const answer of this.#behaviour(request)) this.#socket.send(answer, port, address);
    });
    this.#socket.bind(0, "127.0.0.1");
    await once(this.#socket, "listening");
    const auth = { protocol: "sha256", key: new Secret(authKey) } as const;
    const credential = { version: "3", user: "signed", level: "authNoPriv", auth } as const;
    return { address: "127.0.0.1", port: this.#socket.address().port, credential };
  }

  stop(): void {
    this.#socket.close();
  }
}
