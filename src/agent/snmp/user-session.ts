import { type Message, type Request, Session, Version3 } from "net-snmp";
import { failed, ok } from "../leaf/result.ts";
import {
  type DeviceSession,
  failure,
  type Refusal,
  type SessionAnswer,
  type SessionTools,
  silence,
  waitsOf,
} from "./device-session.ts";
import { libraryUser, responsePduOf } from "./library-conversion.ts";
import { libraryFailure } from "./library-failure.ts";
import { onAbort } from "./on-abort.ts";
import type { PduRequest } from "./request-message.ts";
import { messageIdOf, type ResponsePdu, versionOf } from "./response-message.ts";
import type { PeerSocket } from "./shared-sockets.ts";
import { offerSingleDes } from "./single-des.ts";
import type { RequestOptions, SnmpTarget, UserCredential } from "./snmp-client.ts";

export interface UserTools extends SessionTools {
  /** Tells whose answer was taken: snmpEngineID (RFC 3411 section 5), in hexadecimal. */
  readonly onEngine: (id: string) => void;
}

/** The request that waits: what its answer must be like, and who wants to know. */
interface Exchange {
  readonly refusal: Refusal;
  readonly settle: (answer: SessionAnswer) => void;
}

/** SNMPv3 may need three exchanges: discovery of the engine, its time, and the request itself. */
const mostExchanges = 3;
const watchdogGraceMs = 1000;
/** The bits auth and priv of msgFlags (RFC 3412 section 6.4), and which of them each level sets. */
const securityBits = 0b011;
const bitsOfLevel: Readonly<Record<UserCredential["level"], number>> = {
  noAuthNoPriv: 0b000,
  authNoPriv: 0b001,
  authPriv: 0b011,
};

/**
 * SNMPv3 with the User-based Security Model, coded by net-snmp. What the library throws at a datagram ends that datagram,
 * and what makes it forget a request ends the request: a deadline stands above each.
 */
export class UserSession extends Session implements DeviceSession {
  readonly #tools: UserTools;
  readonly #socket: PeerSocket;
  #waiting: Request | undefined;
  #packets = 0;
  #waitsMs: readonly number[] = [];
  #hasRefused = false;
  /** Whether the engine let itself be discovered since the request began. */
  #isDiscovered = false;
  #cancelTimer = () => {};
  #exchange: Exchange | undefined;

  constructor(target: SnmpTarget & { readonly credential: UserCredential }, socket: PeerSocket, tools: UserTools) {
    const { credential } = target;
    if (credential.level === "authPriv" && credential.priv.protocol === "des") offerSingleDes();
    super(target.address, libraryUser(credential), {
      version: Version3,
      port: target.port,
      context: credential.context ?? "",
      dgramModule: { createSocket: () => socket },
    });
    this.#tools = tools;
    this.#socket = socket;
    this.on("error", () => this.#refuse());
    // Hands the whole PDU on, since the library's own handler loses the error index; called without a `this`.
    this.onSimpleGetResponse = (request, message) => {
      const isSecured = !isDiscovery(request.message) && isSecuredAs(credential, message);
      if (isSecured) tools.onEngine(message.msgSecurityParameters?.msgAuthoritativeEngineID.toString("hex") ?? "");
      this.#take(isSecured ? responsePduOf(message.pdu) : undefined);
    };
  }

  ask(request: PduRequest, options: RequestOptions, refusal: Refusal): Promise<SessionAnswer> {
    return new Promise((resolve) => {
      this.#waitsMs = waitsOf(options);
      this.#hasRefused = false;
      this.#isDiscovered = false;
      const abort = () => exchange.settle(failure("aborted", "the request was aborted"));
      const watchdogMs = this.#waitsMs.reduce((sum, waitMs) => sum + waitMs, 0) * mostExchanges + watchdogGraceMs;
      const cancelWatchdog = this.#tools.clock.after(watchdogMs, () => exchange.settle(this.#silence()));
      const settle = (answer: SessionAnswer) => {
        if (this.#exchange !== exchange) return;
        this.#exchange = undefined;
        this.#forget();
        cancelWatchdog();
        forgetAbort();
        resolve(answer);
      };
      const exchange = { refusal, settle };
      this.#exchange = exchange;
      const forgetAbort = onAbort(options.signal, abort);
      if (options.signal?.aborted) abort();
      else this.#start(request, (error) => settle(failed(libraryFailure(error))));
    });
  }

  override close(): this {
    this.#exchange?.settle(failure("aborted", "the session was closed"));
    return super.close();
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
    if (versionOf(bytes) === Version3) this.#readMessage(bytes);
    else this.#refuse();
  }

  #readMessage(bytes: Buffer): void {
    const asked = this.#waiting;
    try {
      super.onMsg(bytes);
    } catch {
      this.#refuse();
    }
    if (this.#waiting !== asked) this.#isDiscovered = true;
    // The library takes the request off before it looks closer; when it then gives up, nobody would answer any more.
    if (this.#waiting === undefined) this.#exchange?.settle(failure("malformed", "the answer cannot be read"));
  }

  #start(request: PduRequest, answered: (error: Error | null) => void): void {
    if (request.type === "get") this.get(request.oids, answered);
    else if (request.type === "getNext") this.getNext(request.oids, answered);
    else this.getBulk(request.oids, request.nonRepeaters, request.maxRepetitions, answered);
  }

  #take(pdu: ResponsePdu | undefined): void {
    const reason = pdu === undefined ? "it cannot be read or is not secured" : this.#exchange?.refusal(pdu);
    const isGood = pdu !== undefined && reason === undefined;
    this.#exchange?.settle(isGood ? ok(pdu) : failure("malformed", `bad answer: ${reason}`));
  }

  /** Devices drop in silence what they cannot decrypt or have no context for (RFC 3412 section 7.2, RFC 3413 section 3.2). */
  #silence(): SessionAnswer {
    const isIgnored = this.#isDiscovered && !this.#hasRefused;
    if (isIgnored)
      return failure("ignored", "the device answers discovery but not this request: privacy key or context");
    const asked = this.#waiting;
    return silence(
      this.#hasRefused,
      asked && this.#socket.strangerThat((bytes) => messageIdOf(bytes) === asked.getId()),
    );
  }

  #refuse(): void {
    this.#hasRefused = true;
    this.#tools.onRefused();
  }

  #forget(): void {
    this.#cancelTimer();
    this.#waiting = undefined;
  }
}

/**
 * Whether this asks only which engine is there (RFC 3414 section 4). It is answered by a Report: whatever comes as values
 * then answers no question of ours, and nothing could have signed it for us.
 */
function isDiscovery({ msgSecurityParameters }: Message): boolean {
  return (msgSecurityParameters?.msgAuthoritativeEngineID.length ?? 0) === 0;
}

/**
 * RFC 3412 section 7.2: an answer must have the security level of its request. The library takes an unsigned answer to a
 * signed request.
 */
function isSecuredAs({ level }: UserCredential, { msgGlobalData }: Message): boolean {
  return ((msgGlobalData?.msgFlags ?? 0) & securityBits) === bitsOfLevel[level];
}
