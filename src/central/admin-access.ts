import { isSameSecret } from "./credential.ts";

/** Who may see the admin page and API. */
export interface AdminSettings {
  /** Central listens on this machine only. */
  readonly isLoopback: boolean;
  /** Null: no token is set. */
  readonly token: string | null;
}

export type AdminVerdict = "allowed" | "unauthorized" | "forbidden" | "misdirected";

const loopbackNames: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];

/** Set by proxies: such a request may come from anywhere, though it arrives from this machine. */
const proxyHeaders: readonly string[] = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];

/**
 * With a token, who shows it may look. Without one only this machine may: the name in `Host` must be its own, since a
 * foreign page could point a name of its own at 127.0.0.1 and read along (DNS rebinding).
 */
export function judgeAdmin({ isLoopback, token }: AdminSettings, url: URL, headers: Headers): AdminVerdict {
  if (token !== null) {
    const shown = shownToken(headers.get("authorization") ?? "");
    return shown !== undefined && isSameSecret(shown, token) ? "allowed" : "unauthorized";
  }
  if (!isLoopback || proxyHeaders.some((name) => headers.has(name))) return "forbidden";
  return loopbackNames.includes(url.hostname) ? "allowed" : "misdirected";
}

/** A program shows the token as bearer, a browser as the password of any user. */
function shownToken(authorization: string): string | undefined {
  const [scheme, value = ""] = authorization.split(" ", 2);
  if (scheme?.toLowerCase() === "bearer") return value;
  if (scheme?.toLowerCase() !== "basic") return undefined;
  const pair = Buffer.from(value, "base64").toString("utf8");
  return pair.slice(pair.indexOf(":") + 1);
}

/** Whether an address to listen on can be reached from this machine only. */
export function isLoopbackHost(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}
