import { TLSSocket } from "node:tls";
import type { HttpBindings } from "@hono/node-server";
import type { Context, MiddlewareHandler } from "hono";
import type { NetworkDoor } from "../../config/network-door.ts";
import { fill, type Language, type Values } from "../../leaf/language.ts";
import { counterStyleHash } from "../counter-page.ts";
import { chooseLanguage } from "../language.ts";
import { type MessageKey, messages } from "../message-table.ts";
import { styleHash } from "../page-frame.ts";
import { loopbackNames, refuse } from "./admission.ts";
import type { Porter, Visitor } from "./porter.ts";

/** What Hono carries along with a request. */
export interface PageEnv {
  Bindings: HttpBindings;
  Variables: { session: string };
}
export type PageContext = Context<PageEnv>;

const headers: Readonly<Record<string, string>> = {
  "Content-Security-Policy": `default-src 'none'; script-src 'self'; connect-src 'self'; style-src '${styleHash}' '${counterStyleHash}'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
  "X-Content-Type-Options": "nosniff",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  // With no-referrer a browser would call the origin of our own forms null.
  "Referrer-Policy": "same-origin",
  "Cache-Control": "no-store",
};

/** What tells nothing of the site, and is answered to everybody. */
const openPaths: readonly string[] = ["/login", "/healthz", "/icon.svg"];

/** Every answer bears the protections; what other sites and other names want is refused. */
export function admit(network: NetworkDoor | undefined): MiddlewareHandler<PageEnv> {
  return async (context, next) => {
    for (const [name, value] of Object.entries(headers)) context.header(name, value);
    const { socket } = context.env.incoming;
    const isNetwork = socket instanceof TLSSocket;
    const refusal = refuse({
      method: context.req.method,
      scheme: isNetwork ? "https" : "http",
      port: socket.localPort ?? 0,
      names: isNetwork ? [...(network?.names ?? []), hostName(socket.localAddress ?? "")] : loopbackNames,
      header: (name) => context.req.header(name),
    });
    if (refusal === null) return next();
    if (refusal.status === 405) context.header("Allow", "GET, HEAD");
    // What is left of a body is not read, so that the connection cannot go on.
    context.header("Connection", "close");
    return context.text(inWords(context, refusal.word, refusal.values), refusal.status);
  };
}

/** The name that a browser gives to an address; a socket for both families writes IPv4 as `::ffff:192.0.2.1`. */
function hostName(address: string): string {
  const plain = address.replace(/^::ffff:/, "");
  return plain.includes(":") ? `[${plain}]` : plain;
}

/**
 * Gives everybody on this machine a session, and asks those from the network for the password.
 * @param keepTyped asks in answer to a form that came without a session, so that what was typed is not lost
 */
export function receive(
  porter: Porter,
  keepTyped: (context: PageContext) => Promise<Response>,
): MiddlewareHandler<PageEnv> {
  return async (context, next) => {
    const visitor = visitorOf(context);
    const session = porter.sessionOf(visitor);
    if (session !== undefined || openPaths.includes(context.req.path)) {
      context.set("session", session ?? "");
      return next();
    }
    if (visitor.door === "local") {
      // A form without a session is from before the last start: it has to be looked at again.
      const opened = porter.open(visitor);
      context.set("session", opened.session);
      if (context.req.method === "GET") context.header("Set-Cookie", opened.cookie);
      return next();
    }
    const login = porter.loginOfProgram(visitor);
    if (login === "right" && context.req.method !== "POST") {
      context.set("session", "");
      return next();
    }
    if (login === "tooMany") return context.text(inWords(context, "login.tooMany"), 429);
    const wantsPage = context.req.header("accept")?.includes("text/html") ?? false;
    if (wantsPage && context.req.method === "POST") return keepTyped(context);
    if (wantsPage) return context.redirect(`/login?lang=${languageOf(context)}`, 303);
    return context.text(inWords(context, "refused.password"), 401, { "WWW-Authenticate": 'Basic realm="mfp-agent"' });
  };
}

/** Who comes, by what way. */
export function visitorOf(context: PageContext): Visitor {
  const { socket } = context.env.incoming;
  return {
    door: socket instanceof TLSSocket ? "network" : "local",
    port: socket.localPort ?? 0,
    address: socket.remoteAddress ?? "",
    cookies: context.req.header("cookie"),
    authorization: context.req.header("authorization"),
  };
}

/** The language of the answer: as the address asks, else as the browser wishes. */
export function languageOf(context: PageContext): Language {
  return chooseLanguage(context.req.query("lang"), context.req.header("accept-language"));
}

/** A message for an answer of one line. */
export function inWords(context: PageContext, word: MessageKey, values: Values = {}): string {
  return fill(messages[word][languageOf(context)], values);
}
