import { Problem } from "../../../contract/api.ts";
import type { Values } from "../../leaf/language.ts";
import { broken, type Verdict, well } from "./finding.ts";
import type { Answer } from "./network-probe.ts";

const unknownNames = ["ENOTFOUND", "ENODATA", "ENONAME"];
const unknownAuthority = [
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
];
/** A clock further off than this makes the stamps of readings misleading. */
const mostOffsetMs = 5 * 60_000;

export function judgeResolution(code: string, values: Values): Verdict {
  return broken(unknownNames.includes(code) ? "dns-unknown" : "dns-silent", { ...values, detail: code });
}

export function judgeConnection(code: string, values: Values): Verdict {
  return broken(code === "ECONNREFUSED" ? "tcp-refused" : "tcp-silent", { ...values, detail: code });
}

/** @param status what the proxy answered to CONNECT */
export function judgeTunnel(status: number, values: Values): Verdict {
  if (status >= 200 && status <= 299) return well(values);
  return broken(status === 407 ? "proxy-login" : "proxy-denies", { ...values, status });
}

export function judgeHandshake(code: string, values: Values): Verdict {
  const detail = { ...values, detail: code };
  if (code === "CERT_HAS_EXPIRED") return broken("tls-expired", detail);
  if (code === "CERT_NOT_YET_VALID") return broken("tls-not-yet-valid", detail);
  if (code === "CERT_PIN_MISMATCH") return broken("tls-pins", detail);
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return broken("tls-wrong-name", detail);
  if (unknownAuthority.includes(code)) return broken("tls-unknown-authority", detail);
  const isPlain = code === "EPROTO" || code.startsWith("ERR_SSL_WRONG_VERSION") || code.startsWith("ERR_SSL_PACKET");
  return broken(isPlain ? "tls-none" : "tls-failed", detail);
}

/**
 * Who answered a request without a token. Central refuses it with a problem in JSON, so anything friendlier is somebody
 * else: `200` with a page is the log-in of a guest network.
 */
export function judgeAnswer({ status, location, body }: Answer, host: string): Verdict {
  const values = { host, status, detail: location ?? `HTTP ${status}` };
  // RFC 6585 section 6: 511 is the one status that a guest network has for itself.
  if (status >= 500 && status !== 511) return broken("central-down", values);
  const isProblem = Problem.safeParse(parseJson(body)).success;
  if (isProblem && status !== 404) return well(values);
  if (status === 404 || status === 405) return broken("central-wrong-path", values);
  const isPage = status === 511 || status < 400 || body.trimStart().startsWith("<");
  return broken(isPage ? "captive-portal" : "central-unexpected", values);
}

/** @param date the Date header (RFC 9110 section 6.6.1) of central's answer */
export function judgeClock(date: string | undefined, nowMs: number): Verdict | undefined {
  const offsetMs = nowMs - Date.parse(date ?? "");
  if (Number.isNaN(offsetMs)) return undefined;
  if (Math.abs(offsetMs) <= mostOffsetMs) return well({ seconds: Math.round(offsetMs / 1000) });
  return broken("clock-wrong", { minutes: Math.round(offsetMs / 60_000) });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
