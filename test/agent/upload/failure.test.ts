import { expect, test } from "vitest";
import { failureFromCode, failureFromStatus, parseRetryAfter } from "../../../src/agent/upload/failure.ts";

test.each([
  ["ECONNREFUSED", "refused"],
  ["ECONNRESET", "reset"],
  ["ENOTFOUND", "dns"],
  ["EAI_AGAIN", "dns"],
  ["ETIMEDOUT", "timeout"],
  ["EHOSTUNREACH", "unreachable"],
  ["CERT_HAS_EXPIRED", "tls"],
  ["CERT_NOT_YET_VALID", "tls"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "tls"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "tls"],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "tls"],
  ["EPROTO", "tls"],
  ["ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", "tls"],
  ["EWHATEVER", "network"],
])("the code %s means %s", (code, kind) => {
  expect(failureFromCode(code)).toMatchObject({ kind, code });
});

test.each([
  [307, "redirected", false],
  [400, "refusedOnTheWay", true],
  [401, "unauthorized", false],
  [403, "unauthorized", false],
  [404, "unexpectedStatus", false],
  [407, "proxy", true],
  [409, "conflict", false],
  [413, "tooLargeOnTheWay", true],
  [422, "refusedOnTheWay", true],
  [429, "throttled", true],
  [503, "server", true],
] as const)("the status %i means %s", (status, kind, canRetry) => {
  expect(failureFromStatus(status, false)).toMatchObject({ kind, canRetry });
});

test.each([400, 422])("the status %i in central's own words means that it finds the request wrong", (status) => {
  expect(failureFromStatus(status, true)).toMatchObject({ kind: "unacceptable", canRetry: false });
});

const now = Date.UTC(2026, 10, 22, 8, 15);

test.each([
  ["120", 120_000],
  ["0", 0],
  ["99999999", 3_600_000],
  ["Sun, 22 Nov 2026 08:17:00 GMT", 120_000],
  ["Sun, 22 Nov 2026 08:00:00 GMT", 0],
  ["soon", undefined],
  ["-5", 0],
  ["1".repeat(100), undefined],
  [undefined, undefined],
])("Retry-After %s is a wait of %s ms", (header, waitMs) => {
  expect(parseRetryAfter(header, now)).toBe(waitMs);
});
