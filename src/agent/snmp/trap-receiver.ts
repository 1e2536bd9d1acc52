import { createSocket, type Socket } from "node:dgram";
import type { Clock } from "../leaf/clock.ts";
import { AgentError, systemCode } from "../leaf/errors.ts";
import { BerError, BerReader } from "./ber-reader.ts";

export interface TrapReceiverParts {
  /** 162 needs privileges; 0 takes a free port. */
  readonly port: number;
  readonly clock: Clock;
  /** Whether a known device is polled at this IPv4 address. */
  readonly isKnown: (address: string) => boolean;
  /** A known device said that something happened. */
  readonly onTrap: (address: string) => void;
}

/** Datagrams since the start. */
export interface TrapCounts {
  /** From a known device: a poll follows, one for all that come close together. */
  readonly taken: number;
  /** From an address where no known device is. */
  readonly unknown: number;
  /** No trap of SNMP. */
  readonly malformed: number;
}

/** A device with a loose cable sends traps all day: so long after a poll the next one waits, and no trap stays without. */
const quietMs = 10_000;
/** A flood, or forged traps from many addresses, must not turn the agent against its own devices. */
const mostPerSecond = 20;

const sequenceTag = 0x30;
const integerTag = 0x02;
const octetsTag = 0x04;
/** Trap of SNMPv1 (RFC 1157 section 4.1.6), InformRequest and SNMPv2-Trap (RFC 3416 section 3). */
const trapTags: ReadonlySet<number> = new Set([0xa4, 0xa6, 0xa7]);

/**
 * Listens for traps. Nothing that a trap says is believed, since anybody may send one: from a known device it means "poll
 * it now" and no more. So SNMPv3 traps need no keys, and an inform is not confirmed.
 */
export class TrapReceiver {
  readonly #parts: TrapReceiverParts;
  readonly #quiet = new Map<string, { isWaiting: boolean; readonly cancel: () => void }>();
  #counts = { taken: 0, unknown: 0, malformed: 0 };
  #socket: Socket | undefined;
  #secondStartedMs = 0;
  #polledThisSecond = 0;

  constructor(parts: TrapReceiverParts) {
    this.#parts = parts;
  }

  get counts(): TrapCounts {
    return { ...this.#counts };
  }

  /**
   * Answers the port.
   * @throws AgentError of kind `system` when the port is taken or needs privileges
   */
  start(): Promise<number> {
    const { port } = this.#parts;
    return new Promise((resolve, reject) => {
      const socket = createSocket("udp4");
      socket.once("error", (cause) => {
        socket.close();
        reject(portTrouble(port, cause));
      });
      socket.bind(port, () => {
        socket.removeAllListeners("error");
        // An error of a bound UDP socket concerns one datagram.
        socket.on("error", () => {});
        socket.on("message", (bytes, { address }) => this.#hear(bytes, address));
        this.#socket = socket;
        resolve(socket.address().port);
      });
    });
  }

  stop(): void {
    for (const { cancel } of this.#quiet.values()) cancel();
    this.#quiet.clear();
    this.#socket?.close();
    this.#socket = undefined;
  }

  #hear(bytes: Buffer, address: string): void {
    if (!isTrap(bytes)) this.#counts.malformed += 1;
    else if (!this.#parts.isKnown(address)) this.#counts.unknown += 1;
    else {
      this.#counts.taken += 1;
      const quiet = this.#quiet.get(address);
      if (quiet) quiet.isWaiting = true;
      else this.#poll(address);
    }
  }

  /** Now, or after a quiet time when too many others are polled. */
  #poll(address: string): void {
    const isAdmitted = this.#isAdmitted();
    const cancel = this.#parts.clock.after(quietMs, () => this.#endQuiet(address));
    this.#quiet.set(address, { isWaiting: !isAdmitted, cancel });
    if (isAdmitted) this.#parts.onTrap(address);
  }

  #endQuiet(address: string): void {
    const isWaiting = this.#quiet.get(address)?.isWaiting;
    this.#quiet.delete(address);
    if (isWaiting) this.#poll(address);
  }

  #isAdmitted(): boolean {
    const nowMs = this.#parts.clock.monoMs();
    if (nowMs - this.#secondStartedMs >= 1000) {
      this.#secondStartedMs = nowMs;
      this.#polledThisSecond = 0;
    }
    this.#polledThisSecond += 1;
    return this.#polledThisSecond <= mostPerSecond;
  }
}

/** Whether a datagram is a trap or an inform of SNMPv1, v2c or v3; what is in an SNMPv3 message is not looked at. */
export function isTrap(bytes: Buffer): boolean {
  try {
    const reader = new BerReader(bytes);
    reader.enter(sequenceTag);
    reader.expect(integerTag);
    const version = reader.signed();
    if (version === 3) return true;
    reader.expect(octetsTag);
    return (version === 0 || version === 1) && trapTags.has(reader.next());
  } catch (error) {
    if (error instanceof BerError) return false;
    throw error;
  }
}

function portTrouble(port: number, cause: unknown): AgentError {
  return new AgentError({
    kind: "system",
    code: "trap-port",
    message: `UDP port ${port} for traps cannot be had (${systemCode(cause) ?? "unknown error"})`,
    remedy: "Set traps.port to a free port above 1023 and name it on the devices, or set traps.enabled to false.",
    cause,
  });
}
