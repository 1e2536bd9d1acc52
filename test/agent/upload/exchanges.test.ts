import type { RequestListener } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../../src/agent/leaf/clock.ts";
import { Secret } from "../../../src/agent/leaf/secret.ts";
import type { Exchange } from "../../../src/agent/outbox/ledger-table.ts";
import { AxiosCentral } from "../../../src/agent/upload/axios-central.ts";
import { acknowledgement, emptyBatch, startServer } from "./misbehaving-server.ts";

const never = new AbortController().signal;

/** What the ledger is told of one upload to a server that behaves so; undefined: nobody listens. */
async function exchangesWith(listener: RequestListener | undefined, token: Secret | undefined = new Secret("t")) {
  const server = await startServer(listener ?? (() => {}));
  if (listener) onTestFinished(() => server.stop());
  else await server.stop();
  const told: Exchange[] = [];
  const central = new AxiosCentral({
    ...{ address: `http://127.0.0.1:${server.port}`, clock: systemClock, deadlineMs: 2000 },
    token: () => token,
    onExchange: (exchange) => told.push(exchange),
  });
  await central.upload(emptyBatch(), never);
  return { told, sentBytes: central.sentBytes(), host: `127.0.0.1:${server.port}` };
}

test("what central took is told with the bytes that came there", async () => {
  let received = 0;
  const { told, sentBytes, host } = await exchangesWith((request, response) => {
    request.on("data", (chunk: Buffer) => {
      received += chunk.length;
    });
    request.on("end", () => response.end(JSON.stringify(acknowledgement())));
  });
  expect(told).toMatchObject([{ host, what: "upload", records: 0, sentBytes, outcome: "taken" }]);
  expect(received).toBe(sentBytes);
});

test("what central refused left all the same", async () => {
  const { told, sentBytes } = await exchangesWith((request, response) => {
    request.resume().on("end", () => response.writeHead(401).end());
  });
  expect(told).toMatchObject([{ sentBytes, outcome: "unauthorized" }]);
});

test("where nobody listens nothing left", async () => {
  expect((await exchangesWith(undefined)).told).toMatchObject([{ sentBytes: 0, outcome: "refused" }]);
});
