import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { gunzipSync, gzipSync } from "node:zlib";
import { z } from "zod";
import { operations } from "../../src/contract/api.ts";
import { Chance } from "./chance.ts";

/** So many of the records that are no events are refused for good. */
const refusedShare = 0.05;
/** What central answers to a record that it will never take. */
const refusal = { code: "schema", retry: false, text: "refused by the rig" };

/** Orders and tickets follow from events: a site whose events are refused has nothing to compare them with. */
const refusable: ReadonlySet<string> = new Set(["reading", "heartbeat"]);

const Batch = z.looseObject({ epoch: z.string(), records: z.array(z.looseObject({ seq: z.int(), kind: z.string() })) });
const Answer = z.looseObject({ rejected: z.array(z.unknown()) });

/**
 * Stands before central and refuses a share of the numbers for good, each as often as it comes, so that central never
 * hears of them. All else goes through unchanged.
 */
export class RefusingFront {
  readonly #seed: number;
  readonly #centralPort: () => number;
  readonly #server: Server;
  readonly #refused = new Set<string>();

  constructor(centralPort: () => number, chance: Chance) {
    this.#seed = chance.whole(0, 0xffff_ffff);
    this.#centralPort = centralPort;
    this.#server = createServer((request, response) => {
      // Central is away, or was killed over the request: so is the connection.
      this.#serve(request, response).catch(() => response.socket?.resetAndDestroy());
    });
  }

  /** Answers the port it listens on. */
  async start(): Promise<number> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }

  /** How many numbers of all epochs were refused, whether the answer arrived or not. */
  get count(): number {
    return this.#refused.size;
  }

  /** The same for a number whenever it is asked. */
  isRefused(epoch: string, seq: number, kind: string): boolean {
    return refusable.has(kind) && new Chance(this.#seed).fork(`${epoch} ${seq}`).fraction() < refusedShare;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const body = Buffer.concat(chunks);
    const isUpload = request.url === operations.upload.path;
    const { passed, refused } = isUpload ? this.#part(body) : { passed: body, refused: [] };
    const answer = await fetch(`http://127.0.0.1:${this.#centralPort()}${request.url}`, {
      method: "POST",
      body: new Uint8Array(passed),
      headers: pickHeaders(request, ["authorization", "content-type", "content-encoding", "accept"]),
    });
    const text = await answer.text();
    response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "text/plain" });
    response.end(isUpload && answer.ok ? withRefused(text, refused) : text);
  }

  #part(body: Buffer): { readonly passed: Buffer; readonly refused: readonly number[] } {
    const batch = Batch.parse(JSON.parse(gunzipSync(body).toString()));
    const refused = batch.records
      .filter(({ seq, kind }) => this.isRefused(batch.epoch, seq, kind))
      .map(({ seq }) => seq);
    if (refused.length === 0) return { passed: body, refused };
    for (const seq of refused) this.#refused.add(`${batch.epoch} ${seq}`);
    const records = batch.records.filter(({ seq }) => !refused.includes(seq));
    return { passed: gzipSync(JSON.stringify({ ...batch, records })), refused };
  }
}

function withRefused(text: string, refused: readonly number[]): string {
  const answer = Answer.parse(JSON.parse(text));
  return JSON.stringify({ ...answer, rejected: [...answer.rejected, ...refused.map((seq) => ({ seq, ...refusal }))] });
}

function pickHeaders(request: IncomingMessage, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = request.headers[name];
      return typeof value === "string" ? [[name, value]] : [];
    }),
  );
}
