import { describe, expect, test } from "vitest";
import {
  judgeAnswer,
  judgeClock,
  judgeConnection,
  judgeHandshake,
  judgeResolution,
  judgeTunnel,
} from "../../../../src/agent/cli/doctor/network-verdicts.ts";

const problem = '{"code":"token","text":"unknown"}';
const nowMs = Date.UTC(2026, 10, 22, 8);

describe("what each layer says has one code", () => {
  test.each([
    ["ENOTFOUND", "dns-unknown"],
    ["EAI_AGAIN", "dns-silent"],
    ["ETIMEDOUT", "dns-silent"],
  ])("a name server: %s is %s", (code, expected) => {
    expect(judgeResolution(code, {})).toMatchObject({ outcome: "failed", code: expected });
  });

  test.each([
    ["ECONNREFUSED", "tcp-refused"],
    ["ETIMEDOUT", "tcp-silent"],
    ["EHOSTUNREACH", "tcp-silent"],
  ])("a connection: %s is %s", (code, expected) => {
    expect(judgeConnection(code, {})).toMatchObject({ code: expected });
  });

  test.each([
    [407, "proxy-login"],
    [403, "proxy-denies"],
    [502, "proxy-denies"],
  ])("a proxy: %i is %s", (status, expected) => {
    expect(judgeTunnel(status, {})).toMatchObject({ code: expected });
  });

  test.each([
    ["CERT_HAS_EXPIRED", "tls-expired"],
    ["CERT_NOT_YET_VALID", "tls-not-yet-valid"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "tls-wrong-name"],
    ["SELF_SIGNED_CERT_IN_CHAIN", "tls-unknown-authority"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "tls-unknown-authority"],
    ["EPROTO", "tls-none"],
    ["ECONNRESET", "tls-failed"],
  ])("a handshake: %s is %s", (code, expected) => {
    expect(judgeHandshake(code, {})).toMatchObject({ code: expected });
  });

  test.each([
    [401, problem, "ok"],
    [422, problem, "ok"],
    [401, "<html>", "captive-portal"],
    [200, "<html>", "captive-portal"],
    [302, "", "captive-portal"],
    [511, "", "captive-portal"],
    [404, problem, "central-wrong-path"],
    [503, problem, "central-down"],
    [400, "what?", "central-unexpected"],
  ])("an answer: %i with %s is %s", (status, body, expected) => {
    const verdict = judgeAnswer({ status, body, location: undefined, date: undefined }, "central");
    expect(verdict.outcome === "ok" ? "ok" : verdict.code).toBe(expected);
  });
});

test.each([
  ["Sun, 22 Nov 2026 08:04:00 GMT", "ok"],
  ["Sun, 22 Nov 2026 08:06:00 GMT", "failed"],
  ["Thu, 19 Nov 2026 08:00:00 GMT", "failed"],
  ["no date", undefined],
  [undefined, undefined],
])("a clock against %s is %s", (date, outcome) => {
  expect(judgeClock(date, nowMs)?.outcome).toBe(outcome);
});
