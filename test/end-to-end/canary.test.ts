import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { fastClock } from "../../scripts/demo/fast-clock.ts";
import { composeAgent } from "../../src/agent/compose/agent.ts";
import { loadConfig } from "../../src/agent/config/config-store.ts";
import { createLog } from "../../src/agent/log/pino-log.ts";
import { systemClock } from "../../src/central/clock.ts";
import { startCentral } from "../../src/central/compose.ts";
import { jsonLog } from "../../src/central/log.ts";
import { startDevice } from "../../src/simulator/site.ts";
import { authKey, privKey, UserAgent } from "../agent/snmp/user-agent.ts";

/** Words that stand in the secrets and must be found nowhere else. */
const community = "canary-community";
const unusedCommunity = "canary-unused-community";
const proxyPassword = "canary-proxy-password";
const formerToken = "canary-former-token";
const canaries = [community, unusedCommunity, proxyPassword, authKey, privKey];

const program = fileURLToPath(new URL("../../src/agent/mfp-agent.mjs", import.meta.url));

let folder = "";
let said = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "canary-"));
  said = "";
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const hear = (line: string) => {
  said += line;
};

interface Wanted {
  readonly address: string;
  readonly central: object;
  readonly enrolmentCode: string;
  /** Where the device with users stands; absent: nowhere. */
  readonly usersAt?: string;
  readonly traps?: { readonly enabled: boolean; readonly port: number };
}

async function startAgent({ address, central, enrolmentCode, usersAt = "127.0.0.3", traps }: Wanted) {
  const config = {
    site: { name: "Canary" },
    central,
    ranges: [
      { addresses: address, credentials: ["office", "spare"] },
      { addresses: usersAt, credentials: ["users"] },
    ],
    credentials: {
      office: { version: "2c" },
      spare: { version: "1" },
      users: { version: "3", user: "secret", auth: "sha256", priv: "aes" },
    },
    schedule: { statusIntervalS: 10, suppliesIntervalS: 60, heartbeatIntervalS: 60 },
    stateFolder: "state",
    statusPage: { port: 0 },
    ...(traps && { traps }),
    log: { level: "debug" },
  };
  const credentials = {
    office: { community },
    spare: { community: unusedCommunity },
    users: { authKey, privKey },
  };
  writeFileSync(join(folder, "agent.json"), JSON.stringify(config), { mode: 0o600 });
  writeFileSync(join(folder, "secrets.json"), JSON.stringify({ enrolmentCode, proxyPassword, credentials }), {
    mode: 0o600,
  });
  const log = createLog("debug", { write: hear });
  const { agent, snapshot } = await composeAgent(loadConfig(join(folder, "agent.json")), {
    ...{ log, clock: fastClock(60) },
    patience: { timeoutMs: 200, retryAtMs: [] },
  });
  const page = (await agent.start()) ?? "";
  return { agent, snapshot, page };
}

/** Everything in a folder, as one text. */
function contentOf(path: string): string {
  if (!statSync(path).isDirectory()) return readFileSync(path, "latin1");
  return readdirSync(path)
    .map((name) => contentOf(join(path, name)))
    .join("\n");
}

/** A secret in any of the dresses in which it could slip out. */
function dressesOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  return [secret, bytes.toString("base64").replace(/=+$/, ""), bytes.toString("hex"), encodeURIComponent(secret)];
}

function expectNone(where: string, text: string, secrets: readonly string[]): void {
  const found = secrets.filter((secret) => dressesOf(secret).some((dress) => text.includes(dress)));
  expect({ where, found }).toEqual({ where, found: [] });
}

/** Runs a command with the site's configuration, unless it takes none. */
async function run(words: readonly string[], config: readonly string[] = ["--config", join(folder, "agent.json")]) {
  const child = spawn(process.execPath, [program, ...words, ...config]);
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (part: string) => {
      text += part;
    });
  }
  const [status] = await once(child, "close");
  return { status, text };
}

/** Everything that a person may carry away: commands' output, the export with its payload unpacked, the bundle. */
async function handOut(): Promise<string> {
  const [exported, page, bundle] = [join(folder, "site.export"), join(folder, "page.html"), join(folder, "bundle.txt")];
  const said: string[] = [];
  const commands = [
    ["export", "--to", exported, "--all", "--page", page],
    ["support-bundle", bundle, "--yes"],
    ["show-next-upload"],
    ["config", "show"],
    ["status", "--json"],
    ["devices", "--json"],
    ["ledger"],
  ];
  for (const words of commands) {
    const { status, text } = await run(words);
    expect({ words, status, text }).toMatchObject({ status: 0 });
    said.push(text);
  }
  const { payload } = JSON.parse(readFileSync(exported, "utf8")) as { payload: string };
  const files = [page, bundle].map((file) => readFileSync(file, "latin1"));
  return [...said, ...files, gunzipSync(Buffer.from(payload, "base64")).toString()].join("\n");
}

function element(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, content.length]), content]);
}

/** Traps and what is none, each with a secret in it, as a device sends that was set up like the agent. */
const trapsWithSecrets: readonly Buffer[] = [
  ...[0xa4, 0xa7].map((tag, version) =>
    element(0x30, element(0x02, Buffer.from([version])), element(0x04, Buffer.from(community)), element(tag)),
  ),
  element(0x30, element(0x02, Buffer.from([3])), element(0x04, Buffer.from(authKey + privKey))),
  Buffer.from(`${community} ${authKey} ${privKey}`),
];

async function sendTraps(port: number): Promise<void> {
  for (const address of ["127.0.0.1", "127.0.9.9"]) {
    const socket = createSocket("udp4").bind(0, address);
    await once(socket, "listening");
    for (const trap of trapsWithSecrets) await new Promise((sent) => socket.send(trap, port, "127.0.0.1", sent));
    socket.close();
  }
}

async function freeUdpPort(): Promise<number> {
  const socket = createSocket("udp4").bind(0);
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  return port;
}

const textOf = async (url: string) => (await fetch(url)).text();

test("no secret leaves its file: not in logs, pages, stores or uploads, whatever fails", {
  timeout: 90_000,
}, async () => {
  const device = await startDevice({ recording: "bizhub-c360i", community });
  const users = new UserAgent();
  const usersAt = `127.0.0.1:${await users.start()}`;
  const trapPort = await freeUdpPort();
  const log = jsonLog(systemClock, hear);
  const dataDir = join(folder, "central");
  const first = await startCentral({ dataDir, log });
  const code = await first.createCode("Canary");
  const port = Number(new URL(first.url).port);
  await first.stop();
  const { agent, snapshot, page } = await startAgent({
    ...{ address: `127.0.0.1:${device.port}`, central: { url: first.url }, enrolmentCode: code, usersAt },
    traps: { enabled: true, port: trapPort },
  });
  await vi.waitFor(() => expect(said).toContain("agent.not-enrolled"), 10_000);
  const central = await startCentral({ dataDir, log, port });
  await vi.waitFor(() => expect(snapshot().upload.records).toBeGreaterThan(2), 15_000);
  await vi.waitFor(() => expect(users.hasHeard("secret")).toBe(true), 10_000);
  await sendTraps(trapPort);
  const credential = join(folder, "state", "credential.json");
  const { token } = JSON.parse(readFileSync(credential, "utf8")) as { token: string };
  // As a renewal leaves it, for which months would have to pass.
  const renewed = { ...JSON.parse(readFileSync(credential, "utf8")), formerToken };
  writeFileSync(credential, JSON.stringify(renewed), { mode: 0o600 });
  const examined = await run(["doctor", "--json"]);
  const recorded = await run(["record", `127.0.0.1:${device.port}`, "--community", community], []);
  expect(recorded.status).toBe(0);
  const pages = await Promise.all(
    [
      page,
      `${page}api/snapshot`,
      `${page}metrics`,
      central.adminUrl,
      `${central.url}/api/devices`,
      `${central.url}/api/agents`,
    ].map(textOf),
  );
  await central.stop();
  await vi.waitFor(() => expect(said).toContain("upload.failed"), 10_000);
  await agent.stop();
  await device.stop();
  users.stop();

  const handed = [examined.text, recorded.text, await handOut()].join("\n");
  const secrets = [...canaries, code, token, formerToken];
  expectNone("logs", said, secrets);
  expectNone("pages", pages.join("\n"), secrets);
  expectNone("what is handed out by commands", handed, secrets);
  expectNone("central's folder", contentOf(dataDir), secrets);
  expectNone("state folder", contentOf(join(folder, "state")), [...canaries, code]);
  const open = readdirSync(join(folder, "state")).filter(
    (name) => (statSync(join(folder, "state", name)).mode & 0o077) !== 0,
  );
  expect(open).toEqual([]);
  rmSync(credential);
  expectNone("state folder beside the credential", contentOf(join(folder, "state")), [token, formerToken]);
});

test("a proxy that fails tells nothing of its password", { timeout: 20_000 }, async () => {
  const central = { url: "https://central.example.com", proxyUrl: "http://agent@127.0.0.1:9" };
  const { agent, page } = await startAgent({ address: "127.0.0.4", central, enrolmentCode: "canary-code" });
  await vi.waitFor(() => expect(said).toContain("agent.not-enrolled"), 10_000);
  const pages = await textOf(page);
  await agent.stop();
  expectNone("logs and pages", said + pages + contentOf(join(folder, "state")), [...canaries, "canary-code"]);
});

describe("a file that cannot be read is refused without a word of what stands in it", () => {
  const config = { site: { name: "Canary" }, central: { url: "http://127.0.0.1:9" }, stateFolder: "state" };
  const credentials = { office: { community } };
  const wrong = {
    "a secret that is no text": { credentials: { office: { community: [community] } } },
    "a secret in the place of a name": { [community]: authKey },
    "a secret that is too long": { enrolmentCode: community.repeat(500) },
    "keys of another kind": { credentials: { office: { authKey: { privKey } } } },
  };

  test.each<readonly [name: string, file: string, content: string]>([
    ...Object.entries(wrong).map(([name, content]) => [name, "secrets.json", JSON.stringify(content)] as const),
    ["half of the secrets", "secrets.json", JSON.stringify({ credentials }).slice(0, -4)],
    ["half of the credential", "state/credential.json", `{"agent":"a","token":"${community}`],
    ["another key in the credential", "state/credential.json", JSON.stringify({ agent: "a", tokens: community })],
    ["a key that is none", "state/signing-key.pem", `-----BEGIN PRIVATE KEY-----\n${community}\n`],
  ])("%s", async (_, file, content) => {
    writeFileSync(join(folder, "agent.json"), JSON.stringify(config), { mode: 0o600 });
    mkdirSync(join(folder, "state"), { mode: 0o700 });
    writeFileSync(join(folder, file), content, { mode: 0o600 });
    const ends = await Promise.all(
      [
        ["doctor", "--json"],
        ["show-next-upload"],
        ["support-bundle", join(folder, "bundle.txt"), "--yes"],
        ["export", "--to", join(folder, "site.export")],
      ].map((words) => run(words)),
    );
    expect(ends.some(({ status }) => status !== 0)).toBe(true);
    const bundle = join(folder, "bundle.txt");
    expectNone(
      "what is told",
      [...ends.map(({ text }) => text), existsSync(bundle) ? readFileSync(bundle, "latin1") : ""].join("\n"),
      canaries,
    );
  });
});
