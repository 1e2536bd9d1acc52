import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fastClock } from "../../scripts/demo/fast-clock.ts";
import { composeAgent } from "../../src/agent/compose/agent.ts";
import { loadConfig } from "../../src/agent/config/config-store.ts";
import { createLog } from "../../src/agent/log/pino-log.ts";
import { systemClock } from "../../src/central/clock.ts";
import { startCentral } from "../../src/central/compose.ts";
import { jsonLog } from "../../src/central/log.ts";
import { startDevice } from "../../src/simulator/site.ts";

/** Words that stand in the secrets and must be found nowhere else; a key of user-based security has eight letters at least. */
const canaries = ["community", "unused-community", "auth-key", "priv-key", "proxy-password"].map(
  (what) => `canary-${what}`,
);
const [community, unusedCommunity, authKey, privKey, proxyPassword] = canaries;

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

async function startAgent(address: string, central: object, enrolmentCode: string) {
  const config = {
    site: { name: "Canary" },
    central,
    ranges: [
      { addresses: address, credentials: ["office", "spare"] },
      { addresses: "127.0.0.3", credentials: ["users"] },
    ],
    credentials: {
      office: { version: "2c" },
      spare: { version: "1" },
      users: { version: "3", user: "watcher", auth: "sha256", priv: "aes" },
    },
    schedule: { statusIntervalS: 10, suppliesIntervalS: 60, heartbeatIntervalS: 60 },
    stateFolder: "state",
    statusPage: { port: 0 },
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

/** Everything that a person may carry away: commands' output, the export with its payload unpacked, the bundle. */
function handOut(): string {
  const [exported, page, bundle] = ["site.export", "page.html", "bundle.txt"].map((name) => join(folder, name));
  const run = (...words: string[]) => {
    const line = [program, ...words, "--config", join(folder, "agent.json")];
    const { status, stdout, stderr } = spawnSync(process.execPath, line, { encoding: "utf8" });
    expect({ words, status, stderr }).toMatchObject({ status: 0 });
    return stdout + stderr;
  };
  const said = [
    run("export", "--to", exported ?? "", "--all", "--page", page ?? ""),
    run("support-bundle", bundle ?? ""),
    run("show-next-upload"),
    run("config", "show"),
  ];
  const { payload } = JSON.parse(readFileSync(exported ?? "", "utf8")) as { payload: string };
  const files = [page, bundle].map((file) => readFileSync(file ?? "", "latin1"));
  return [...said, ...files, gunzipSync(Buffer.from(payload, "base64")).toString()].join("\n");
}

const textOf = async (url: string) => (await fetch(url)).text();

test("no secret leaves its file: not in logs, pages, stores or uploads, whatever fails", {
  timeout: 90_000,
}, async () => {
  const device = await startDevice({ recording: "bizhub-c360i", community: community ?? "" });
  const log = jsonLog(systemClock, hear);
  const dataDir = join(folder, "central");
  const first = await startCentral({ dataDir, log });
  const code = await first.createCode("Canary");
  const port = Number(new URL(first.url).port);
  await first.stop();
  const { agent, snapshot, page } = await startAgent(`127.0.0.1:${device.port}`, { url: first.url }, code);
  await vi.waitFor(() => expect(said).toContain("agent.not-enrolled"), 10_000);
  const central = await startCentral({ dataDir, log, port });
  await vi.waitFor(() => expect(snapshot().upload.records).toBeGreaterThan(2), 15_000);
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

  const handed = handOut();
  const { token } = JSON.parse(readFileSync(join(folder, "state", "credential.json"), "utf8")) as { token: string };
  const secrets = [...canaries, code, token];
  expectNone("logs", said, secrets);
  expectNone("pages", pages.join("\n"), secrets);
  expectNone("what is handed out by commands", handed, secrets);
  expectNone("central's folder", contentOf(dataDir), secrets);
  expectNone("state folder", contentOf(join(folder, "state")), [...canaries, code]);
  const open = readdirSync(join(folder, "state")).filter(
    (name) => (statSync(join(folder, "state", name)).mode & 0o077) !== 0,
  );
  expect(open).toEqual([]);
  rmSync(join(folder, "state", "credential.json"));
  expectNone("state folder beside the credential", contentOf(join(folder, "state")), [token]);
});

test("a proxy that fails tells nothing of its password", { timeout: 20_000 }, async () => {
  const central = { url: "https://central.example.com", proxyUrl: "http://agent@127.0.0.1:9" };
  const { agent, page } = await startAgent("127.0.0.4", central, "canary-code");
  await vi.waitFor(() => expect(said).toContain("agent.not-enrolled"), 10_000);
  const pages = await textOf(page);
  await agent.stop();
  expectNone("logs and pages", said + pages + contentOf(join(folder, "state")), [...canaries, "canary-code"]);
});
