import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { Secret } from "../../../src/agent/leaf/secret.ts";
import { describeNeeding } from "../../needs.ts";
import { TestAuthority } from "../upload/test-certificates.ts";
import { PageRig } from "./page-rig.ts";

const password = "a password for tests";
const basic = (word: string) => `Basic ${Buffer.from(`page:${word}`).toString("base64")}`;

describeNeeding("the page's way in from the network", ["openssl"], () => {
  let folder: string;
  let authority: TestAuthority;
  let rig: PageRig;
  let port: number;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "network-door-"));
    authority = new TestAuthority(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  beforeEach(async () => {
    const { cert, key } = authority.issue("page", "IP:127.0.0.1,DNS:mfp.example");
    rig = new PageRig();
    rig.network = {
      ...{ host: "127.0.0.1", port: 0, names: ["mfp.example"], password: new Secret(password) },
      identity: { certificate: cert, key },
    };
    await rig.start();
    port = Number(new URL(rig.logged[0]?.split(" ")[1] ?? "").port);
  });
  afterEach(() => rig.stop());

  function ask(path: string, headers: Record<string, string> = {}, body?: string) {
    const method = body === undefined ? "GET" : "POST";
    // A stranger's name would end at the certificate; here it is the page that must refuse it.
    const trust = { ca: authority.certificate, checkServerIdentity: () => undefined };
    const options = { host: "127.0.0.1", port, path, method, headers, ...trust, agent: false as const };
    return new Promise<{ status: number; headers: Record<string, unknown>; text: string }>((resolve, reject) => {
      const sent = request(options, (answer) => {
        let text = "";
        answer.setEncoding("utf8");
        answer.on("data", (chunk: string) => {
          text += chunk;
        });
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
      });
      sent.on("error", reject);
      sent.end(body);
    });
  }

  function send(path: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
    const body = new URLSearchParams(fields).toString();
    const type = "application/x-www-form-urlencoded";
    const origin = `https://127.0.0.1:${port}`;
    return ask(path, { origin, "content-type": type, "content-length": String(body.length), ...headers }, body);
  }

  const login = (word: string) => send("/login", { password: word });

  function cookieOf({ headers }: { readonly headers: Record<string, unknown> }): string {
    const [cookie = ""] = headers["set-cookie"] as readonly string[]; // Node gives this header as a list.
    return cookie;
  }

  test("a browser is sent to the login, which tells nothing of the site", async () => {
    const { status, headers } = await ask("/?lang=uk", { accept: "text/html" });
    expect({ status, to: headers["location"] }).toEqual({ status: 303, to: "/login?lang=uk" });
    expect((await ask("/login")).text).not.toMatch(/UA-|bizhub|Lviv/);
  });

  test("the password opens the page for this browser, by a cookie that no script and no plain HTTP sees", async () => {
    const answer = await login(password);
    const { status } = answer;
    const cookie = cookieOf(answer);
    expect({ status, isGuarded: /; HttpOnly; SameSite=Strict; Secure$/.test(cookie) }).toEqual({
      status: 303,
      isGuarded: true,
    });
    expect((await ask("/", { cookie: cookie.split(";")[0] ?? "" })).text).toContain("UA-104217");
  });

  test("who leaves takes the cookie along, and a copy of it opens nothing more", async () => {
    const [cookie = ""] = cookieOf(await login(password)).split(";");
    expect((await ask("/", { cookie })).text).toContain('action="/logout?');
    const left = await send("/logout", {}, { cookie });
    expect({ status: left.status, to: left.headers["location"] }).toEqual({ status: 303, to: "/login?lang=en" });
    expect(cookieOf(left)).toMatch(/^mfp-agent-\d+=; Path=\/; Max-Age=0; HttpOnly; SameSite=Strict; Secure$/);
    expect((await ask("/", { cookie })).status).toBe(401);
  });

  test("another site logs nobody out", async () => {
    const [cookie = ""] = cookieOf(await login(password)).split(";");
    expect((await send("/logout", {}, { cookie, origin: "https://evil.example" })).status).toBe(403);
    expect((await ask("/", { cookie })).status).toBe(200);
  });

  test("a form whose session is over asks for the password, and gives back what was typed", async () => {
    const path = "/devices/d-0000000000000001/request";
    const { status, text } = await send(path, { text: "It <squeaks>" }, { accept: "text/html" });
    expect({ status, isAsked: text.includes('name="password"') }).toEqual({ status: 403, isAsked: true });
    expect(text).toContain("It &lt;squeaks&gt;</textarea>");
    expect(text).not.toMatch(/UA-|bizhub|Lviv/);
    expect(rig.handed).toEqual([]);
  });

  test("a wrong password opens nothing, and is logged with the address", async () => {
    const { status, headers } = await login("a password for test");
    expect({ status, cookie: headers["set-cookie"] }).toEqual({ status: 403, cookie: undefined });
    expect(rig.logged).toContain("page.login-refused");
  });

  test("after five wrong ones the right one has to wait too", async () => {
    for (let failure = 0; failure < 5; failure += 1) await login("wrong");
    expect((await login(password)).status).toBe(429);
    rig.nowMs += 30_000;
    expect((await login(password)).status).toBe(303);
  });

  test.each(["/api/snapshot", "/metrics", "/live.js", "/", "/counters", "/devices/d-0000000000000001"])(
    "a program without a password gets nothing from %s",
    async (path) => {
      const { status, headers, text } = await ask(path);
      expect({ status, asks: headers["www-authenticate"] }).toEqual({ status: 401, asks: 'Basic realm="mfp-agent"' });
      expect(text).toBe("A password is needed.");
    },
  );

  test("a program gives the password with each request", async () => {
    expect((await ask("/metrics", { authorization: basic(password) })).status).toBe(200);
    expect((await ask("/metrics", { authorization: basic("wrong") })).status).toBe(401);
  });

  test("whether data moves is told to everybody", async () => {
    expect((await ask("/healthz")).text).toBe("ok");
  });

  test("a session of this machine's own page opens nothing here", async () => {
    const session = `mfp-agent-${port}=drawn.99999999999.forged`;
    expect((await ask("/", { cookie: session })).status).toBe(401);
  });

  test.each([
    ["mfp.example", 401],
    ["evil.example", 421],
    ["localhost", 421],
  ])("the name %s gets %i", async (name, status) => {
    expect((await ask("/", { host: `${name}:${port}` })).status).toBe(status);
  });
});
