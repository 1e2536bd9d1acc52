import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import type { Acknowledgement, Batch } from "../../../src/contract/batch.ts";

export interface RunningServer {
  readonly port: number;
  stop(): Promise<void>;
}

function listen(server: Server): Promise<RunningServer> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      // A server that listens on a port has an address with that port.
      const { port } = server.address() as AddressInfo;
      const stop = () =>
        new Promise<void>((stopped) => {
          server.close(() => stopped());
          server.closeAllConnections();
        });
      resolve({ port, stop });
    });
  });
}

/** A plain server on a free loopback port. */
export function startServer(listener: RequestListener): Promise<RunningServer> {
  return listen(createServer(listener));
}

export function startTlsServer(options: ServerOptions, listener: RequestListener): Promise<RunningServer> {
  return listen(createTlsServer(options, listener));
}

/** The JSON body of a request. */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return JSON.parse(gunzipSync(Buffer.concat(chunks)).toString());
}

export function emptyBatch(epoch = "e1"): Batch {
  return {
    agent: "ag-1",
    epoch,
    sentAt: "2026-11-22T08:00:00.000Z",
    clock: { synced: true, bootId: "b", monoMs: 0 },
    eventsRemaining: 0,
    gaps: [],
    records: [],
  };
}

export function acknowledgement(more: Partial<Acknowledgement> = {}): Acknowledgement {
  return {
    epoch: "e1",
    accepted: [],
    rejected: [],
    serverTime: "2026-11-22T08:00:00.000Z",
    nextContactWithinS: 300,
    pauseS: 0,
    maxRecords: 1000,
    registry: { revision: 0, si: [] },
    commands: [],
    ...more,
  };
}
