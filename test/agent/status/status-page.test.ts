import { type IncomingHttpHeaders, request } from "node:http";
import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { AgentSnapshot } from "../../../src/agent/status/agent-snapshot.ts";
import { busySite, device, snapshot } from "./invented-site.ts";
import { PageRig } from "./page-rig.ts";

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

let rig: PageRig;
let url: URL;

beforeEach(async () => {
  rig = new PageRig();
  url = await rig.start();
});
afterEach(() => rig.stop());

/** Unlike fetch it lets a test choose the Host header and any method. */
function ask(path: string, headers: Record<string, string> = {}, method = "GET", body = ""): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: url.hostname, port: url.port, path, method, headers, agent: false }, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (chunk: string) => {
        text += chunk;
      });
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
      answer.on("error", reject);
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

describe("what is shown", () => {
  test("the site page shows every device, and what needs a person", async () => {
    const { status, text } = await ask("/");
    expect(status).toBe(200);
    for (const told of ["UA-104217", "bizhub 4752", "AccurioPress C4070", "LaserJet M402"])
      expect(text).toContain(told);
    for (const told of ["Nothing reaches the central service", "Silent devices", "Devices not registered"]) {
      expect(text).toContain(told);
    }
  });

  test("a device's page shows counters, parts, raw levels and firmware", async () => {
    const { text } = await ask("/devices/d-0000000000000001");
    for (const told of ["1,204,817", "Imaging unit, black", "Levels as the device gives them", "AA2JY-0100-G00-15"]) {
      expect(text).toContain(told);
    }
  });

  test("a device's page shows trays, open covers and what the printer reports", async () => {
    const { text } = await ask("/devices/d-0000000000000001");
    for (const told of ["Tray 2", "500", "Right door", '<strong class="warn">Open</strong>', "a door is open"]) {
      expect(text).toContain(told);
    }
  });

  test("an unknown device is not found, with a way back and the protections of every answer", async () => {
    const { status, headers, text } = await ask("/devices/d-ffffffffffffffff?lang=uk");
    expect(status).toBe(404);
    expect(headers["content-security-policy"]).toContain("default-src 'none'");
    for (const told of ["Такої сторінки чи пристрою немає.", 'href="/?lang=uk"']) expect(text).toContain(told);
  });

  test("why the upload fails is told in the person's language, by its code", async () => {
    const { text } = await ask("/?lang=uk");
    expect(text).toContain("у з’єднанні відмовлено <code>ECONNREFUSED</code>");
    expect(text).not.toContain('lang="en"><bdi>Service');
    expect(text).toContain("<bdi>Потрібен сервіс: C-2557</bdi>");
  });

  test.each([
    ["/ledger", ["1,000", "1,049"], ["1,050", "previous"], "/ledger?lang=en&amp;page=2"],
    ["/ledger?page=3", ["1,100", "1,119"], ["1,099", "next →"], "/ledger?lang=en&amp;page=2"],
    ["/ledger?page=999999", [">none<"], ["1,119", "next →"], "/ledger?lang=en&amp;page=199"],
  ])("%s shows its part of the ledger", async (path, there, absent, link) => {
    const { text } = await ask(path);
    for (const told of there) expect(text).toContain(told);
    for (const told of absent) expect(text).not.toContain(told);
    expect(text).toContain(`href="${link}"`);
  });

  test("the snapshot is there as JSON", async () => {
    const { headers, text } = await ask("/api/snapshot");
    expect(headers["content-type"]).toMatch(/^application\/json/);
    expect(JSON.parse(text)).toEqual(busySite());
  });

  test.each([
    [null, 200],
    ["no poll has ended for too long", 503],
  ])("a standstill of %s answers %i", async (standstill, status) => {
    rig.standstill = standstill;
    expect((await ask("/healthz")).status).toBe(status);
  });

  test("metrics come in the type that their library names", async () => {
    const { status, headers, text } = await ask("/metrics");
    expect({ status, text }).toEqual({ status: 200, text: "mfp_agent_healthy 1\n" });
    expect(headers["content-type"]).toBe("text/plain; version=0.0.4");
  });

  test.each([
    ["/?lang=uk", "en", "uk"],
    ["/?lang=en", "uk", "en"],
    ["/", "de, uk-UA;q=0.8, en;q=0.5", "uk"],
    ["/?lang=xx", "", "en"],
  ])("%s for a browser that wishes '%s' is in %s", async (path, wishes, language) => {
    expect((await ask(path, { "accept-language": wishes })).text).toContain(`<html lang="${language}">`);
  });

  test("times are the site's", async () => {
    expect((await ask("/")).text).toContain("22 Nov 2026, 12:00:00");
  });
});

describe("what is refused", () => {
  test.each(["127.0.0.1", "localhost", "LocalHost", "[::1]"])("the name %s is ours", async (name) => {
    expect((await ask("/", { host: `${name}:${url.port}` })).status).toBe(200);
  });

  test.each(["evil.example", "127.0.0.1.evil.example", "localhost.", "127.0.0.2", "0.0.0.0", "[::]", "localhost@evil"])(
    "the name %s is a stranger's",
    async (name) => {
      const { status, text } = await ask("/api/snapshot", { host: `${name}:${url.port}` });
      expect([400, 421]).toContain(status);
      expect(text).not.toContain("UA-104217");
    },
  );

  test.each(["localhost", "localhost:1", "127.0.0.1"])("the Host %s lacks our port", async (host) => {
    expect((await ask("/", { host })).status).toBe(421);
  });

  test.each(["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])("%s is not allowed", async (method) => {
    const { status, headers } = await ask("/", {}, method);
    expect(status).toBe(405);
    expect(headers.allow).toBe("GET, HEAD");
  });

  test("a refusal is in the language of the browser", async () => {
    const uk = { "accept-language": "uk" };
    expect((await ask("/", uk, "PUT")).text).toBe("Ця сторінка знає GET, HEAD і свої форми.");
    const misled = await ask("/", { ...uk, host: "evil.example" });
    expect(misled.text).toBe("Ця сторінка відповідає лише за адресами 127.0.0.1, localhost, [::1].");
  });

  test("HEAD is allowed", async () => {
    expect(await ask("/", {}, "HEAD")).toMatchObject({ status: 200, text: "" });
  });

  test("a body is not taken", async () => {
    expect((await ask("/", { "content-length": "4" }, "GET", "body")).status).toBe(413);
  });

  test("headers above 16 KB are not taken", async () => {
    expect((await ask("/", { "x-much": "x".repeat(17_000) })).status).toBe(431);
  });

  test.each([
    ["cross-site", "no-cors", 403],
    ["same-site", "cors", 403],
    ["cross-site", "navigate", 200],
    ["same-origin", "cors", 200],
  ])("a %s request in mode %s gets %i", async (site, mode, status) => {
    expect((await ask("/", { "sec-fetch-site": site, "sec-fetch-mode": mode })).status).toBe(status);
  });

  test("more than 16 connections are not held", async () => {
    const sockets = Array.from({ length: 20 }, () => connect(Number(url.port), url.hostname));
    const dropped = sockets.map(
      (socket) => new Promise((resolve) => socket.once("close", resolve).on("error", resolve)),
    );
    await Promise.race(dropped);
    for (const socket of sockets) socket.destroy();
  });
});

describe("hostile texts", () => {
  const evil = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>\u202Etxt.exe\u0000${"x".repeat(65_536)}`;

  test.each(["/", "/devices/d-0000000000000001"])("%s shows them as text", async (path) => {
    rig.seen = () => poison(busySite(), evil);
    const { status, text } = await ask(`${path}?lang=%22%3E%3Cscript%3E`);
    expect(status).toBe(200);
    expect(text).toContain("&lt;script&gt;alert(1)");
    for (const raw of ["<script>", "<img", "\u202E", "\u0000"]) expect(text).not.toContain(raw);
    expect(text.length).toBeLessThan(300_000);
  });

  test("a uid of broken characters still makes a page", async () => {
    rig.seen = () => snapshot({ devices: [device({ uid: '\uD800"><script>' })] });
    expect((await ask("/")).text).not.toContain("<script>");
  });

  test("the policy allows no inline script, no foreign source and no frame, and nothing is inline but the style", async () => {
    const { headers, text } = await ask("/");
    const policy = String(headers["content-security-policy"]);
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'self'; connect-src 'self'; style-src ('sha256-[A-Za-z0-9+/=]{44}' ?){2}; img-src/,
    );
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers).toMatchObject({ "x-content-type-options": "nosniff", "cache-control": "no-store" });
    expect(headers["access-control-allow-origin"]).toBeUndefined();
    expect(text).not.toMatch(/ style=| on[a-z]+=|javascript:/i);
  });
});

describe("trouble", () => {
  test("a taken port is told with its number and a remedy", async () => {
    const second = rig.build(Number(url.port));
    await expect(second.start()).rejects.toMatchObject({
      ...{ kind: "system", code: "port-taken", message: expect.stringContaining(url.port) },
      remedy: expect.stringContaining("statusPage.port"),
    });
  });

  test("a page that fails is logged and tells nothing of why", async () => {
    rig.seen = () => {
      throw new Error("a secret place");
    };
    const { status, text } = await ask("/");
    expect(status).toBe(500);
    expect(text).not.toContain("secret");
    expect(rig.logged).toEqual(["page.crashed"]);
  });

  test("stopping cuts a connection that idles, and the port is free again", async () => {
    const socket = connect(Number(url.port), url.hostname);
    await new Promise((resolve) => socket.once("connect", resolve));
    const closed = new Promise((resolve) => socket.on("error", resolve).once("close", resolve));
    await rig.stop();
    await closed;
    expect(await rig.start(Number(url.port))).toEqual(url);
  });
});

/** Puts the text in the place of every text that a device or central could have said. */
function poison(site: AgentSnapshot, text: string): AgentSnapshot {
  const kept = ["uid", "key", "kind", "type", "action", "contact", "state", "phase", "printer", "id"];
  const walk = (value: unknown, name: string): unknown => {
    if (typeof value === "string") return kept.includes(name) || /At$|^at$|^now$/.test(name) ? value : text;
    if (Array.isArray(value)) return value.map((item) => walk(item, name));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner, key)]));
  };
  return walk(site, "") as AgentSnapshot; // The walk changes texts only, which the compiler cannot see.
}
