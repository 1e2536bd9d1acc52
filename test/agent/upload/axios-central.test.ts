import type { RequestListener } from "node:http";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { systemClock } from "../../../src/agent/leaf/clock.ts";
import { Secret } from "../../../src/agent/leaf/secret.ts";
import { AxiosCentral, type AxiosCentralParts } from "../../../src/agent/upload/axios-central.ts";
import { acknowledgement, emptyBatch, readBody, startServer } from "./misbehaving-server.ts";

const token = "a-token-of-enough-letters";
const never = new AbortController().signal;
const acknowledged = JSON.stringify(acknowledgement());
/** Good acknowledgements but for their length: whoever reads them to the end believes them. */
const lengthy = acknowledged + " ".repeat(3_000_000);
/** Packed before anybody waits for it. */
const compressionBomb = gzipSync(acknowledged + " ".repeat(50_000_000));

function centralAt(port: number, more: Partial<AxiosCentralParts> = {}): AxiosCentral {
  const address = `http://127.0.0.1:${port}/base`;
  return new AxiosCentral({ address, clock: systemClock, token: () => new Secret(token), deadlineMs: 2000, ...more });
}

async function uploadTo(listener: RequestListener, more: Partial<AxiosCentralParts> = {}) {
  const server = await startServer(listener);
  onTestFinished(() => server.stop());
  return centralAt(server.port, more).upload(emptyBatch(), never);
}

describe("an upload", () => {
  test("is a compressed batch with the token, and its acknowledgement comes back", async () => {
    const seen: unknown[] = [];
    const result = await uploadTo(async (request, response) => {
      const { authorization, "content-encoding": encoding } = request.headers;
      seen.push(request.method, request.url, authorization, encoding, await readBody(request));
      response.setHeader("content-type", "application/json").end(acknowledged);
    });
    expect(seen).toEqual(["POST", "/base/v1/batches", `Bearer ${token}`, "gzip", emptyBatch()]);
    expect(result).toEqual({ ok: true, value: acknowledgement() });
  });

  test("keeps fields of an acknowledgement that came later out of the way", async () => {
    const newer = JSON.stringify({ ...acknowledgement(), inventedLater: 1 });
    expect(await uploadTo((_request, response) => response.end(newer))).toMatchObject({ ok: true });
  });

  test("is not tried without a token", async () => {
    const result = await uploadTo((_request, response) => response.end(acknowledged), { token: () => undefined });
    expect(result).toMatchObject({ ok: false, failure: { kind: "notEnrolled" } });
  });

  test.each([
    { others: 1, knows: "the other one", asked: ["new", "former"], ok: true },
    { others: 1, knows: "neither", asked: ["new", "former"], ok: false },
    { others: 0, knows: "neither", asked: ["new"], ok: false },
  ])("goes once more with the other token where central refuses the first: $others, it knows $knows", async (site) => {
    const tokens = [`${token}-new`, `${token}-former`];
    const asked: string[] = [];
    const result = await uploadTo(
      (request, response) => {
        const word = request.headers.authorization?.split("-").at(-1) ?? "";
        asked.push(word);
        const isKnown = site.knows === "the other one" && word === "former";
        response.writeHead(isKnown ? 200 : 401).end(isKnown ? acknowledged : "{}");
      },
      {
        token: () => new Secret(tokens[0] ?? ""),
        turnToOtherToken: () => {
          tokens.reverse();
          return site.others > 0;
        },
      },
    );
    expect(asked).toEqual(site.asked);
    expect(result).toMatchObject(site.ok ? { ok: true } : { ok: false, failure: { kind: "unauthorized" } });
  });

  test("ends when it is cancelled", async () => {
    const server = await startServer(() => {});
    onTestFinished(() => server.stop());
    const abort = new AbortController();
    const result = centralAt(server.port).upload(emptyBatch(), abort.signal);
    abort.abort();
    expect(await result).toMatchObject({ ok: false, failure: { kind: "cancelled" } });
  });
});

const misbehaviours: readonly [name: string, listener: RequestListener, kind: string][] = [
  ["cuts the connection", (request) => request.socket.resetAndDestroy(), "reset"],
  ["says nothing", () => {}, "timeout"],
  [
    "drips its answer",
    (_request, response) => {
      const drip = setInterval(() => response.write(" "), 50);
      response.on("close", () => clearInterval(drip));
    },
    "timeout",
  ],
  ["cuts its JSON", (_request, response) => response.end(acknowledged.slice(0, 40)), "notAcknowledged"],
  ["answers with a page", (_request, response) => response.end("<html>Please log in</html>"), "notAcknowledged"],
  ["answers with nothing", (_request, response) => response.writeHead(204).end(), "notAcknowledged"],
  ["answers with other JSON", (_request, response) => response.end('{"ok":true}'), "notAcknowledged"],
  ["answers at great length", (_request, response) => response.end(lengthy), "notAcknowledged"],
  [
    "answers with a compression bomb",
    (_request, response) => {
      response.setHeader("content-encoding", "gzip").end(compressionBomb);
    },
    "notAcknowledged",
  ],
  ["answers 401", (_request, response) => response.writeHead(401).end(), "unauthorized"],
  ["answers 409", (_request, response) => response.writeHead(409).end(), "conflict"],
  ["answers 413", (_request, response) => response.writeHead(413).end('{"code":"size","text":"over"}'), "tooLarge"],
  ["answers 413 in another's words", (_request, response) => response.writeHead(413).end(), "tooLargeOnTheWay"],
  [
    "answers 422",
    (_request, response) => response.writeHead(422).end('{"code":"schema","text":"records[0]"}'),
    "unacceptable",
  ],
  ["answers 422 in another's words", (_request, response) => response.writeHead(422).end("{}"), "refusedOnTheWay"],
  ["answers 400 with a page", (_request, response) => response.writeHead(400).end("<html>"), "refusedOnTheWay"],
  ["answers 503", (_request, response) => response.writeHead(503).end(), "server"],
];

describe("a central that", () => {
  test.each(misbehaviours)("%s is a failure with a name and without the token", async (_name, listener, kind) => {
    const startedMs = performance.now();
    const result = await uploadTo(listener, { deadlineMs: 600 });
    expect(result).toMatchObject({ ok: false, failure: { kind } });
    expect(JSON.stringify(result)).not.toContain(token);
    expect(performance.now() - startedMs).toBeLessThan(3000);
  });

  test("answers without end is heard for a megabyte, and what the line holds, not more", async () => {
    const line: { bytesWritten: number }[] = [];
    const result = await uploadTo((_request, response) => {
      const pour = () => {
        while (!response.destroyed && response.write(Buffer.alloc(64 * 1024, 0x20)));
      };
      response.on("drain", pour);
      if (response.socket !== null) line.push(response.socket);
      pour();
    });
    expect(result).toMatchObject({ ok: false, failure: { kind: "notAcknowledged" } });
    expect(line[0]?.bytesWritten).toBeGreaterThan(1024 * 1024);
    expect(line[0]?.bytesWritten).toBeLessThan(16 * 1024 * 1024);
  });

  test("asks for patience says how much", async () => {
    const result = await uploadTo((_request, response) => response.writeHead(429, { "retry-after": "7" }).end());
    expect(result).toMatchObject({ ok: false, failure: { kind: "throttled", retryAfterMs: 7000, canRetry: true } });
  });

  test("redirects does not get the batch anywhere else", async () => {
    let isVisited = false;
    const other = await startServer((_request, response) => {
      isVisited = true;
      response.end(acknowledged);
    });
    onTestFinished(() => other.stop());
    const location = `http://127.0.0.1:${other.port}/v1/batches`;
    const result = await uploadTo((_request, response) => response.writeHead(307, { location }).end());
    expect(result).toMatchObject({ ok: false, failure: { kind: "redirected" } });
    expect(isVisited).toBe(false);
  });

  test("is not there is named", async () => {
    const server = await startServer(() => {});
    await server.stop();
    expect(await centralAt(server.port).upload(emptyBatch(), never)).toMatchObject({ failure: { kind: "refused" } });
  });
});

describe("the environment", () => {
  afterEach(() => vi.unstubAllEnvs());

  test("cannot send the batch through a proxy", async () => {
    vi.stubEnv("http_proxy", "http://127.0.0.1:9");
    vi.stubEnv("HTTP_PROXY", "http://127.0.0.1:9");
    expect(await uploadTo((_request, response) => response.end(acknowledged))).toMatchObject({ ok: true });
  });
});

test("a token is ended with the other token too, where central refuses the first", async () => {
  const asked: unknown[] = [];
  const server = await startServer((request, response) => {
    asked.push(request.headers.authorization);
    response.writeHead(asked.length === 1 ? 403 : 200).end(JSON.stringify({ agent: "ag-1" }));
  });
  onTestFinished(() => server.stop());
  let present = `${token}-new`;
  const turnToOtherToken = () => {
    present = token;
    return true;
  };
  const central = centralAt(server.port, { token: () => new Secret(present), turnToOtherToken });
  expect(await central.decommission("ag-1", never)).toMatchObject({ ok: true });
  expect(asked).toEqual([`Bearer ${token}-new`, `Bearer ${token}`]);
});

test("an enrolment sends no token and brings one", async () => {
  const seen: unknown[] = [];
  const server = await startServer(async (request, response) => {
    seen.push(request.url, request.headers.authorization, await readBody(request));
    response.end(JSON.stringify({ agent: "ag-7", token, site: "Mill" }));
  });
  onTestFinished(() => server.stop());
  const request = { code: "ABCD-1234", version: "1", hostName: "h" };
  const result = await centralAt(server.port, { token: () => undefined }).enrol(request, never);
  expect(seen).toEqual(["/base/v1/enrolments", undefined, request]);
  expect(result).toEqual({ ok: true, value: { agent: "ag-7", token, site: "Mill" } });
});

test("a server that cannot be spoken to in TLS is named so", async () => {
  const server = await startServer(() => {});
  onTestFinished(() => server.stop());
  const central = centralAt(server.port, { address: `https://127.0.0.1:${server.port}` });
  expect(await central.upload(emptyBatch(), never)).toMatchObject({ failure: { kind: "tls" } });
});
