import { isIPv4 } from "node:net";
import { failed, ok, type Result } from "../leaf/result.ts";

/** Whether the host is this machine: 127.0.0.0/8, ::1 or localhost. A name such as `127.evil.example` is not. */
export function isLoopbackHost(hostName: string): boolean {
  return hostName === "localhost" || hostName === "[::1]" || (isIPv4(hostName) && hostName.startsWith("127."));
}

/**
 * The address of central, without a slash at its end. Plain http would show the token to everybody on the way, so it is
 * for this machine only. The failure says what the address does wrong and quotes nothing: it could hold a password.
 */
export function readCentralAddress(address: string): Result<URL, string> {
  const url = URL.parse(address);
  if (url === null) return failed("is not a URL");
  if (url.username !== "" || url.password !== "") return failed("holds a user name or password");
  if (url.search !== "" || url.hash !== "") return failed("ends in a query or fragment");
  if (!["https:", "http:"].includes(url.protocol)) return failed(`uses ${url.protocol}; only https is allowed`);
  if (url.protocol === "http:" && !isLoopbackHost(url.hostname)) {
    return failed("uses http: for another machine; only https is allowed");
  }
  url.pathname = url.pathname.replace(/\/$/, "");
  return ok(url);
}

/** The address of a proxy; its password stands in the secrets file. */
export function readProxyAddress(address: string): Result<URL, string> {
  const url = URL.parse(address);
  if (url?.protocol !== "http:") return failed("an address such as http://proxy.example.com:3128");
  if (url.password !== "") return failed("without a password, which stands in the secrets file as proxyPassword");
  return isDecodable(url.username) ? ok(url) : failed("a user name with % written as %25");
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
