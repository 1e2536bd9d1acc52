import { systemCode } from "../leaf/errors.ts";
import { ok } from "../leaf/result.ts";
import {
  type DeviceSession,
  failure,
  type Refusal,
  type SessionAnswer,
  type SessionTools,
  silence,
  waitsOf,
} from "./device-session.ts";
import { communityOf, versionOf } from "./library-conversion.ts";
import type { OidOctets } from "./oid-octets.ts";
import { onAbort } from "./on-abort.ts";
import type { PduRequest, RequestEncoder } from "./request-message.ts";
import { decodeResponse, headOf, type ResponseHead, type ResponsePdu } from "./response-message.ts";
import type { PeerSocket } from "./shared-sockets.ts";
import type { CommunityCredential, RequestOptions } from "./snmp-client.ts";

export interface CommunityTools extends SessionTools {
  readonly encoder: RequestEncoder;
  readonly octets: OidOctets;
}

/** The request that waits. */
interface Exchange {
  readonly requestId: number;
  readonly bytes: Buffer;
  readonly waitsMs: readonly number[];
  readonly refusal: Refusal;
  readonly settle: (answer: SessionAnswer) => void;
  packets: number;
  hasRefused: boolean;
}

const nothing = () => {};

/**
 * SNMPv1 and v2c, written and read here: an answer that net-snmp cannot read takes the waiting request or the process
 * with it, and its coding is most of the time of a poll. A datagram that does not fit is refused and the request waits
 * on, so that no forgery ends it.
 */
export class CommunitySession implements DeviceSession {
  readonly #socket: PeerSocket;
  readonly #tools: CommunityTools;
  readonly #version: number;
  readonly #community: Buffer;
  #exchange: Exchange | undefined;
  #cancelTimer = nothing;

  constructor(credential: CommunityCredential, socket: PeerSocket, tools: CommunityTools) {
    this.#socket = socket;
    this.#tools = tools;
    this.#version = versionOf(credential);
    this.#community = communityOf(credential);
    socket.on("message", (bytes) => this.#hear(bytes));
  }

  ask(request: PduRequest, options: RequestOptions, refusal: Refusal): Promise<SessionAnswer> {
    const { signal } = options;
    if (signal?.aborted) return Promise.resolve(failure("aborted", "the request was aborted"));
    const requestId = this.#tools.nextRequestId();
    const head = { version: this.#version, community: this.#community, requestId };
    const bytes = this.#tools.encoder.encode(head, request);
    return new Promise((resolve) => {
      const settle = (answer: SessionAnswer) => {
        if (this.#exchange !== exchange) return;
        this.#exchange = undefined;
        this.#cancelTimer();
        // Kept, it would hold the whole exchange and its answer until the next request, for each of thousands of devices.
        this.#cancelTimer = nothing;
        forgetAbort();
        resolve(answer);
      };
      const waitsMs = waitsOf(options);
      const exchange: Exchange = { requestId, bytes, waitsMs, refusal, settle, packets: 0, hasRefused: false };
      this.#exchange = exchange;
      const forgetAbort = onAbort(signal, () => settle(failure("aborted", "the request was aborted")));
      this.#send(exchange);
    });
  }

  close(): void {
    this.#exchange?.settle(failure("aborted", "the session was closed"));
    this.#socket.close();
  }

  #send(exchange: Exchange): void {
    const waitMs = exchange.waitsMs[exchange.packets] ?? 0;
    exchange.packets += 1;
    this.#cancelTimer = this.#tools.clock.after(waitMs, () => {
      if (exchange.packets < exchange.waitsMs.length) this.#send(exchange);
      else exchange.settle(silence(exchange.hasRefused, this.#strangerWhoAnswered(exchange)));
    });
    this.#socket.transmit(exchange.bytes, this.#sent);
  }

  readonly #sent = (error: Error | null): void => {
    if (error) this.#exchange?.settle(failure("unreachable", `sending failed: ${systemCode(error) ?? error.name}`));
  };

  /** A datagram from the device's address and port. */
  #hear(bytes: Buffer): void {
    const decoded = decodeResponse(bytes, this.#tools.octets);
    const exchange = this.#exchange;
    if (!decoded.ok || !this.#isOurs(decoded.value)) {
      if (exchange) exchange.hasRefused = true;
      this.#tools.onRefused();
    } else if (exchange && decoded.value.requestId === exchange.requestId) {
      this.#take(exchange, decoded.value);
    } else {
      // Well formed, but late or twice: the device is slow, not broken.
      this.#tools.onRefused();
    }
  }

  #strangerWhoAnswered({ requestId }: Exchange): string | undefined {
    return this.#socket.strangerThat((bytes) => {
      const head = headOf(bytes);
      return head !== undefined && head.requestId === requestId && this.#isOurs(head);
    });
  }

  #isOurs({ version, community }: ResponseHead): boolean {
    return version === this.#version && community.equals(this.#community);
  }

  #take({ refusal, settle }: Exchange, pdu: ResponsePdu): void {
    const reason = refusal(pdu);
    settle(reason === undefined ? ok(pdu) : failure("malformed", `bad answer: ${reason}`));
  }
}
