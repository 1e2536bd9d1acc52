import { createServer, type Server } from "node:http";
import type { ServerOptions } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { systemClock } from "../../../src/agent/leaf/clock.ts";
import { Secret } from "../../../src/agent/leaf/secret.ts";
import { AxiosCentral, type AxiosCentralParts } from "../../../src/agent/upload/axios-central.ts";
import { describeNeeding } from "../../needs.ts";
import { temporaryFolder } from "../outbox/temporary-outbox.ts";
import { acknowledgement, emptyBatch, startTlsServer } from "./misbehaving-server.ts";
import { TestAuthority } from "./test-certificates.ts";

const token = "a-token-of-enough-letters";
const never = new AbortController().signal;

async function uploadTo(options: ServerOptions, more: Partial<AxiosCentralParts>) {
  const server = await startTlsServer(options, (_request, response) => response.end(JSON.stringify(acknowledgement())));
  onTestFinished(() => server.stop());
  const address = `https://127.0.0.1:${server.port}`;
  const parts = { address, clock: systemClock, token: () => new Secret(token), deadlineMs: 5000 };
  return new AxiosCentral({ ...parts, ...more }).upload(emptyBatch(), never);
}

/** A proxy that tunnels for those who know its password, and notes what it is asked. */
async function startProxy(asked: string[]): Promise<{ readonly port: number }> {
  const proxy: Server = createServer();
  proxy.on("connect", (request, client) => {
    asked.push(request.url ?? "", JSON.stringify(request.headers));
    const isKnown = request.headers["proxy-authorization"] === `Basic ${btoa("user:word")}`;
    if (!isKnown) {
      client.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
      return;
    }
    const target = connect(Number(request.url?.split(":")[1]), "127.0.0.1", () => {
      client.write("HTTP/1.1 200 OK\r\n\r\n");
      target.pipe(client).pipe(target);
    });
    for (const socket of [target, client]) socket.on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    proxy.close();
    proxy.closeAllConnections();
  });
  // A server that listens on a port has an address with that port.
  return { port: (proxy.address() as AddressInfo).port };
}

describeNeeding("TLS", ["openssl"], () => {
  const cleanUps: (() => void)[] = [];
  let authority: TestAuthority;
  beforeAll(() => {
    authority = new TestAuthority(temporaryFolder((cleanUp) => cleanUps.push(cleanUp)));
  });
  afterAll(() => {
    for (const cleanUp of cleanUps) cleanUp();
  });
  afterEach(() => vi.unstubAllEnvs());

  const trusted = () => ({ authority: authority.certificate });
  const good = () => authority.issue("good", "IP:127.0.0.1");

  test("a certificate of the site's own authority is taken", async () => {
    expect(await uploadTo(good(), trusted())).toMatchObject({ ok: true });
  });

  test("an unknown authority is refused", async () => {
    const failure = { kind: "tls", code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE" };
    expect(await uploadTo(good(), {})).toMatchObject({ ok: false, failure });
  });

  test("an unknown authority is refused though the environment says otherwise", async () => {
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    expect(await uploadTo(good(), {})).toMatchObject({ ok: false, failure: { kind: "tls" } });
  });

  test("a certificate for another host is refused", async () => {
    const failure = { kind: "tls", code: "ERR_TLS_CERT_ALTNAME_INVALID" };
    const other = authority.issue("other", "DNS:other.example");
    expect(await uploadTo(other, trusted())).toMatchObject({ ok: false, failure });
  });

  test("an expired certificate is refused", async () => {
    const failure = { kind: "tls", code: "CERT_HAS_EXPIRED" };
    expect(await uploadTo(authority.issue("old", "IP:127.0.0.1", -1), trusted())).toMatchObject({ ok: false, failure });
  });

  test("TLS 1.1 is refused", async () => {
    const old: ServerOptions = { ...good(), minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" };
    expect(await uploadTo(old, trusted())).toMatchObject({ ok: false, failure: { kind: "tls" } });
  });

  test("a central that wants a client certificate gets one, and is named when it gets none", async () => {
    const server = { ...good(), ca: authority.certificate, requestCert: true, rejectUnauthorized: true };
    const { cert, key } = authority.issue("client", "DNS:agent.example");
    const client = { certificate: cert, key: new Secret(key) };
    expect(await uploadTo(server, { ...trusted(), client })).toMatchObject({ ok: true });
    expect(await uploadTo(server, trusted())).toMatchObject({ ok: false });
  });

  test("a proxy is a tunnel: it learns the host and its own password, never the token", async () => {
    const asked: string[] = [];
    const proxy = { host: "127.0.0.1", ...(await startProxy(asked)), user: "user", password: new Secret("word") };
    expect(await uploadTo(good(), { ...trusted(), proxy })).toMatchObject({ ok: true });
    expect(asked[0]).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(asked.join()).not.toContain(token);
  });

  test("an unknown authority behind a proxy is refused", async () => {
    const proxy = { host: "127.0.0.1", ...(await startProxy([])), user: "user", password: new Secret("word") };
    expect(await uploadTo(good(), { proxy })).toMatchObject({ ok: false, failure: { kind: "tls" } });
  });

  test("a proxy that refuses is named", async () => {
    const proxy = { host: "127.0.0.1", ...(await startProxy([])) };
    expect(await uploadTo(good(), { ...trusted(), proxy })).toMatchObject({ ok: false, failure: { kind: "proxy" } });
  });
});
