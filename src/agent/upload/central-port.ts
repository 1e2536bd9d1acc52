import type { Acknowledgement, Batch } from "../../contract/batch.ts";
import type { EnrolmentAnswer, EnrolmentRequest } from "../../contract/enrolment.ts";
import type { Result } from "../leaf/result.ts";

/** Why central was not reached or did not take what was sent. */
export type UploadFailureKind =
  | "refused"
  | "reset"
  | "unreachable"
  | "timeout"
  | "dns"
  | "tls"
  | "proxy"
  | "network"
  | "cancelled"
  | "redirected"
  /** 401, 403: the token is unknown or revoked. */
  | "unauthorized"
  /** 409: another agent uses the same identity. */
  | "conflict"
  /** 413 in central's own words. */
  | "tooLarge"
  /** 413 in other words: a gateway on the way takes no body of this size. */
  | "tooLargeOnTheWay"
  /** 400, 422 in central's own words: it finds the request wrong. */
  | "unacceptable"
  /** 400, 422 in other words: a filter or gateway on the way finds it wrong. */
  | "refusedOnTheWay"
  /** 429. */
  | "throttled"
  /** 5xx. */
  | "server"
  /** 2xx whose body is no acknowledgement of ours: a captive portal, a cut answer. */
  | "notAcknowledged"
  /** Any other status, as 404 from a wrong address. */
  | "unexpectedStatus"
  /** This agent has no credential yet. */
  | "notEnrolled"
  /** The trouble is ours: the outbox gave no batch or took no verdict. */
  | "outbox"
  /** A bug of ours. */
  | "internal";

/** A failure as plain values: never a foreign error, which would carry the token along. */
export interface UploadFailure {
  readonly kind: UploadFailureKind;
  /** One sentence for the operator. No secrets. */
  readonly message: string;
  /** Whether the same request may work later without anybody doing something. */
  readonly canRetry: boolean;
  /** System or TLS code, as in `ECONNREFUSED`, `CERT_HAS_EXPIRED`; or the HTTP status. */
  readonly code: string | undefined;
  /** From Retry-After: how long central wants to be left alone. */
  readonly retryAfterMs: number | undefined;
}

/** The service that takes what the agent has to say. */
export interface Central {
  upload(batch: Batch, signal: AbortSignal): Promise<Result<Acknowledgement, UploadFailure>>;
  /** Compressed bytes of all requests so far. */
  sentBytes(): number;
  /** Trades a one-time code for this agent's own credential. */
  enrol(request: EnrolmentRequest, signal: AbortSignal): Promise<Result<EnrolmentAnswer, UploadFailure>>;
}
