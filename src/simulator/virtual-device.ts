import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { once } from "node:events";
import type { Clock, SimulatedTime } from "./clock.ts";
import type { LivingDevice } from "./living-device.ts";
import type { PduType } from "./pdu.ts";
import type { Playback } from "./playback.ts";
import { type ResponderSettings, respond } from "./responder.ts";
import { socketError } from "./trouble.ts";

/** A sleeping device loses what comes in the seconds that its network card takes to wake it. */
const WAKE_MS = 3_000;

export interface VirtualDeviceOptions {
  readonly playback: Playback;
  readonly responder: ResponderSettings;
  readonly address: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly time: SimulatedTime;
  /** Measures the waking, which takes as long at any speed. */
  readonly clock: Clock;
  /** Told when a move fails; the device is then silent. */
  readonly onError: (error: Error) => void;
  /** Told of every request that was answered. */
  readonly onAnswer?: ((exchange: AnsweredRequest) => void) | undefined;
}

/** A request and its answer as they were on the wire. */
export interface AnsweredRequest {
  /** Of the device. */
  readonly address: string;
  readonly askedFromPort: number;
  readonly request: Buffer;
  readonly answer: Buffer;
}

/** How many requests of each type were answered, and how many datagrams got silence. */
export type RequestCounts = Record<PduType | "silence", number>;

/** A living device on a UDP socket of its own. */
export class VirtualDevice {
  readonly #options: VirtualDeviceOptions;
  readonly requests: RequestCounts = { get: 0, getNext: 0, getBulk: 0, set: 0, response: 0, silence: 0 };
  #socket: Socket | undefined;
  #address: string;
  #port: number;
  #wakingSinceMs: number | undefined;
  #isStarted = false;

  constructor(options: VirtualDeviceOptions) {
    this.#options = options;
    this.#address = options.address;
    this.#port = options.port;
  }

  /** The device behind the socket, for looking at and for making things happen. */
  get state(): LivingDevice {
    return this.#options.playback.device;
  }

  get address(): string {
    return this.#address;
  }

  /** The port it listens on; after a start with port 0, the one it got. */
  get port(): number {
    return this.#port;
  }

  /** Whether a socket is bound; not so before the start and for a moment while it moves. */
  get isListening(): boolean {
    return this.#socket !== undefined;
  }

  /** Binds the socket; rejects with a SimulatorError if the address or port cannot be had. */
  async start(): Promise<void> {
    this.#isStarted = true;
    await this.#open();
  }

  async stop(): Promise<void> {
    this.#isStarted = false;
    await this.#close();
  }

  /** Answers at another address from now on, at the same port unless told otherwise. */
  async moveTo(address: string, port = this.#port): Promise<void> {
    await this.#close();
    this.#address = address;
    this.#port = port;
    await this.#open();
    if (!this.#isStarted) {
      await this.#close();
    }
  }

  /** Lets the device live up to now, and follows it where it was moved to. */
  tick(): void {
    this.#options.playback.advanceTo(this.#options.time());
    const movedTo = this.state.movedTo;
    if (movedTo !== undefined && movedTo !== this.#address && this.#socket !== undefined) {
      this.moveTo(movedTo).catch(this.#options.onError);
    }
  }

  async #open(): Promise<void> {
    const socket = createSocket("udp4");
    try {
      socket.bind(this.#port, this.#address);
      await once(socket, "listening");
    } catch (error) {
      socket.close();
      throw socketError(this.#address, this.#port, error);
    }
    // A failed send is a lost datagram, which SNMP is made for.
    socket.on("error", () => {});
    socket.on("message", (bytes, sender) => this.#receive(bytes, sender));
    this.#socket = socket;
    this.#port = socket.address().port;
  }

  async #close(): Promise<void> {
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket !== undefined) {
      const closed = once(socket, "close");
      socket.close();
      await closed;
    }
  }

  #receive(bytes: Buffer, sender: RemoteInfo): void {
    this.tick();
    if (!this.#isReachable()) {
      this.requests.silence += 1;
      return;
    }
    const reply = respond(bytes, this.state.view, this.#options.responder);
    this.requests[reply.kind === "answer" ? reply.to : "silence"] += 1;
    if (reply.kind === "answer") {
      this.#socket?.send(reply.bytes, sender.port, sender.address, () => {});
      const exchange = { address: this.#address, askedFromPort: sender.port, request: bytes, answer: reply.bytes };
      this.#options.onAnswer?.(exchange);
    }
  }

  #isReachable(): boolean {
    if (this.state.network !== "asleep") {
      this.#wakingSinceMs = undefined;
      return this.state.network === "up";
    }
    const nowMs = this.#options.clock.nowMs();
    this.#wakingSinceMs ??= nowMs;
    return nowMs - this.#wakingSinceMs >= WAKE_MS;
  }
}
