import { type Message, type Request, Session, Version1, Version2c, Version3 } from "net-snmp";
import type { Clock } from "../leaf/clock.ts";
import { failed, ok, type Result } from "../leaf/result.ts";
import { libraryAuthenticator, responsePduOf } from "./library-conversion.ts";
import { libraryFailure } from "./library-failure.ts";
import type { PduRequest, RequestEncoder } from "./request-message.ts";
import { decodeResponse, type ResponsePdu, versionOf } from "./response-message.ts";
import type { PeerSocket } from "./shared-sockets.ts";
import type { RequestOptions, SnmpFailure, SnmpFailureKind, SnmpTarget } from "./snmp-client.ts";

export interface SessionTools {
  readonly clock: Clock;
  /** A fresh request id, 0 to 2^31 − 1; hard to guess, because it is what tells an answer from a forgery. */
  readonly nextRequestId: () => number;
  readonly encoder: RequestEncoder;
  /** Tells that a datagram from the device was refused. */
  readonly onRefused: () => void;
}

type Answer = Result<ResponsePdu, SnmpFailure>;

/** The request that waits: what its answer must be like, and who wants to know. */
interface Exchange {
  readonly request: PduRequest;
  readonly refusal: (answer: ResponsePdu) => string | undefined;
  readonly settle: (answer: Answer) => void;
}

/** SNMPv3 may need three exchanges: discovery of the engine, its time, and the request itself. */
const mostExchanges = 3;
const watchdogGraceMs = 1000;
const versions = { "1": Version1, "2c": Version2c, "3": Version3 } as const;
/** The bits auth and priv of msgFlags (RFC 3412 section 6.4). */
const securityBits = 0b011;

/**
 * A session with one device, one request at a time. The library keeps the exchange and does SNMPv3. Messages of SNMPv1
 * and v2c are read here, because one that the library cannot read takes the waiting request or the process with it, and
 * written here, because that is half the time of a poll. A datagram that does not fit is refused and the request waits on,
 * so that no forgery ends it.
 */
export class PrinterSession extends Session {
  readonly #tools: SessionTools;
  readonly #version: number;
  readonly #community: Buffer;
  #waiting: Request | undefined;
  #packets = 0;
  #waitsMs: readonly number[] = [];
  #hasRefused = false;
  #cancelTimer = () => {};
  #exchange: Exchange | undefined;

  constructor(target: SnmpTarget, socket: PeerSocket, tools: SessionTools) {
    const { credential } = target;
    const version = versions[credential.version];
    const authenticator = libraryAuthenticator(credential);
    super(target.address, authenticator, {
      version,
      port: target.port,
      context: credential.version === "3" ? (credential.context ?? "") : "",
      dgramModule: { createSocket: () => socket },
    });
    this.#tools = tools;
    this.#version = version;
    this.#community = Buffer.from(typeof authenticator === "string" ? authenticator : "");
    this.on("error", () => this.#refuse());
    // Hands the whole PDU on, since the library's own handler loses the error index; called without a `this`.
    this.onSimpleGetResponse = (request, message) => {
      this.#take(isSecuredAs(request.message, message) ? responsePduOf(message.pdu) : undefined);
    };
  }

  /** Sends a request and waits for its answer; `refusal` says why an answer does not fit the request, if so. */
  ask(
    request: PduRequest,
    options: RequestOptions,
    refusal: (answer: ResponsePdu) => string | undefined,
  ): Promise<Answer> {
    return new Promise((resolve) => {
      this.#waitsMs = waitsOf(options);
      this.#hasRefused = false;
      const abort = () => exchange.settle(failure("aborted", "the request was aborted"));
      const watchdogMs = this.#waitsMs.reduce((sum, waitMs) => sum + waitMs, 0) * mostExchanges + watchdogGraceMs;
      const cancelWatchdog = this.#tools.clock.after(watchdogMs, () => exchange.settle(this.#silence()));
      const settle = (answer: Answer) => {
        if (this.#exchange !== exchange) return;
        this.#exchange = undefined;
        this.#forget();
        cancelWatchdog();
        options.signal?.removeEventListener("abort", abort);
        resolve(answer);
      };
      const exchange = { request, refusal, settle };
      this.#exchange = exchange;
      options.signal?.addEventListener("abort", abort, { once: true });
      if (options.signal?.aborted) return abort();
      this.#start(request, (error) => settle(failed(libraryFailure(error))));
    });
  }

  /** Ends a waiting request as aborted. */
  override close(): this {
    this.#exchange?.settle(failure("aborted", "the session was closed"));
    return super.close();
  }

  /** The library sends the bytes that a message already has, so those of SNMPv1 and v2c are put there. */
  override send(request: Request): this {
    const { message } = request;
    if (this.#version !== Version3 && message.buffer === undefined && this.#exchange) {
      const requestId = this.#tools.nextRequestId();
      message.pdu.id = requestId;
      const head = { version: this.#version, community: this.#community, requestId };
      message.buffer = this.#tools.encoder.encode(head, this.#exchange.request);
    }
    return super.send(request);
  }

  /** Called by the library after each packet; replaces its fixed timer. */
  override registerRequest(request: Request): void {
    if (this.#waiting !== request) this.#packets = 0;
    this.#cancelTimer();
    this.#waiting = request;
    const waitMs = this.#waitsMs[this.#packets] ?? 0;
    this.#packets += 1;
    this.#cancelTimer = this.#tools.clock.after(waitMs, () => {
      if (this.#packets < this.#waitsMs.length) this.send(request);
      else this.#exchange?.settle(this.#silence());
    });
  }

  override unregisterRequest(id: number): Request | null {
    const request = this.#waiting;
    if (request === undefined || request.getId() !== id) return null;
    this.#forget();
    return request;
  }

  /** A datagram from the device's address and port. */
  override onMsg(bytes: Buffer): void {
    if (this.#version !== Version3) this.#takeCommunityMessage(bytes);
    else if (versionOf(bytes) === Version3) this.#takeUserMessage(bytes);
    else this.#refuse();
  }

  #start(request: PduRequest, answered: (error: Error | null) => void): void {
    if (request.type === "get") this.get(request.oids, answered);
    else if (request.type === "getNext") this.getNext(request.oids, answered);
    else this.getBulk(request.oids, request.nonRepeaters, request.maxRepetitions, answered);
  }

  #takeCommunityMessage(bytes: Buffer): void {
    const decoded = decodeResponse(bytes);
    const isOurs =
      decoded.ok && decoded.value.version === this.#version && decoded.value.community.equals(this.#community);
    if (!isOurs) this.#refuse();
    else if (this.unregisterRequest(decoded.value.requestId) !== null) this.#take(decoded.value);
    // Well formed, but late or twice: the device is slow, not broken.
    else this.#tools.onRefused();
  }

  #takeUserMessage(bytes: Buffer): void {
    try {
      super.onMsg(bytes);
    } catch {
      this.#refuse();
    }
    // The library takes the request off before it looks closer; when it then gives up, nobody would answer any more.
    if (this.#waiting === undefined) this.#exchange?.settle(failure("malformed", "the answer cannot be read"));
  }

  #take(pdu: ResponsePdu | undefined): void {
    const reason = pdu === undefined ? "it cannot be read or is not secured" : this.#exchange?.refusal(pdu);
    const isGood = pdu !== undefined && reason === undefined;
    this.#exchange?.settle(isGood ? ok(pdu) : failure("malformed", `bad answer: ${reason}`));
  }

  #refuse(): void {
    this.#hasRefused = true;
    this.#tools.onRefused();
  }

  #silence(): Answer {
    return this.#hasRefused
      ? failure("malformed", "the device sent only what does not fit the request")
      : failure("timeout", "the device does not answer");
  }

  #forget(): void {
    this.#cancelTimer();
    this.#waiting = undefined;
  }
}

/** From moments to pauses: retries at 3 s and 8 s with a time-out of 2 s are waits of 3, 5 and 2 s. */
function waitsOf({ retryAtMs, timeoutMs }: RequestOptions): readonly number[] {
  const waits = retryAtMs.map((atMs, index) => atMs - (retryAtMs[index - 1] ?? 0));
  return [...waits, timeoutMs];
}

/**
 * RFC 3412 section 7.2: an answer must have the security level of its request. The library takes an unsigned answer to a
 * signed request.
 */
function isSecuredAs(request: Message, response: Message): boolean {
  const bitsOf = (message: Message) => (message.msgGlobalData?.msgFlags ?? 0) & securityBits;
  return bitsOf(request) === bitsOf(response);
}

function failure(kind: SnmpFailureKind, message: string): Answer {
  return failed({ kind, message });
}
