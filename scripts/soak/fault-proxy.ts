import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import type { Chance } from "./chance.ts";

/** What can go wrong on the way to central. */
export const networkFaults = [
  ...(["latency", "down", "resetAfterRequest", "blackHole", "lostAnswer", "drip", "cutAnswer"] as const),
  ...(["cutJson", "html", "redirect", "giant", "busy", "throttled", "unauthorized", "forbidden"] as const),
  "tooLarge",
] as const;
export type NetworkFault = (typeof networkFaults)[number];

const longestDelayMs = 300;
const dripEveryMs = 20;
/** Above the answer that the agent reads at most. */
const giantBytes = 4 * 1024 * 1024;

const jsonHead = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
/** Answers of something that is not central. */
const falseAnswers: Readonly<Partial<Record<NetworkFault, string>>> = {
  cutJson: `${jsonHead}connection: close\r\n\r\n{"epoch":"e","accepted":[[1,`,
  html: "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nconnection: close\r\n\r\n<html>Sign in to the network</html>",
  redirect: "HTTP/1.1 307 Temporary Redirect\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\n\r\n",
  giant: `${jsonHead}content-length: ${giantBytes}\r\n\r\n${"[".repeat(giantBytes)}`,
  busy: "HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\ncontent-length: 0\r\n\r\n",
  unauthorized: "HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n",
  forbidden: "HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n",
  throttled: "HTTP/1.1 429 Too Many Requests\r\nretry-after: 5\r\ncontent-length: 0\r\n\r\n",
};

/** Above any single record, compressed, and far below what waits after an outage. */
const smallBodyBytes = 4000;
/**
 * What a middlebox with a small limit answers. A 422 that does not come from central is left out: no agent can tell it
 * from a true one, and the record that gets it alone belongs into the quarantine.
 */
const tooLarge = "HTTP/1.1 413 Content Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/** Whether a request begins here whose body is above the small limit. */
function isLargeRequest(bytes: Buffer): boolean {
  const head = bytes.toString("latin1", 0, 2048);
  const [, length = "0"] = /\r\ncontent-length: ([0-9]{1,9})\r\n/i.exec(head) ?? [];
  return head.startsWith("POST ") && Number(length) > smallBodyBytes;
}

/** A TCP proxy before central that misbehaves as it is told. */
export class FaultProxy {
  readonly #server: Server;
  readonly #centralPort: () => number;
  readonly #chance: Chance;
  readonly #sockets = new Set<Socket>();
  #fault: NetworkFault | undefined;
  #held: NetworkFault | undefined;

  constructor(centralPort: () => number, chance: Chance) {
    this.#centralPort = centralPort;
    this.#chance = chance;
    this.#server = createServer((client) => this.#serve(client));
  }

  /** Answers the port it listens on. */
  async start(): Promise<number> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#cutAll();
    await once(this.#server, "close");
  }

  /** From now on this goes wrong, also on connections that stand; undefined: nothing. */
  misbehave(fault: NetworkFault | undefined): void {
    this.#fault = fault;
    this.#cutAll();
  }

  /** As `misbehave`, and before it, until told otherwise: an outage that other faults do not end. */
  hold(fault: NetworkFault | undefined): void {
    this.#held = fault;
    this.#cutAll();
  }

  #cutAll(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  #serve(client: Socket): void {
    this.#keep(client);
    const fault = this.#held ?? this.#fault;
    if (fault === "down") return void client.resetAndDestroy();
    const falseAnswer = fault && falseAnswers[fault];
    // Half of what is answered wrongly has reached central all the same: its answer is what got lost.
    const isForwarded = falseAnswer === undefined || this.#chance.fraction() < 0.5;
    if (fault === "blackHole") return void client.resume();
    if (!isForwarded) {
      client.once("data", () => client.end(falseAnswer));
      client.resume();
      return;
    }
    const central = connect(this.#centralPort(), "127.0.0.1");
    this.#keep(central);
    client.on("data", (bytes) => {
      if (fault === "tooLarge" && isLargeRequest(bytes)) return void client.end(tooLarge);
      this.#pass(client, central, bytes);
    });
    client.on("end", () => central.end());
    central.on("end", () => client.end());
    central.on("data", (bytes) => this.#answer({ client, central }, bytes, fault, falseAnswer));
    for (const [one, other] of [
      [client, central],
      [central, client],
    ] as const) {
      one.on("error", () => other.resetAndDestroy());
    }
  }

  #answer(
    { client, central }: { readonly client: Socket; readonly central: Socket },
    bytes: Buffer,
    fault: NetworkFault | undefined,
    falseAnswer: string | undefined,
  ): void {
    if (falseAnswer !== undefined) client.end(falseAnswer);
    else if (fault === "resetAfterRequest") client.resetAndDestroy();
    else if (fault === "cutAnswer") client.end(bytes.subarray(0, Math.floor(bytes.length * this.#chance.fraction())));
    else if (fault === "drip") this.#drip(client, bytes);
    else if (fault !== "lostAnswer") this.#pass(central, client, bytes);
  }

  /** Late, but in order: a stream whose parts change places is no fault that a network makes. */
  #pass(from: Socket, to: Socket, bytes: Buffer): void {
    if (this.#fault !== "latency") return void to.write(bytes);
    from.pause();
    setTimeout(
      () => {
        if (to.writable) to.write(bytes);
        from.resume();
      },
      this.#chance.between(0, longestDelayMs),
    );
  }

  #drip(client: Socket, bytes: Buffer): void {
    let sent = 0;
    const timer = setInterval(() => {
      if (!client.writable || sent >= bytes.length) return clearInterval(timer);
      client.write(bytes.subarray(sent, sent + 1));
      sent += 1;
    }, dripEveryMs);
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    // Every end of a connection is meant here.
    socket.on("error", () => {});
    socket.on("close", () => this.#sockets.delete(socket));
  }
}
