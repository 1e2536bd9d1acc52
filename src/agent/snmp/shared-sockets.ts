import { createSocket, type Socket } from "node:dgram";
import { placeKey } from "../leaf/place-key.ts";
import { Strangers } from "./strangers.ts";

/** One socket as a device's session sees it: hears that device only. */
export interface PeerSocket {
  /** Only "message" is ever heard. */
  on(event: string, listener: Listener): void;
  send(bytes: Buffer, offset: number, length: number, port: number, address: string, sent: Sent): void;
  /**
   * Sends to the device. Node keeps `sent` until the next full collection of garbage, so it must not hold the request:
   * hand in one function for all.
   */
  transmit(bytes: Buffer, sent: Sent): void;
  /**
   * Where a datagram came from that is so, of those from places that nobody talks to, as `address:port`. Dozens are looked
   * at, each as long as UDP allows if somebody wills: `isSo` must be quick.
   */
  strangerThat(isSo: (bytes: Buffer) => boolean): string | undefined;
  ref(): void;
  unref(): void;
  close(): void;
}

/** Datagrams and their bytes, without the heads of UDP and IP. */
export interface Traffic {
  readonly sent: number;
  readonly sentBytes: number;
  readonly received: number;
  readonly receivedBytes: number;
}

type Listener = (bytes: Buffer) => void;
type Sent = (error: Error | null) => void;

/** Asked of the kernel; it gives what net.core.rmem_max allows. A stalled event loop loses what does not fit. */
const receiveBufferBytes = 4 * 1024 * 1024;

/**
 * A few UDP sockets for thousands of devices. A datagram goes to the session that talks to exactly its source address and
 * port, and to none otherwise: an answer from anywhere else was sent by somebody else.
 */
export class SharedSockets {
  readonly #socketCount: number;
  readonly #exchange = new Exchange();
  #sockets: readonly Socket[] = [];
  #next = 0;

  constructor(count: number) {
    this.#socketCount = count;
  }

  /** Datagrams from an address or port that nobody was talking to. */
  get strangers(): number {
    return this.#exchange.strangers;
  }

  /**
   * Answers that may be under way at once: as many as the receive buffers hold that the kernel really gave, so that none
   * is lost without a word while the event loop stalls.
   */
  get capacity(): number {
    return this.#sockets.reduce((sum, socket) => sum + answersIn(socket.getRecvBufferSize()), 0);
  }

  /** Since the start. */
  get traffic(): Traffic {
    return { ...this.#exchange.traffic };
  }

  /** Rejects with the system's error if a socket cannot be had, and then holds none. */
  async start(): Promise<void> {
    const opened = await Promise.allSettled(Array.from({ length: this.#socketCount }, () => this.#open()));
    this.#sockets = opened.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    const refused = opened.find((result) => result.status === "rejected");
    if (refused === undefined) return;
    this.stop();
    throw refused.reason;
  }

  stop(): void {
    this.#exchange.clear();
    for (const socket of this.#sockets) socket.close();
    this.#sockets = [];
  }

  /** A device's share of one of the sockets; a second one for the same device takes over from the first. */
  open(address: string, port: number): PeerSocket {
    const socket = this.#sockets[this.#next];
    if (socket === undefined) throw new Error("the sockets are not open");
    this.#next = (this.#next + 1) % this.#sockets.length;
    return new Share(this.#exchange, socket, address, port);
  }

  #open(): Promise<Socket> {
    return new Promise((resolve, reject) => {
      // Targets are addresses: without this, each send would wait for a thread of the resolver's pool.
      const socket = createSocket({ type: "udp4", lookup: (host, _options, found) => found(null, host, 4) });
      const refuse = (error: Error) => {
        socket.close();
        reject(error);
      };
      socket.once("error", refuse);
      socket.bind(0, () => {
        socket.off("error", refuse);
        // An error of a bound UDP socket concerns one datagram; the request it belonged to times out.
        socket.on("error", () => {});
        socket.on("message", (bytes, from) => this.#exchange.deliver(bytes, placeKey(from)));
        enlargeReceiveBuffer(socket);
        resolve(socket);
      });
    });
  }
}

/** What goes through all the sockets. */
class Exchange {
  readonly peers = new Map<string, Listener>();
  readonly traffic = { sent: 0, sentBytes: 0, received: 0, receivedBytes: 0 };
  strangers = 0;
  readonly lastStrangers = new Strangers();
  /** Of this turn of the event loop. */
  #departing: (() => void)[] = [];

  /**
   * What one turn of the event loop wants to send leaves in a row at its end: the kernel wakes whoever receives once
   * instead of for each datagram, which is a quarter of a request's cost.
   */
  depart(send: () => void): void {
    if (this.#departing.push(send) > 1) return;
    setImmediate(() => {
      for (const leave of this.#departing.splice(0)) leave();
    });
  }

  count(sentBytes: number): void {
    this.traffic.sent += 1;
    this.traffic.sentBytes += sentBytes;
  }

  deliver(bytes: Buffer, from: string): void {
    this.traffic.received += 1;
    this.traffic.receivedBytes += bytes.length;
    const listener = this.peers.get(from);
    if (listener) listener(bytes);
    else {
      this.strangers += 1;
      this.lastStrangers.keep(from, bytes);
    }
  }

  clear(): void {
    this.lastStrangers.clear();
    this.#departing = [];
    this.peers.clear();
  }
}

/** A device's share; there are thousands, so it holds little. */
class Share implements PeerSocket {
  readonly #exchange: Exchange;
  readonly #socket: Socket;
  readonly #address: string;
  readonly #port: number;
  #listener: Listener | undefined;

  constructor(exchange: Exchange, socket: Socket, address: string, port: number) {
    this.#exchange = exchange;
    this.#socket = socket;
    this.#address = address;
    this.#port = port;
  }

  on(event: string, listener: Listener): void {
    if (event !== "message") return;
    this.#listener = listener;
    this.#exchange.peers.set(this.#key, listener);
  }

  // Registered before the kernel reports back, since a fast answer may overtake that report.
  send(bytes: Buffer, offset: number, length: number, port: number, address: string, sent: Sent): void {
    this.#exchange.count(length);
    this.#socket.send(bytes, offset, length, port, address, (error) => {
      if (error) sent(error);
    });
    sent(null);
  }

  transmit(bytes: Buffer, sent: Sent): void {
    this.#exchange.count(bytes.length);
    this.#exchange.depart(() => this.#socket.send(bytes, this.#port, this.#address, sent));
  }

  strangerThat(isSo: (bytes: Buffer) => boolean): string | undefined {
    return this.#exchange.lastStrangers.find(isSo);
  }

  ref(): void {}

  unref(): void {}

  close(): void {
    if (this.#exchange.peers.get(this.#key) === this.#listener) this.#exchange.peers.delete(this.#key);
  }

  get #key(): string {
    return placeKey({ address: this.#address, port: this.#port });
  }
}

/** Linux charges a datagram of up to a frame with about this much of the buffer (skb->truesize). */
const chargedPerAnswer = 2304;
const leastAnswers = 8;

/** 92 for Linux's default buffer of 212,992 bytes. */
export function answersIn(receiveBufferBytes: number): number {
  return Math.max(leastAnswers, Math.floor(receiveBufferBytes / chargedPerAnswer));
}

function enlargeReceiveBuffer(socket: Socket): void {
  try {
    socket.setRecvBufferSize(receiveBufferBytes);
  } catch {
    // Some systems refuse instead of giving less; the default then has to do.
  }
}
