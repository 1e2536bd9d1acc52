import { isIPv4 } from "node:net";
import { AgentError } from "../leaf/errors.ts";

/** Whether the host is this machine: 127.0.0.0/8, ::1 or localhost. A name such as `127.evil.example` is not. */
export function isLoopbackHost(hostName: string): boolean {
  return hostName === "localhost" || hostName === "[::1]" || (isIPv4(hostName) && hostName.startsWith("127."));
}

function refuse(message: string): never {
  throw new AgentError({
    kind: "config",
    code: "central-address-invalid",
    message,
    remedy: "Write the address of central as https://host[:port]/path.",
  });
}

/**
 * The address of central, without a slash at its end. Plain http would show the token to everybody on the way, so it is
 * for this machine only.
 * @throws AgentError kind `config`
 */
export function parseCentralAddress(address: string): URL {
  const url = URL.parse(address);
  if (url === null) return refuse("The address of central is not a URL.");
  if (url.username !== "" || url.password !== "")
    return refuse("The address of central holds a user name or password.");
  if (url.search !== "" || url.hash !== "") return refuse("The address of central ends in a query or fragment.");
  const isAllowed = url.protocol === "https:" || (url.protocol === "http:" && isLoopbackHost(url.hostname));
  if (!isAllowed)
    return refuse(`The address of central uses ${url.protocol} for another machine; only https is allowed.`);
  url.pathname = url.pathname.replace(/\/$/, "");
  return url;
}
