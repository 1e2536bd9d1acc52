import type { Clock } from "../leaf/clock.ts";
import { failed, type Result } from "../leaf/result.ts";
import type { PduRequest } from "./request-message.ts";
import type { ResponsePdu } from "./response-message.ts";
import type { RequestOptions, SnmpFailure, SnmpFailureKind } from "./snmp-client.ts";

export type SessionAnswer = Result<ResponsePdu, SnmpFailure>;

/** Why an answer does not fit its request; undefined: it fits. */
export type Refusal = (answer: ResponsePdu) => string | undefined;

/** Talks to one device with one credential, one request at a time. */
export interface DeviceSession {
  /** Sends a request and waits for its answer; always resolves. */
  ask(request: PduRequest, options: RequestOptions, refusal: Refusal): Promise<SessionAnswer>;
  /** Ends a waiting request as aborted. */
  close(): void;
}

export interface SessionTools {
  readonly clock: Clock;
  /** A fresh request id, 0 to 2^31 − 1; hard to guess, because it is what tells an answer from a forgery. */
  readonly nextRequestId: () => number;
  /** Tells that a datagram from the device was refused. */
  readonly onRefused: () => void;
}

/** From moments to pauses: retries at 3 s and 8 s with a time-out of 2 s are waits of 3, 5 and 2 s. */
export function waitsOf({ retryAtMs, timeoutMs }: RequestOptions): readonly number[] {
  const waits = retryAtMs.map((atMs, index) => atMs - (retryAtMs[index - 1] ?? 0));
  return [...waits, timeoutMs];
}

/**
 * What a wait that ended without an answer means.
 * @param hasRefused something came, but nothing that fits
 * @param stranger an answer came from this place, where nobody was asked
 */
export function silence(hasRefused: boolean, stranger?: string): SessionAnswer {
  if (hasRefused) return failure("malformed", "the device sent only what does not fit the request");
  if (stranger === undefined) return failure("timeout", "the device does not answer");
  const message = `the device does not answer; an answer came from ${stranger} and was not taken`;
  return failed({ kind: "timeout", message, stranger });
}

export function failure(kind: SnmpFailureKind, message: string): SessionAnswer {
  return failed({ kind, message });
}
