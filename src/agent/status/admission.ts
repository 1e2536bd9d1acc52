/** What of a request decides whether it is answered at all. */
export interface RequestHead {
  readonly method: string;
  /** The port that the request came in on. */
  readonly port: number;
  /** A header by its lower-case name. */
  header(name: string): string | undefined;
}

/** Why a request is refused, as HTTP tells it. */
export interface Refusal {
  readonly status: 403 | 405 | 413 | 421;
  readonly text: string;
}

const ownNames = ["127.0.0.1", "localhost", "[::1]"];
const defaultPort = 80;

/**
 * Whether the page must refuse. A hostile web site can point its own name at 127.0.0.1 (DNS rebinding), so only our own
 * names pass: `Host: localhost:8161` does, `Host: evil.example:8161` does not. Another site may link here, but not embed
 * or fetch anything.
 */
export function refuse({ method, port, header }: RequestHead): Refusal | null {
  const host = header("host")?.toLowerCase();
  const isOwn = ownNames.some((name) => host === `${name}:${port}` || (port === defaultPort && host === name));
  if (!isOwn) return { status: 421, text: "This page answers only to 127.0.0.1, localhost and [::1]." };
  if (method !== "GET" && method !== "HEAD") return { status: 405, text: "This page can only be read." };
  if (hasBody(header)) return { status: 413, text: "A request here has no body." };
  return isForeignFetch(header) ? { status: 403, text: "Other sites may link here, nothing more." } : null;
}

function hasBody(header: RequestHead["header"]): boolean {
  return header("transfer-encoding") !== undefined || (header("content-length") ?? "0") !== "0";
}

/** Fetch Metadata, which every browser of today sends; `same-site` is another program on this machine. */
function isForeignFetch(header: RequestHead["header"]): boolean {
  const site = header("sec-fetch-site") ?? "none";
  return site !== "none" && site !== "same-origin" && header("sec-fetch-mode") !== "navigate";
}
