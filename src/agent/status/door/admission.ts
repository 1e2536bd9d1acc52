import type { Values } from "../../leaf/language.ts";
import type { MessageKey } from "../message-table.ts";

/** What of a request decides whether it is answered at all. */
export interface RequestHead {
  readonly method: string;
  readonly scheme: "http" | "https";
  /** The port that the request came in on. */
  readonly port: number;
  /** Names and addresses that this door answers to, in lower case; of IPv6 in brackets. */
  readonly names: readonly string[];
  /** A header by its lower-case name. */
  header(name: string): string | undefined;
}

/** Why a request is refused, as HTTP tells it. */
export interface Refusal {
  readonly status: 403 | 405 | 413 | 415 | 421;
  readonly word: Extract<MessageKey, `refused.${string}`>;
  readonly values?: Values;
}

/** The names of this machine to itself. */
export const loopbackNames = ["127.0.0.1", "localhost", "[::1]"];

const usualPorts = { http: 80, https: 443 };
/** Longer than any form of the page can become: 2,000 characters of text take nine bytes each at most. */
const mostFormBytes = 24_576;
const formType = "application/x-www-form-urlencoded";

/**
 * Whether the page must refuse. A hostile web site can point its own name at 127.0.0.1 (DNS rebinding), so only our own
 * names pass: `Host: localhost:8161` does, `Host: evil.example:8161` does not. Another site may link here, but not embed,
 * fetch or send anything.
 */
export function refuse(head: RequestHead): Refusal | null {
  const { method, names, header } = head;
  if (!hostsOf(head).includes(header("host")?.toLowerCase() ?? "")) {
    return { status: 421, word: "refused.name", values: { names: names.join(", ") } };
  }
  if (method === "POST") return refuseForm(head);
  if (method !== "GET" && method !== "HEAD") return { status: 405, word: "refused.method" };
  if (hasBody(header)) return { status: 413, word: "refused.body" };
  return isForeignFetch(header) ? { status: 403, word: "refused.foreign" } : null;
}

/** A form comes from a page of ours: every browser of today names the origin of a POST. */
function refuseForm(head: RequestHead): Refusal | null {
  const { scheme, header } = head;
  const site = header("sec-fetch-site") ?? "same-origin";
  const isOwn = hostsOf(head).some((host) => header("origin")?.toLowerCase() === `${scheme}://${host}`);
  if (!isOwn || site !== "same-origin") return { status: 403, word: "refused.origin" };
  const [type = ""] = (header("content-type") ?? "").split(";");
  if (type.trim().toLowerCase() !== formType) return { status: 415, word: "refused.type", values: { type: formType } };
  const length = Number(header("content-length") ?? Number.NaN);
  const isBounded = header("transfer-encoding") === undefined && length <= mostFormBytes;
  return isBounded ? null : { status: 413, word: "refused.size", values: { bytes: mostFormBytes } };
}

/** The values of `Host` that are ours: browsers leave out the scheme's usual port. */
function hostsOf({ names, port, scheme }: RequestHead): readonly string[] {
  return names.flatMap((name) => [`${name}:${port}`, ...(port === usualPorts[scheme] ? [name] : [])]);
}

function hasBody(header: RequestHead["header"]): boolean {
  return header("transfer-encoding") !== undefined || (header("content-length") ?? "0") !== "0";
}

/** Fetch Metadata, which every browser of today sends; `same-site` is another program on this machine. */
function isForeignFetch(header: RequestHead["header"]): boolean {
  const site = header("sec-fetch-site") ?? "none";
  return site !== "none" && site !== "same-origin" && header("sec-fetch-mode") !== "navigate";
}
