import { createServer as createPlainServer, type RequestListener, type Server, type ServerOptions } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { NetworkDoor } from "../../config/network-door.ts";
import { AgentError, systemCode } from "../../leaf/errors.ts";
import type { Log } from "../../leaf/log.ts";

export interface PageDoorParts {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** undefined: plain HTTP, for this machine alone. */
  readonly identity: NetworkDoor["identity"] | undefined;
  /** The setting that a port is changed with, for the remedy of an error. */
  readonly setting: "statusPage" | "statusPage.network";
  readonly listener: RequestListener;
  readonly log: Log;
}

/** A client that trickles its request or never reads the answer holds a connection no longer than this. */
const limits: ServerOptions = {
  maxHeaderSize: 16_384,
  headersTimeout: 10_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 2_000,
};
/** A read of a slow device on request takes up to a minute, and says nothing meanwhile. */
const idleMs = 90_000;
const keepAliveMs = 15_000;
const mostConnections = 16;

/** One way to the page: a port that listens. */
export class PageDoor {
  readonly #parts: PageDoorParts;
  #server: Server | undefined;

  constructor(parts: PageDoorParts) {
    this.#parts = parts;
  }

  /**
   * Listens and answers the page's address.
   * @throws AgentError `port-taken` or `page-not-possible`
   */
  start(): Promise<string> {
    const { host, port, log } = this.#parts;
    const server = this.#build();
    server.maxConnections = mostConnections;
    server.keepAliveTimeout = keepAliveMs;
    server.setTimeout(idleMs);
    return new Promise((resolve, reject) => {
      server.once("error", (error) => reject(this.#describe(error)));
      server.listen({ host, port }, () => {
        this.#server = server;
        // Without a listener an error, as of a machine out of file handles, would end the agent for the page's sake.
        server.on("error", (error) => log.warn("page.trouble", { code: systemCode(error) }));
        const bound = server.address();
        const scheme = this.#parts.identity ? "https" : "http";
        const name = host.includes(":") ? `[${host}]` : host;
        resolve(`${scheme}://${name}:${typeof bound === "object" && bound !== null ? bound.port : 0}/`);
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

  #build(): Server {
    const { identity, listener, host, port } = this.#parts;
    if (identity === undefined) return createPlainServer(limits, listener);
    try {
      const { certificate, key } = identity;
      return createTlsServer({ ...limits, cert: certificate, key, minVersion: "TLSv1.2" }, listener);
    } catch (cause) {
      throw new AgentError({
        kind: "config",
        code: "page-not-possible",
        message: `the status page cannot listen on port ${port} of ${host}: certificate and key do not fit together`,
        remedy: "Name the certificate and its own key, PEM, in statusPage.network.certFile and keyFile.",
        cause,
      });
    }
  }

  #describe(error: Error): AgentError {
    const { host, port, setting } = this.#parts;
    const remedy =
      setting === "statusPage"
        ? "Set statusPage.port to a free port (0 takes any), or statusPage.enabled to false."
        : "Set statusPage.network.host to an address of this machine and port to a free one.";
    if (systemCode(error) === "EADDRINUSE") {
      const message = `the status page cannot listen: another program uses port ${port} of ${host}`;
      return new AgentError({ kind: "system", code: "port-taken", message, remedy, cause: error });
    }
    const message = `the status page cannot listen on port ${port} of ${host}: ${systemCode(error) ?? error.message}`;
    return new AgentError({ kind: "system", code: "page-not-possible", message, remedy, cause: error });
  }
}
