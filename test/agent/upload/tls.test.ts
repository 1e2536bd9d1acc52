import { X509Certificate } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { ServerOptions } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { systemClock } from "../../../src/agent/leaf/clock.ts";
import { Secret } from "../../../src/agent/leaf/secret.ts";
import { AxiosCentral, type AxiosCentralParts } from "../../../src/agent/upload/axios-central.ts";
import { pinOf } from "../../../src/agent/upload/key-pins.ts";
import { describeNeeding } from "../../needs.ts";
import { temporaryFolder } from "../outbox/temporary-outbox.ts";
import { acknowledgement, emptyBatch, startTlsServer } from "./misbehaving-server.ts";
import { TestAuthority } from "./test-certificates.ts";

const token = "a-token-of-enough-letters";
const never = new AbortController().signal;

async function uploadTo(options: ServerOptions, more: Partial<AxiosCentralParts>, host = "127.0.0.1") {
  const server = await startTlsServer(options, (_request, response) => response.end(JSON.stringify(acknowledgement())));
  onTestFinished(() => server.stop());
  const address = `https://${host}:${server.port}`;
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
  /** Behind a proxy a server is named: TLS has no name for an address (RFC 6066, section 3). */
  const named = () => authority.issue("named", "DNS:localhost");

  test("a certificate of the site's own authority is taken", async () => {
    expect(await uploadTo(good(), trusted())).toMatchObject({ ok: true });
  });

  test("an unknown authority is refused", async () => {
    const failure = { kind: "tls", code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE" };
    expect(await uploadTo(good(), {})).toMatchObject({ ok: false, failure });
  });

  test("an unknown authority is refused though the environment says otherwise", async () => {
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    // Node warns whoever sets this, which is no news here.
    const warning = vi.spyOn(process, "emitWarning").mockReturnValue();
    onTestFinished(() => warning.mockRestore());
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

  test("a central whose key is pinned is taken, and no other one, however good its certificate", async () => {
    const server = good();
    const pin = pinOf(new X509Certificate(server.cert).raw);
    const spare = `sha256/${"A".repeat(43)}=`;
    expect(await uploadTo(server, { ...trusted(), pins: [spare, pin] })).toMatchObject({ ok: true });
    const failure = { kind: "tls", code: "CERT_PIN_MISMATCH" };
    expect(await uploadTo(server, { ...trusted(), pins: [spare, spare] })).toMatchObject({ ok: false, failure });
    const other = authority.issue("other-host", "DNS:other.example");
    const otherPin = pinOf(new X509Certificate(other.cert).raw);
    const wrongHost = { kind: "tls", code: "ERR_TLS_CERT_ALTNAME_INVALID" };
    expect(await uploadTo(other, { ...trusted(), pins: [otherPin, spare] })).toMatchObject({ failure: wrongHost });
  });

  test("a pin holds through a proxy too", async () => {
    const proxy = { host: "127.0.0.1", ...(await startProxy([])), user: "user", password: new Secret("word") };
    const pins = [`sha256/${"A".repeat(43)}=`];
    const failure = { kind: "tls", code: "CERT_PIN_MISMATCH" };
    expect(await uploadTo(named(), { ...trusted(), proxy, pins }, "localhost")).toMatchObject({ ok: false, failure });
  });

  test("a proxy is a tunnel: it learns the host and its own password, never the token", async () => {
    const asked: string[] = [];
    const proxy = { host: "127.0.0.1", ...(await startProxy(asked)), user: "user", password: new Secret("word") };
    expect(await uploadTo(named(), { ...trusted(), proxy }, "localhost")).toMatchObject({ ok: true });
    expect(asked[0]).toMatch(/^localhost:\d+$/);
    expect(asked.join()).not.toContain(token);
  });

  test("an unknown authority behind a proxy is refused", async () => {
    const proxy = { host: "127.0.0.1", ...(await startProxy([])), user: "user", password: new Secret("word") };
    expect(await uploadTo(named(), { proxy }, "localhost")).toMatchObject({ ok: false, failure: { kind: "tls" } });
  });

  test("a proxy that refuses is named", async () => {
    const proxy = { host: "127.0.0.1", ...(await startProxy([])) };
    expect(await uploadTo(good(), { ...trusted(), proxy })).toMatchObject({ ok: false, failure: { kind: "proxy" } });
  });
});
