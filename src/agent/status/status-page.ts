import { createServer, type Server, type ServerOptions } from "node:http";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { AgentError, systemCode } from "../leaf/errors.ts";
import type { Language } from "../leaf/language.ts";
import type { Log } from "../leaf/log.ts";
import { refuse } from "./admission.ts";
import type { AgentSnapshot } from "./agent-snapshot.ts";
import { renderDevicePage } from "./device-page.ts";
import { icon } from "./icon.ts";
import { chooseLanguage } from "./language.ts";
import { messages } from "./message-table.ts";
import { styleHash } from "./page-frame.ts";
import { renderSitePage } from "./site-page.ts";

import { voiceFor } from "./voice.ts";

/** Where the page listens and what it looks at. */
export interface StatusPageParts {
  /** This machine alone: the page knows no password. */
  readonly host: "127.0.0.1" | "::1";
  /** 0: any free port. */
  readonly port: number;
  /** IANA name; times are shown in it. */
  readonly timeZone: string;
  readonly log: Log;
  readonly snapshot: () => AgentSnapshot;
  /** Whether data moves. */
  readonly isHealthy: () => boolean;
}

type PageContext = Context<{ Bindings: HttpBindings }>;

/** A client that trickles its request or never reads the answer holds a connection no longer than this. */
const limits: ServerOptions = {
  maxHeaderSize: 16_384,
  headersTimeout: 10_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 2_000,
};
const idleMs = 15_000;
const mostConnections = 16;

const headers: Readonly<Record<string, string>> = {
  "Content-Security-Policy": `default-src 'none'; style-src '${styleHash}'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  "X-Content-Type-Options": "nosniff",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "Cache-Control": "no-store",
};

/** The local page: how the site's devices are and whether their data goes out. It can be read and nothing else. */
export class StatusPage {
  readonly #parts: StatusPageParts;
  #server: Server | undefined;

  constructor(parts: StatusPageParts) {
    this.#parts = parts;
  }

  /**
   * Listens and answers the page's address.
   * @throws AgentError `port-taken` or `page-not-possible`
   */
  start(): Promise<string> {
    const { host, port } = this.#parts;
    const listener = getRequestListener(buildRoutes(this.#parts).fetch, { overrideGlobalObjects: false });
    const server = createServer(limits, listener);
    server.maxConnections = mostConnections;
    server.setTimeout(idleMs);
    return new Promise((resolve, reject) => {
      server.once("error", (error) => reject(describeRefusal(error, host, port)));
      server.listen({ host, port }, () => {
        this.#server = server;
        // Without a listener an error, as of a machine out of file handles, would end the agent for the page's sake.
        server.on("error", (error) => this.#parts.log.warn("page.trouble", { code: systemCode(error) }));
        resolve(pageUrl(server, host));
      });
    });
  }

  /** Cuts the connections that are open: the page holds nothing that must be finished. */
  stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    return new Promise((resolve) => {
      if (!server) return resolve();
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }
}

function buildRoutes({ snapshot, isHealthy, timeZone, log }: StatusPageParts): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.use(async (context, next) => {
    for (const [name, value] of Object.entries(headers)) context.header(name, value);
    const refusal = refuse({
      method: context.req.method,
      port: context.env.incoming.socket.localPort ?? 0,
      header: (name) => context.req.header(name),
    });
    if (refusal === null) return next();
    if (refusal.status === 405) context.header("Allow", "GET, HEAD");
    // What is left of a body is not read, so that the connection cannot go on.
    context.header("Connection", "close");
    return context.text(refusal.text, refusal.status);
  });
  app.get("/", (context) => {
    const seen = snapshot();
    return context.html(renderSitePage(seen, voiceFor(languageOf(context), timeZone, seen.now)));
  });
  app.get("/devices/:uid", (context) => {
    const seen = snapshot();
    const device = seen.devices.find(({ uid }) => uid === context.req.param("uid"));
    if (!device) return context.notFound();
    return context.html(renderDevicePage(seen, device, voiceFor(languageOf(context), timeZone, seen.now)));
  });
  app.get("/api/snapshot", (context) => context.json(snapshot()));
  app.get("/healthz", (context) => (isHealthy() ? context.text("ok") : context.text("data does not move", 503)));
  app.get("/icon.svg", (context) => context.body(icon, 200, { "Content-Type": "image/svg+xml" }));
  app.notFound((context) => context.text(messages.notFound[languageOf(context)], 404));
  app.onError((error, context) => {
    log.error("page.crashed", { path: context.req.path.slice(0, 100), message: error.message });
    return context.text("The page could not be made; the log says why.", 500);
  });
  return app;
}

function languageOf(context: PageContext): Language {
  return chooseLanguage(context.req.query("lang"), context.req.header("accept-language"));
}

function pageUrl(server: Server, host: StatusPageParts["host"]): string {
  const bound = server.address();
  const port = typeof bound === "object" && bound !== null ? bound.port : 0;
  return `http://${host === "::1" ? "[::1]" : host}:${port}/`;
}

function describeRefusal(error: Error, host: string, port: number): AgentError {
  const remedy = "Set statusPage.port to a free port (0 takes any), or statusPage.enabled to false.";
  if (systemCode(error) === "EADDRINUSE") {
    const message = `the status page cannot listen: another program uses port ${port} of ${host}`;
    return new AgentError({ kind: "system", code: "port-taken", message, remedy, cause: error });
  }
  const message = `the status page cannot listen on port ${port} of ${host}: ${systemCode(error) ?? error.message}`;
  return new AgentError({ kind: "system", code: "page-not-possible", message, remedy, cause: error });
}
