import { type ResponseCallback, Session, Version3 } from "net-snmp";
import { failed, ok } from "../leaf/result.ts";
import {
  type DeviceSession,
  failure,
  type Refusal,
  type SessionAnswer,
  type SessionTools,
  waitsOf,
} from "./device-session.ts";
import { libraryUser, responsePduOf } from "./library-conversion.ts";
import { isOfMessage, libraryFailure, reportFailure } from "./library-failure.ts";
import { onAbort } from "./on-abort.ts";
import type { PduRequest } from "./request-message.ts";
import { type ResponsePdu, versionOf } from "./response-message.ts";
import type { PeerSocket } from "./shared-sockets.ts";
import { offerSingleDes } from "./single-des.ts";
import type { RequestOptions, SnmpFailure, SnmpTarget, UserCredential } from "./snmp-client.ts";
import { endOf, findAnswered, type UserExchange } from "./user-exchange.ts";
import { isDiscovery, isSameEngine, isSecuredAs, type SentMessage, type UserMessage } from "./user-message.ts";

export interface UserTools extends SessionTools {
  /** Tells whose answer was taken: snmpEngineID (RFC 3411 section 5), in hexadecimal. */
  readonly onEngine: (id: string) => void;
}

/** Another engine in the device's place and then its time are two; the third is for what was damaged or forged. */
const mostFollowed = 3;
/**
 * A Report is not signed and may be forged, so the true answer gets a quarter of the wait beside it: an awake device
 * needs no more, and a wrong key is told in about a second. No packet is sent meanwhile, since a device may lock a user
 * after a few wrong keys.
 */
const shareBesideReport = 0.25;
/** usmStatsNotInTimeWindows and usmStatsUnknownEngineIDs (RFC 3414 section 5): ask again, as the Report tells. */
const notInTimeWindows = "1.3.6.1.6.3.15.1.1.2.0";
const unknownEngineIds = "1.3.6.1.6.3.15.1.1.4.0";
const misfit: SnmpFailure = { kind: "malformed", message: "the device sent only what does not fit the request" };
const nothing = () => {};

/**
 * SNMPv3 with the User-based Security Model, coded by net-snmp. The library ends a request with the first message that
 * it does not like; here such a message is dropped (RFC 3414 section 3.2) and the request waits on, so that no damage
 * and no forgery ends it.
 */
export class UserSession extends Session implements DeviceSession {
  readonly #tools: UserTools;
  readonly #socket: PeerSocket;
  #exchange: UserExchange | undefined;
  /** Which message the one that is being read answers. */
  #answered: SentMessage | undefined;
  /** Whether the engine that is known has answered this user; before, what is known of it may be damaged or forged. */
  #isProven = false;
  #cancelTimer = nothing;

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
    this.on("error", () => this.#refuse(misfit));
    // Hands the whole PDU on, since the library's own handler loses the error index; called without a `this`.
    this.onSimpleGetResponse = (request, message) => {
      const isSecured = !isDiscovery(request.message) && isSecuredAs(credential, message);
      const pdu = isSecured ? responsePduOf(message.pdu) : undefined;
      if (pdu === undefined) this.#refuse(misfit);
      else this.#take(pdu, message);
    };
  }

  ask(request: PduRequest, options: RequestOptions, refusal: Refusal): Promise<SessionAnswer> {
    return new Promise((resolve) => {
      const settle = (answer: SessionAnswer) => {
        if (this.#exchange !== exchange) return;
        this.#exchange = undefined;
        this.#cancelTimer();
        this.#cancelTimer = nothing;
        forgetAbort();
        resolve(answer);
      };
      const exchange: UserExchange = {
        ...{ request, waitsMs: waitsOf(options), refusal, settle, messages: [], outlook: undefined },
        ...{ tries: 0, followed: 0, isDiscovered: false, isDenied: false },
      };
      this.#exchange = exchange;
      if (!this.#isProven) this.msgSecurityParameters = undefined;
      const abort = () => settle(failure("aborted", "the request was aborted"));
      const forgetAbort = onAbort(options.signal, abort);
      if (options.signal?.aborted) return abort();
      this.#wait(exchange);
      this.#start(exchange);
    });
  }

  override close(): this {
    this.#exchange?.settle(failure("aborted", "the session was closed"));
    return super.close();
  }

  /** Called by the library after each packet; replaces its fixed timer. */
  override registerRequest(request: SentMessage): void {
    const exchange = this.#exchange;
    if (exchange === undefined) return;
    if (exchange.messages.at(-1) !== request) {
      exchange.messages.push(request);
      exchange.isDenied = false;
    }
    this.#wait(exchange);
  }

  /** Called by the library for each message that it could read. What it gets stays registered: it may not like the message. */
  override unregisterRequest(id: number): SentMessage | null {
    this.#answered = this.#exchange && findAnswered(this.#exchange, id);
    // Late or twice: the device is slow, not broken.
    if (this.#answered === undefined) this.#tools.onRefused();
    return this.#answered ?? null;
  }

  /**
   * Called by the library for a request, and for the Report that answers discovery. All other Reports it is to hand on
   * instead of following the first.
   */
  override sendV3Req(pdu: unknown, feed: unknown, answered: ResponseCallback, options: unknown, port: number): void {
    if (this.msgSecurityParameters?.msgAuthoritativeEngineID.length === 0) this.#refuse(misfit);
    else super.sendV3Req(pdu, feed, answered, options, port, false);
  }

  /** Called by the library for a Report of the User-based Security Model that does not answer discovery. */
  override userSecurityModelError(asked: SentMessage, oid: string): void {
    const exchange = this.#exchange;
    const isElsewhere = oid === unknownEngineIds;
    const mayFollow = isElsewhere || (oid === notInTimeWindows && this.#isFromAsked());
    const isNewest = exchange?.messages.at(-1) === asked;
    if (exchange && isNewest && mayFollow && exchange.followed < mostFollowed) {
      exchange.followed += 1;
      if (isElsewhere) this.#distrustEngine();
      this.#start(exchange);
    } else if (isElsewhere || !isNewest) {
      this.#tools.onRefused();
    } else {
      super.userSecurityModelError(asked, oid);
    }
  }

  /** A datagram from the device's address and port. */
  override onMsg(bytes: Buffer): void {
    if (versionOf(bytes) === Version3) this.#readMessage(bytes);
    else this.#refuse(misfit);
  }

  /** A Report leaves the engine that it tells behind, which holds only if it is followed. */
  #readMessage(bytes: Buffer): void {
    const exchange = this.#exchange;
    const newest = exchange?.messages.at(-1);
    const known = this.msgSecurityParameters;
    try {
      super.onMsg(bytes);
    } catch {
      this.#refuse(misfit);
    }
    this.#answered = undefined;
    const isFollowed = exchange?.messages.at(-1) !== newest;
    if (!isFollowed) this.msgSecurityParameters = known;
    else if (exchange) exchange.isDiscovered = true;
  }

  #start(exchange: UserExchange): void {
    const { request } = exchange;
    const answered = (error: Error | null) => this.#hearLibrary(error, exchange);
    if (request.type === "get") this.get(request.oids, answered);
    else if (request.type === "getNext") this.getNext(request.oids, answered);
    else this.getBulk(request.oids, request.nonRepeaters, request.maxRepetitions, answered);
  }

  #wait(exchange: UserExchange, share = 1): void {
    const waitMs = exchange.waitsMs[exchange.tries] ?? 0;
    this.#cancelTimer();
    this.#cancelTimer = this.#tools.clock.after(waitMs * share, () => this.#tryAgain(exchange));
  }

  /** An engine that nobody vouches for is discovered again, for it may be the wrong one that is asked. */
  #tryAgain(exchange: UserExchange): void {
    exchange.tries += 1;
    const newest = exchange.messages.at(-1);
    if (exchange.isDenied || newest === undefined || exchange.tries >= exchange.waitsMs.length) {
      exchange.settle(endOf(exchange, this.#socket));
    } else if (this.#isProven || isDiscovery(newest.message)) {
      this.#wait(exchange);
      this.send(newest);
    } else {
      this.#wait(exchange);
      this.msgSecurityParameters = undefined;
      this.#start(exchange);
    }
  }

  #hearLibrary(error: Error | null, exchange: UserExchange): void {
    if (!isOfMessage(error)) {
      exchange.settle(failed(libraryFailure(error)));
      return;
    }
    const report = reportFailure(error);
    if (report === undefined) this.#refuse(libraryFailure(error));
    else if (!this.#isFromAsked()) this.#refuse(misfit);
    else this.#expectDenial(report, exchange);
  }

  /** Counted from the first Report, so that a flood of them does not keep the request waiting. */
  #expectDenial(report: SnmpFailure, exchange: UserExchange): void {
    exchange.outlook = report;
    if (!exchange.isDenied) this.#wait(exchange, shareBesideReport);
    exchange.isDenied = true;
  }

  /** Whether the Report that is being read is of the engine that was asked: any other would say that it is another. */
  #isFromAsked(): boolean {
    return isSameEngine(this.#answered?.message.msgSecurityParameters, this.msgSecurityParameters);
  }

  /** Another engine has a clock of its own. */
  #distrustEngine(): void {
    this.#isProven = false;
    this.engineTimeBoots = null;
    this.engineTimeReceivedAt = null;
  }

  #take(pdu: ResponsePdu, { msgSecurityParameters }: UserMessage): void {
    this.#isProven = isSameEngine(msgSecurityParameters, this.msgSecurityParameters);
    this.#tools.onEngine(msgSecurityParameters?.msgAuthoritativeEngineID.toString("hex") ?? "");
    const reason = this.#exchange?.refusal(pdu);
    this.#exchange?.settle(reason === undefined ? ok(pdu) : failure("malformed", `bad answer: ${reason}`));
  }

  #refuse(reason: SnmpFailure): void {
    if (this.#exchange) this.#exchange.outlook ??= reason;
    this.#tools.onRefused();
  }
}
