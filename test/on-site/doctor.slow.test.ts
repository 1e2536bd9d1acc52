import { spawn, spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { chmodSync, mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { systemClock } from "../../src/agent/leaf/clock.ts";
import { silentLog } from "../../src/agent/leaf/log.ts";
import { SqliteOutbox } from "../../src/agent/outbox/sqlite-outbox.ts";
import { type Central, startCentral } from "../../src/central/compose.ts";
import { startDevice } from "../../src/simulator/site.ts";
import type { VirtualDevice } from "../../src/simulator/virtual-device.ts";
import { authKey, privKey, UserAgent } from "../agent/snmp/user-agent.ts";
import { type RunningServer, startServer, startTlsServer } from "../agent/upload/misbehaving-server.ts";
import { TestAuthority } from "../agent/upload/test-certificates.ts";
import { runProgram } from "../end-to-end/run-program.ts";
import { describeNeeding, describeUnless } from "../needs.ts";
import { SiteFolder } from "./site-folder.ts";

let site: SiteFolder;
beforeEach(() => {
  site = new SiteFolder();
});
afterEach(() => site.remove());

interface Told {
  readonly step: string;
  readonly outcome: string;
  readonly code?: string;
  readonly cause?: string;
  readonly remedy?: string;
  readonly firewall?: string;
}

/**
 * Runs the doctor as a process in both languages; all that it found, and how it ended. The languages find the same, and
 * each tells it in its own letters with every place filled in.
 */
async function ask(config: string, ...words: readonly string[]) {
  const [english, ukrainian] = await Promise.all(
    ["en", "uk"].map(async (language) => {
      const args = ["doctor", "--config", config, "--json", "--lang", language, ...words];
      const { stdout, stderr, code } = await runProgram("agent", args);
      expect(stderr).toBe("");
      const findings: readonly Told[] = JSON.parse(stdout || "[]");
      return { findings, exitCode: code };
    }),
  );
  if (!english || !ukrainian) throw new Error("two languages");
  checkTold(english.findings, ukrainian.findings);
  expect(ukrainian.exitCode).toBe(english.exitCode);
  return { ...english, failed: english.findings.filter(({ outcome }) => outcome === "failed") };
}

function checkTold(english: readonly Told[], ukrainian: readonly Told[]): void {
  const codes = (findings: readonly Told[]) => findings.map(({ step, outcome, code }) => [step, outcome, code]);
  expect(codes(ukrainian)).toEqual(codes(english));
  for (const told of [...english, ...ukrainian]) {
    for (const text of [told.cause, told.remedy, told.firewall]) expect(text ?? "").not.toMatch(/\{[a-z]+\}/i);
  }
  for (const { cause, remedy } of ukrainian.filter(({ code }) => code !== undefined)) {
    expect(cause).toMatch(/\p{Script=Cyrillic}/u);
    expect(remedy).toMatch(/\p{Script=Cyrillic}|chmod/u);
  }
}

/** The one thing that is broken. */
async function diagnose(config: string, ...words: readonly string[]): Promise<Told> {
  const { failed, findings } = await ask(config, ...words);
  expect(failed.length, JSON.stringify(findings)).toBe(1);
  return failed[0] ?? { step: "", outcome: "" };
}

async function warnings(config: string): Promise<readonly (string | undefined)[]> {
  return (await ask(config)).findings.filter(({ outcome }) => outcome === "warned").map(({ code }) => code);
}

const patienceMs = 60_000;

describe("this machine", { timeout: patienceMs }, () => {
  const broken: readonly [string, () => string, number][] = [
    ["config-missing", () => join(site.path, "none.json"), 78],
    ["config-unreadable", () => site.write("a.json", "{ site"), 78],
    ["config-invalid", () => site.configure({ typo: 1 }), 78],
    ["config-open", () => openToAll(site.configure()), 78],
    ["secrets-open", () => beside(openToAll(site.write("secrets.json", "{}")), site.configure()), 78],
    ["config-invalid", () => site.configure({ ranges: [{ addresses: "10.0.0.0/8" }] }), 78],
    ["file-unreadable", () => site.configure({ siNumbersFile: "none.csv" }), 71],
    [
      "si-file-wrong",
      () => beside(site.write("si.csv", "serial,si\nA1,\n"), site.configure({ siNumbersFile: "si.csv" })),
      71,
    ],
    ["credential-damaged", () => beside(writeState("credential.json", "{}"), central()), 71],
    ["credential-open", () => beside(openToAll(writeState("credential.json", "{}")), central()), 71],
    [
      "client-certificate",
      () => site.configure({ central: { url: "https://127.0.0.1:1", clientKeyFile: "a.pem" } }),
      69,
    ],
    ["outbox-damaged", () => beside(writeState("outbox.db", "no database ".repeat(1000)), site.configure()), 71],
  ];
  test.each(broken)("%s", async (code, make, exitCode) => {
    const { failed, exitCode: ended } = await ask(make());
    expect(failed[0]).toMatchObject({ code });
    expect(failed[0]?.remedy).toBeTruthy();
    expect(ended).toBe(exitCode);
  });

  const central = () => site.configure({ central: { url: "http://127.0.0.1:1" } });

  test("another program has the port of the page", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    expect(await diagnose(site.configure({ statusPage: { port } }))).toMatchObject({ code: "port-taken" });
    server.close();
  });

  test("another agent works on the state folder", async () => {
    const outbox = openOutbox();
    expect(await diagnose(site.configure({ statusPage: { port: 65_431 } }))).toMatchObject({ code: "other-agent" });
    outbox.close();
  });

  test("records have waited for a day, and some were refused for good", async () => {
    const outbox = openOutbox();
    const content = {
      kind: "stock" as const,
      body: { declaredAt: "2026-01-01T00:00:00.000Z", device: null, items: [] },
    };
    outbox.commit({ records: [{ content, observedAt: "2026-01-01T00:00:00.000Z", device: null }], states: [] });
    outbox.close();
    expect(await warnings(site.configure({ central: { url: "http://127.0.0.1:1" } }))).toContain("outbox-growing");

    const again = openOutbox();
    again.nextBatch({ maxRecords: 10, maxBytes: 100_000 });
    again.refuseBatch({ isFinal: true, code: "schema", text: "wrong" });
    again.close();
    expect(await warnings(site.configure())).toContain("outbox-quarantine");
  });
});

/** The configuration, once the broken file stands beside it. */
function beside(_brokenFile: string, config: string): string {
  return config;
}

function openToAll(path: string): string {
  chmodSync(path, 0o666);
  return path;
}

function writeState(name: string, content: string): string {
  mkdirSync(join(site.path, "state"), { recursive: true, mode: 0o700 });
  return site.write(join("state", name), content);
}

function openOutbox(): SqliteOutbox {
  const outbox = new SqliteOutbox({
    folder: join(site.path, "state"),
    clock: systemClock,
    log: silentLog,
    newEpoch: () => "epoch-1",
    boundBytes: 8 * 1024 * 1024,
  });
  outbox.open();
  return outbox;
}

describe("the way to central", { timeout: patienceMs }, () => {
  let server: RunningServer | undefined;
  afterEach(() => server?.stop());

  const problem = (status: number) => async (port?: number) => {
    server = await startServer((request, response) => {
      const isKnown = request.headers.authorization !== undefined;
      response.writeHead(isKnown ? status : 401, { "content-type": "application/json" });
      response.end(JSON.stringify({ code: "x", text: "x" }));
    });
    return `http://127.0.0.1:${port ?? server.port}`;
  };
  const page =
    (status: number, headers: Record<string, string> = {}) =>
    async () => {
      server = await startServer((_, response) => {
        response.writeHead(status, { "content-type": "text/html", ...headers }).end("<html>Log in</html>");
      });
      return `http://127.0.0.1:${server.port}`;
    };
  const credential = JSON.stringify({ agent: "ag-1", site: "Office", token: "0123456789abcdef" });

  const cases: readonly [string, string | RegExp, () => Promise<string> | string][] = [
    ["a name that does not exist", /^dns-/, () => "https://central.invalid"],
    ["nothing listens", "tcp-refused", () => "http://127.0.0.1:1"],
    [
      "no TLS where TLS should be",
      "tls-none",
      async () => (await page(200)()).replace("http://127.0.0.1", "https://localhost"),
    ],
    ["a guest network's page", "captive-portal", page(200)],
    ["a guest network that redirects", "captive-portal", page(302, { location: "http://login.example/" })],
    ["a server without a central", "central-wrong-path", page(404)],
    ["central out of order", "central-down", page(503)],
    ["plain HTTP to another machine", "config-invalid", () => "http://central.example.com"],
    ["a machine that was copied", "identity-copied", problem(409)],
    ["a token that was revoked", "token-refused", problem(401)],
    ["central that fails for known agents", "central-down", problem(503)],
  ];
  test.each(cases)("%s", async (_, code, start) => {
    writeState("credential.json", credential);
    const told = await diagnose(site.configure({ central: { url: await start() } }), "--network");
    expect(told.code).toMatch(code);
    expect(told.remedy).not.toMatch(/\{[a-z]/i);
  });

  test("a clock that is days off", async () => {
    server = await startServer((_, response) => {
      const days = 3 * 86_400_000;
      response.writeHead(401, { date: new Date(Date.now() - days).toUTCString() }).end('{"code":"token","text":"no"}');
    });
    const told = await diagnose(site.configure({ central: { url: `http://127.0.0.1:${server.port}` } }), "--network");
    expect(told).toMatchObject({ code: "clock-wrong", cause: expect.stringContaining("4320 min") });
  });

  test.each([
    [407, "proxy-login"],
    [403, "proxy-denies"],
  ])("a proxy that answers %i", async (status, code) => {
    const proxy = createServer((socket) => {
      socket.once("data", () => socket.end(`HTTP/1.1 ${status} No\r\n\r\n`));
      socket.on("error", () => {});
    }).listen(0, "127.0.0.1");
    await once(proxy, "listening");
    const address = proxy.address();
    const port = typeof address === "object" ? address?.port : 0;
    const config = site.configure({
      central: { url: "https://central.example.com", proxyUrl: `http://127.0.0.1:${port}` },
    });
    const told = await diagnose(config, "--network");
    expect(told).toMatchObject({ code, firewall: expect.stringContaining("central.example.com:443") });
    proxy.close();
  });

  test.each([
    ["right", "proxyPassword", "tls-none"],
    ["wrong", "no word", "proxy-login"],
  ])("a proxy with a login that is %s", async (_, proxyPassword, code) => {
    const proxy = createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", (asked) => {
        const isKnown = asked.includes(`Proxy-Authorization: Basic ${btoa("bob@site:proxyPassword")}\r\n`);
        socket.write(`HTTP/1.1 ${isKnown ? 200 : 407} Told\r\n\r\n`);
        socket.once("data", () => socket.end("no TLS here\r\n"));
      });
    }).listen(0, "127.0.0.1");
    await once(proxy, "listening");
    const address = proxy.address();
    const proxyUrl = `http://bob%40site@127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
    const config = site.configure({ central: { url: "https://central.example.com", proxyUrl } }, { proxyPassword });
    expect(await diagnose(config, "--network")).toMatchObject({ code });
    proxy.close();
  });

  test("something at the proxy's address that is no proxy", async () => {
    const server = createServer((socket) => socket.on("error", () => {}).end("220 mail.example ESMTP\r\n"));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const proxyUrl = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
    const config = site.configure({ central: { url: "https://central.example.com", proxyUrl } });
    expect(await diagnose(config, "--network")).toMatchObject({ step: "proxy", code: "proxy-mute" });
    server.close();
  });

  test("a credential that is damaged is not taken for none", async () => {
    const central = { url: await problem(200)() };
    writeState("credential.json", "{}");
    expect(await diagnose(site.configure({ central }), "--network")).toMatchObject({ code: "credential-damaged" });
  });

  test("no central at all is a warning", async () => {
    const { findings, exitCode } = await ask(site.configure(), "--network");
    expect(findings).toMatchObject([{ outcome: "warned", code: "central-none" }]);
    expect(exitCode).toBe(0);
  });

  describe("with the real central", () => {
    let central: Central;
    beforeEach(async () => {
      central = await startCentral({ dataDir: join(site.path, "central") });
    });
    afterEach(() => central.stop());

    test("an agent without a code is not enrolled", async () => {
      const config = site.configure({ central: { url: central.url } });
      expect(await diagnose(config, "--network")).toMatchObject({ code: "not-enrolled" });
    });

    test("an agent with a code waits for its first run", async () => {
      const config = site.configure({ central: { url: central.url } }, { enrolmentCode: "AAAAA-BBBBB" });
      const { findings } = await ask(config, "--network");
      expect(findings.at(-1)).toMatchObject({ outcome: "warned", code: "enrolment-pending" });
    });

    test("a token that central never gave", async () => {
      writeState("credential.json", credential);
      expect(await diagnose(site.configure({ central: { url: central.url } }), "--network")).toMatchObject({
        code: "token-refused",
      });
    });

    test("an enrolled agent finds nothing broken, and central stores nothing of it", async () => {
      const answer = await fetch(`${central.url}/v1/enrolments`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ code: await central.createCode("Office"), version: "0", hostName: "box" }),
      });
      writeState("credential.json", await answer.text());
      const { findings, exitCode } = await ask(site.configure({ central: { url: central.url } }), "--network");
      expect(findings.map(({ outcome }) => outcome)).toEqual(["ok", "ok", "ok", "ok", "ok", "ok"]);
      expect(exitCode).toBe(0);
    });
  });
});

describeNeeding("the certificate of central", ["openssl"], () => {
  let folder: SiteFolder;
  let authority: TestAuthority;
  beforeAll(() => {
    folder = new SiteFolder();
    authority = new TestAuthority(folder.path);
  });
  afterAll(() => folder.remove());

  const cases: readonly [string, string, string, number, boolean][] = [
    ["has expired", "tls-expired", "DNS:localhost", -1, true],
    ["is for another name", "tls-wrong-name", "DNS:other.example", 1, true],
    ["comes from an authority nobody knows", "tls-unknown-authority", "DNS:localhost", 1, false],
  ];
  test.each(cases)("%s", { timeout: patienceMs }, async (_, code, names, daysLeft, isKnown) => {
    const pair = authority.issue(code, names, daysLeft);
    const server = await startTlsServer(pair, (_request, response) => response.end("{}"));
    site.write("ca.pem", authority.certificate);
    const central = { url: `https://localhost:${server.port}`, ...(isKnown && { caFile: "ca.pem" }) };
    const told = await diagnose(site.configure({ central }), "--network");
    expect(told).toMatchObject({ step: "tls", code });
    await server.stop();
  });

  test("has another key than the pins say", { timeout: patienceMs }, async () => {
    const server = await startTlsServer(authority.issue("pinned", "DNS:localhost", 1), (_request, response) => {
      response.writeHead(401, { "content-type": "application/json" }).end('{"code":"token","text":"no"}');
    });
    site.write("ca.pem", authority.certificate);
    writeState("credential.json", JSON.stringify({ agent: "ag-1", site: "Office", token: "0123456789abcdef" }));
    const pins = ["A", "B"].map((letter) => `sha256/${letter.repeat(43)}=`);
    const central = { url: `https://localhost:${server.port}`, caFile: "ca.pem", pins };
    expect(await diagnose(site.configure({ central }), "--network")).toMatchObject({ code: "tls-pins" });
    await server.stop();
  });
});

describe("a device", { timeout: patienceMs }, () => {
  const started: { stop(): unknown }[] = [];
  afterEach(async () => {
    for (const device of started.splice(0)) await device.stop();
  });

  async function play(recording: string, more: object = {}): Promise<VirtualDevice> {
    const device = await startDevice({ recording, ...more });
    started.push(device);
    return device;
  }

  const inRange = (port: number, more: object = {}, secrets?: object) =>
    site.configure({ ranges: [{ addresses: `127.0.0.1:${port}`, ...more }] }, secrets);

  test("that is well", async () => {
    const { port } = await play("bizhub-c360i");
    const { failed, findings, exitCode } = await ask(inRange(port), "--device", `127.0.0.1:${port}`);
    expect(failed).toEqual([]);
    expect(findings.map(({ step }) => step)).toContain("deviceCounters");
    expect(exitCode).toBe(0);
  });

  test.each([
    ["another maker's", "hp-like-color", "other-maker"],
    ["no printer", "network-switch", "not-a-printer"],
  ])("%s is named as such", async (_, recording, code) => {
    const { port } = await play(recording);
    expect(await diagnose(inRange(port), "--device", `127.0.0.1:${port}`)).toMatchObject({ code });
  });

  test("with SNMP switched off", async () => {
    const device = await play("bizhub-c360i");
    await device.stop();
    const told = await diagnose(inRange(device.port), "--device", `127.0.0.1:${device.port}`);
    expect(told).toMatchObject({ code: "snmp-off", remedy: expect.stringContaining("SNMP Setting") });
  });

  test("with another community", async () => {
    const { port } = await play("bizhub-c360i", { community: "secret" });
    const told = await diagnose(inRange(port), "--device", `127.0.0.1:${port}`);
    expect(told).toMatchObject({ code: "community-wrong", remedy: expect.stringContaining("Utility → Administrator") });
  });

  test("outside of the ranges", async () => {
    expect(await diagnose(inRange(1161), "--device", "10.1.2.3")).toMatchObject({ code: "device-outside-ranges" });
  });

  test("left out of its range", async () => {
    const config = site.configure({ ranges: [{ addresses: "10.1.2.0/24", exclude: ["10.1.2.3"] }] });
    expect(await diagnose(config, "--device", "10.1.2.3")).toMatchObject({ code: "device-excluded" });
  });

  test("that is on behind a filter for SNMP alone", async () => {
    const filtered = createSocket("udp4").bind(0, "127.0.0.1");
    await once(filtered, "listening");
    started.push({ stop: () => filtered.close() });
    const { port } = filtered.address();
    const told = await diagnose(inRange(port), "--device", `127.0.0.1:${port}`);
    expect(told).toMatchObject({ code: "community-wrong", firewall: expect.stringContaining(`port ${port}`) });
  });

  test("that tells no serial number", async () => {
    const recorded = readFileSync(
      new URL("../../src/simulator/recordings/bizhub-c360i.snmprec", import.meta.url),
      "utf8",
    );
    const nameless = recorded.split("\n").filter((line) => !line.includes("AA2K011004127"));
    const { port } = await play(site.write("nameless.snmprec", nameless.join("\n")));
    expect(await diagnose(inRange(port), "--device", `127.0.0.1:${port}`)).toMatchObject({
      code: "no-serial",
      remedy: expect.stringContaining("Service Mode"),
    });
  });

  test("that is the controller in front of a known one", async () => {
    const [engine, controller] = [await play("bizhub-c360i"), await play("bizhub-c360i")];
    const [known, twin] = [`127.0.0.1:${engine.port}`, `127.0.0.1:${controller.port}`];
    const config = site.configure();
    const setup = ["setup", "--config", config, "--yes", "--site-name", "Office", "--range", known];
    expect((await runProgram("agent", setup)).code).toBe(0);
    const both = site.configure({ ranges: [{ addresses: known }, { addresses: twin }] });
    const { findings, failed } = await ask(both, "--device", twin);
    expect(failed).toEqual([]);
    expect(findings).toContainEqual(
      expect.objectContaining({ code: "controller-twin", cause: expect.stringContaining(known) }),
    );
  });

  test("under a name that nobody knows", async () => {
    expect(await diagnose(inRange(1161), "--device", "printer.invalid")).toMatchObject({ code: "device-name-unknown" });
  });

  async function askUserAgent(user: object, authKey: string, privKey: string, statistic?: number): Promise<Told> {
    const agent = new UserAgent();
    const port = await agent.start();
    started.push(agent);
    if (statistic !== undefined) agent.tamper = reporting(statistic);
    const config = site.configure(
      {
        ranges: [{ addresses: `127.0.0.1:${port}`, credentials: ["secure"] }],
        credentials: { secure: { version: "3", auth: "sha256", priv: "aes", ...user } },
      },
      { credentials: { secure: { authKey, privKey } } },
    );
    return diagnose(config, "--device", `127.0.0.1:${port}`);
  }

  test.each([
    ["user", "v3-user-unknown", { user: "nobody" }, authKey, privKey],
    ["authentication password", "v3-silent", { user: "secret" }, "wrong password", privKey],
    ["privacy password", "v3-silent", { user: "secret" }, authKey, "wrong password"],
  ])("with a wrong SNMPv3 %s that it does not report", async (_, code, user, authKey, privKey) => {
    expect(await askUserAgent(user, authKey, privKey)).toMatchObject({ code });
  });

  test.each([
    [1, "v3-level-wrong"],
    [2, "v3-time-window"],
    [5, "v3-auth-wrong"],
    [6, "v3-priv-wrong"],
  ])("that reports usmStats %i (RFC 3414 section 5)", async (statistic, code) => {
    const told = await askUserAgent({ user: "nobody" }, authKey, privKey, statistic);
    expect(told).toMatchObject({ code });
  });
});

/** Has a device that reports an unknown user report something else instead. */
function reporting(statistic: number): (answer: Buffer) => Buffer {
  const unknownUser = Buffer.from("2b060106030f01010300", "hex");
  return (answer) => {
    const at = answer.indexOf(unknownUser);
    if (at >= 0) answer[at + unknownUser.length - 2] = statistic;
    return answer;
  };
}

/** Runs the doctor as root of a machine of its own, once `making` has made that machine what it is to be. */
async function askOn(making: string, config: string, ...words: readonly string[]) {
  const entry = fileURLToPath(new URL("../../src/agent/mfp-agent.mjs", import.meta.url));
  const doctor = ["doctor", "--config", config, "--json", ...words];
  const inside = ["sh", "-c", `${making} && exec "$0" "$@"`, process.execPath, entry, ...doctor];
  const child = spawn("unshare", ["--map-root-user", "--net", "--mount", ...inside], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  await once(child, "close");
  const findings: readonly Told[] = JSON.parse(stdout || "[]");
  return findings.find(({ outcome }) => outcome === "failed");
}

const canUnshare = spawnSync("unshare", ["--map-root-user", "--net", "--mount", "ip", "link"]).status === 0;
const obstacle = canUnshare ? "" : "this user may make no network of its own";

describeUnless("a machine of its own", obstacle, () => {
  /** A network behind this machine's own loopback, which drops what is for others: neither answered nor refused. */
  const deadCable = "ip link set lo up && ip addr add 192.168.77.1/32 dev lo && ip route add 192.168.77.0/24 dev lo";
  const device = "192.168.77.20";
  const inRange = () => site.configure({ ranges: [{ addresses: device }] });

  const cases: readonly [string, string, string, () => string, readonly string[]][] = [
    ["a device that is off, asleep or behind a filter", "device-silent", deadCable, inRange, ["--device", device]],
    ["no way to the device", "device-unreachable", "ip link set lo up", inRange, ["--device", device]],
    [
      "a filter in front of central",
      "tcp-silent",
      deadCable,
      () => site.configure({ central: { url: "https://192.168.77.9" } }),
      ["--network"],
    ],
    [
      "a name server that does not answer",
      "dns-silent",
      "ip link set lo up",
      () => site.configure({ central: { url: "https://central.example.com" } }),
      ["--network"],
    ],
  ];
  test.each(cases)("%s", { timeout: patienceMs }, async (_, code, making, configure, words) => {
    expect(await askOn(making, configure(), ...words)).toMatchObject({
      code,
      firewall: expect.stringMatching(/UDP|TCP/),
    });
  });

  test("a disk that is nearly full", { timeout: patienceMs }, async () => {
    mkdirSync(join(site.path, "state"));
    const mount = `mount -t tmpfs -o size=16m tmpfs ${join(site.path, "state")}`;
    expect(await askOn(mount, site.configure())).toMatchObject({ step: "disk", code: "disk-low" });
  });
});

test("the doctor speaks Ukrainian when asked", { timeout: patienceMs }, async () => {
  const config = site.configure({ central: { url: "http://127.0.0.1:1" } });
  const { stdout, code } = await runProgram("agent", ["doctor", "--lang", "uk", "--network", "--config", config]);
  expect(stdout).toContain("[tcp-refused]");
  expect(stdout).toContain("Для мережевого екрана: Дозвольте TCP");
  expect(code).toBe(69);
});
