import type { UploadFailure, UploadFailureKind } from "./central-port.ts";

/** Kinds that pass by themselves; the others need somebody to act. */
const passing: ReadonlySet<UploadFailureKind> = new Set<UploadFailureKind>([
  ...(["refused", "reset", "unreachable", "timeout", "dns", "proxy", "network", "cancelled"] as const),
  ...([
    "throttled",
    "server",
    "notAcknowledged",
    "tooLarge",
    "tooLargeOnTheWay",
    "refusedOnTheWay",
    "outbox",
    "internal",
  ] as const),
]);

const kindByCode: ReadonlyMap<string, UploadFailureKind> = new Map<string, UploadFailureKind>([
  ["ECONNREFUSED", "refused"],
  ["ECONNRESET", "reset"],
  ["EPIPE", "reset"],
  ["ECONNABORTED", "timeout"],
  ["ETIMEDOUT", "timeout"],
  ["ENOTFOUND", "dns"],
  ["EAI_AGAIN", "dns"],
  ["EHOSTUNREACH", "unreachable"],
  ["ENETUNREACH", "unreachable"],
  ["ERR_CANCELED", "cancelled"],
]);

/** Beginnings of the codes that OpenSSL and Node use for trouble with certificates and handshakes. */
const tlsPrefixes = [
  "CERT_",
  "ERR_TLS_",
  "ERR_SSL_",
  "UNABLE_TO_",
  "DEPTH_ZERO_",
  "SELF_SIGNED_",
  "HOSTNAME_",
  "EPROTO",
];

const words: Readonly<Record<UploadFailureKind, string>> = {
  refused: "Nothing listens at the address of central.",
  reset: "The connection to central was cut.",
  unreachable: "There is no way to the network of central.",
  timeout: "Central did not answer in time.",
  dns: "The name of central could not be resolved.",
  tls: "The secure connection to central failed.",
  proxy: "The proxy did not let the connection through.",
  network: "The connection to central failed.",
  cancelled: "The upload was cancelled.",
  redirected: "The address of central answers with a redirect; redirects are not followed.",
  unauthorized: "Central does not know this agent's token, or has revoked it.",
  conflict: "Another agent uses the same identity; this machine is a copy.",
  tooLarge: "The batch is too large for central.",
  tooLargeOnTheWay: "The batch is too large for something on the way to central.",
  unacceptable: "Central finds the request wrong.",
  refusedOnTheWay: "Something on the way to central finds the request wrong.",
  throttled: "Central asks for fewer requests.",
  server: "Central is out of order.",
  notAcknowledged: "Something answered that is not central, or the answer was cut.",
  unexpectedStatus: "Central answered with an unexpected status.",
  notEnrolled: "This agent is not enrolled.",
  outbox: "The outbox could not be read or written.",
  internal: "The agent met a fault of its own.",
};

export function uploadFailure(kind: UploadFailureKind, code?: string, retryAfterMs?: number): UploadFailure {
  return {
    kind,
    message: code === undefined ? words[kind] : `${words[kind]} (${code})`,
    canRetry: passing.has(kind),
    code,
    retryAfterMs,
  };
}

/** At the enrolment there is no token yet: what central refuses is the code. */
export function codeRefused(failure: UploadFailure): UploadFailure {
  return { ...failure, message: `Central did not take the one-time code: wrong, used or expired. (${failure.code})` };
}

/** Names the failure behind a system or TLS code; undefined when the connection left none. */
export function failureFromCode(code: string | undefined): UploadFailure {
  if (code === undefined) return uploadFailure("network");
  const kind = kindByCode.get(code);
  if (kind !== undefined) return uploadFailure(kind, code);
  return uploadFailure(tlsPrefixes.some((prefix) => code.startsWith(prefix)) ? "tls" : "network", code);
}

/**
 * Names the failure behind a status outside 2xx.
 * @param isCentrals whether the body is a `Problem`, as central's own refusals are
 */
export function failureFromStatus(status: number, isCentrals: boolean, retryAfterMs?: number): UploadFailure {
  return uploadFailure(kindFromStatus(status, isCentrals), `HTTP ${status}`, retryAfterMs);
}

function kindFromStatus(status: number, isCentrals: boolean): UploadFailureKind {
  if (status >= 300 && status < 400) return "redirected";
  if (status === 401 || status === 403) return "unauthorized";
  if (status === 407) return "proxy";
  if (status === 408) return "timeout";
  if (status === 409) return "conflict";
  if (status === 413) return isCentrals ? "tooLarge" : "tooLargeOnTheWay";
  if (status === 400 || status === 422) return isCentrals ? "unacceptable" : "refusedOnTheWay";
  if (status === 429) return "throttled";
  return status >= 500 ? "server" : "unexpectedStatus";
}

/** Central may ask for no more than this. */
const longestRetryAfterMs = 3_600_000;

/**
 * Retry-After (RFC 9110 section 10.2.3) in milliseconds, at most an hour: `120` and `Sun, 22 Nov 2026 08:17:00 GMT` both
 * mean two minutes at 08:15. undefined: absent or unreadable.
 */
export function parseRetryAfter(header: unknown, wallMs: number): number | undefined {
  if (typeof header !== "string" || header.length > 64) return undefined;
  const waitMs = /^\d{1,9}$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - wallMs;
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(0, waitMs), longestRetryAfterMs);
}
