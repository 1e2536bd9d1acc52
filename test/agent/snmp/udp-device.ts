import { randomInt } from "node:crypto";
import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { once } from "node:events";
import { systemClock } from "../../../src/agent/leaf/clock.ts";
import { Secret } from "../../../src/agent/leaf/secret.ts";
import { DeviceLimitsBook } from "../../../src/agent/snmp/device-limits.ts";
import { NetSnmpClient, type NetSnmpSettings } from "../../../src/agent/snmp/net-snmp-client.ts";
import type { RequestOptions, SnmpTarget } from "../../../src/agent/snmp/snmp-client.ts";
import { MibView } from "../../../src/simulator/mib-view.ts";
import { decodeMessage, type Message } from "../../../src/simulator/pdu.ts";
import { respond } from "../../../src/simulator/responder.ts";
import { parseRecording } from "../../../src/simulator/snmprec.ts";

/** Short enough for a test that must see silence, long enough for an answer on loopback. */
export const impatient: RequestOptions = { timeoutMs: 150, retryAtMs: [] };

/** For answers that must come. */
export const relaxed: RequestOptions = { timeoutMs: 5000, retryAtMs: [] };

export interface Asked {
  readonly bytes: Buffer;
  readonly request: Message;
  /** How many requests came so far, this one included. */
  readonly count: number;
  readonly sender: RemoteInfo;
}

/** The datagrams that a device sends back. */
export type Behaviour = (asked: Asked) => readonly Buffer[];

export class UdpDevice {
  readonly #socket: Socket = createSocket("udp4");
  readonly #behaviour: Behaviour;
  readonly address: string;
  readonly requests: Message[] = [];

  constructor(behaviour: Behaviour, address = "127.0.0.1") {
    this.#behaviour = behaviour;
    this.address = address;
  }

  /** @param port 0: any that is free */
  async start(port = 0): Promise<void> {
    this.#socket.bind(port, this.address);
    await once(this.#socket, "listening");
    this.#socket.on("message", (bytes, sender) => {
      const request = decodeMessage(bytes);
      if (request === undefined) return;
      this.requests.push(request);
      for (const answer of this.#behaviour({ bytes, request, count: this.requests.length, sender })) {
        this.#socket.send(answer, sender.port, sender.address);
      }
    });
  }

  /** Sends from this device's address, to whomever. */
  send(bytes: Buffer, to: RemoteInfo): void {
    this.#socket.send(bytes, to.port, to.address);
  }

  target(version: "1" | "2c" = "2c", community = "public"): SnmpTarget {
    const { port } = this.#socket.address();
    return { address: this.address, port, credential: { version, community: new Secret(community) } };
  }

  stop(): void {
    this.#socket.close();
  }
}

/** Answers rightly from lines `OID|tag|value`. */
export function playing(lines: readonly string[], maxMessageBytes = 8192): Behaviour {
  const view = new MibView(parseRecording(lines.join("\n"), "test"));
  return ({ bytes }) => {
    const reply = respond(bytes, view, { community: "public", maxMessageBytes });
    return reply.kind === "answer" ? [reply.bytes] : [];
  };
}

/** A client on real sockets, with its engine; `close` it. */
export async function startEngine(more: Partial<NetSnmpSettings> = {}) {
  const client = new NetSnmpClient({
    sockets: 2,
    remembered: 5000,
    clock: systemClock,
    nextRequestId: () => randomInt(2 ** 31),
    ...more,
  });
  await client.start();
  return { client, limits: new DeviceLimitsBook(systemClock), clock: systemClock };
}
