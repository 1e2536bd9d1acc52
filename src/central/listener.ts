import { createServer as createPlainServer, type ServerOptions } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { createAdaptorServer } from "@hono/node-server";
import type { Clock } from "./clock.ts";
import { CentralError, systemCode } from "./trouble.ts";

/** Private key and certificate chain in PEM. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

export interface Address {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Null: plain HTTP, for this machine only. */
  readonly tls: TlsFiles | null;
}

export interface Listener {
  /** The port that is listened on. */
  readonly port: number;
  /** Takes no new connection, ends idle ones, and waits for answers under way. */
  stop(): Promise<void>;
}

/** A client that trickles its request holds a socket no longer than this. */
const limits: ServerOptions = { headersTimeout: 10_000, requestTimeout: 60_000, maxHeaderSize: 16_384 };
const mostConnections = 512;
const stopWithinMs = 5000;

/** Listens, or throws one clear error when the address cannot be had. */
export function listen(
  fetch: (request: Request, env: unknown) => Response | Promise<Response>,
  { host, port, tls }: Address,
  clock: Clock,
): Promise<Listener> {
  const serve =
    tls === null
      ? { createServer: createPlainServer, serverOptions: limits }
      : { createServer: createTlsServer, serverOptions: { ...limits, ...tls, minVersion: "TLSv1.2" as const } };
  const server = makeServer({ fetch, hostname: host, overrideGlobalObjects: false, ...serve });
  server.maxConnections = mostConnections;
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(refusal(error, host, port)));
    server.listen(port, host, () => {
      const bound = server.address();
      resolve({
        port: typeof bound === "object" && bound !== null ? bound.port : port,
        stop: () =>
          new Promise((stopped) => {
            server.close(() => stopped());
            if (!("closeIdleConnections" in server)) return;
            server.closeIdleConnections();
            clock.after(stopWithinMs, () => server.closeAllConnections());
          }),
      });
    });
  });
}

/** The key and certificate are read here, so this throws when they do not fit. */
function makeServer(options: Parameters<typeof createAdaptorServer>[0]): ReturnType<typeof createAdaptorServer> {
  try {
    return createAdaptorServer(options);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const remedy = "both must be PEM, and the key that of the certificate";
    throw new CentralError("config", `the TLS certificate and key cannot be used: ${remedy} (${reason})`, error);
  }
}

function refusal(error: unknown, host: string, port: number): CentralError {
  const code = systemCode(error);
  const why: Readonly<Record<string, string>> = {
    EADDRINUSE: "another program listens there: choose another --port",
    EACCES: "ports below 1024 need a privilege: choose another --port",
    EADDRNOTAVAIL: "this machine has no such address: choose another --host",
    ENOTFOUND: "there is no such name: give --host an address of this machine",
  };
  const text = why[code ?? ""] ?? `${error instanceof Error ? error.message : error}; check --host and --port`;
  return new CentralError("system", `cannot listen on ${host}:${port}: ${text}`, error);
}
