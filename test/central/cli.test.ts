import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openSqliteStore } from "../../src/central/sqlite-store.ts";
import { describeUnless } from "../needs.ts";
import { csvOf, makeFolder, registered } from "./bench.ts";
import { byHand, exported, newKey } from "./exported-file.ts";
import { batch, fault, numbered, reading } from "./records.ts";

const entry = fileURLToPath(new URL("../../src/central/mfp-agent-central.mjs", import.meta.url));

let folder: ReturnType<typeof makeFolder>;
beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => folder.remove());

function start(...args: string[]) {
  return spawn(process.execPath, [entry, ...args], { env: { ...process.env, XDG_DATA_HOME: folder.path } });
}

async function run(...args: string[]) {
  const child = start(...args);
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { stdout, stderr, code };
}

function write(name: string, content: string): string {
  const path = join(folder.path, name);
  writeFileSync(path, content);
  return path;
}

const dayMs = 86_400_000;

/** Processes start slowly on a busy machine. */
const patienceMs = 30_000;

describe("mfp-agent-central", { timeout: patienceMs }, () => {
  test("makes a code for a site", async () => {
    const { stdout, code } = await run("code", "--site", "Lviv");
    expect({ stdout, code }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^[0-9A-Z]{5}-[0-9A-Z]{5}\nworks once/),
    });
  });

  test("imports a registry, and tells when nothing was new", async () => {
    const file = write("registry.csv", csvOf(registered));
    expect((await run("registry", "import", file)).stdout).toBe("1 row taken; registry revision 1\n");
    expect((await run("registry", "import", file)).stdout).toBe("1 row known already; registry revision 1\n");
  });

  test("counts no holiday into the deadline of a ticket that a carried file opens", async () => {
    const days = Array.from({ length: 40 }, (_, day) =>
      new Date(Date.now() + (day - 1) * dayMs).toISOString().slice(0, 10),
    );
    const file = write("export.json", exported(newKey(), batch(byHand, numbered([reading(0, 1), fault(0, "raise")]))));
    await run("registry", "import", write("registry.csv", csvOf(registered)));
    const receipt = join(folder.path, "receipt.json");
    const taken = await run("import", file, "--receipt", receipt, "--trust-for", "Mill", "--holiday", ...days);
    expect(taken).toMatchObject({ code: 0, stderr: "" });
    const store = openSqliteStore(join(folder.path, "mfp-agent-central"));
    const [ticket] = await store.transact((tables) => tables.orders(1));
    await store.close();
    expect(Date.parse(ticket?.deadline ?? "")).toBeGreaterThan(Date.now() + 37 * dayMs);
  });

  test("listens, tells where, and stops when it is told to", async () => {
    const child = start("run", "--port", "0");
    const ended = new Promise((resolve) => child.once("close", resolve));
    let said = "";
    child.stdout.on("data", (chunk) => {
      said += chunk;
    });
    await expect
      .poll(() => said, { timeout: patienceMs })
      .toMatch(/uploads: http:\/\/127\.0\.0\.1:\d+\nadmin page: http:/);
    const url = /http:\S+/.exec(said)?.[0] ?? "";
    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: "ok" });
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
  });

  test.each([
    { why: "an unknown command", args: ["dance"], code: 64, says: "unknown command" },
    { why: "a port that is none", args: ["run", "--port", "http"], code: 64, says: "from 0 to 65535" },
    { why: "a holiday that is no date", args: ["run", "--holiday", "Monday"], code: 64, says: "2026-08-24" },
    { why: "a holiday of no calendar", args: ["run", "--holiday", "2026-13-45"], code: 64, says: "2026-08-24" },
    { why: "an unknown agent", args: ["revoke", "ag-0"], code: 65, says: "no agent ag-0" },
    { why: "an unknown ticket", args: ["close", "SR-1"], code: 65, says: "no open order or ticket SR-1" },
    {
      why: "a missing file",
      args: ["registry", "import", "/none.csv"],
      code: 71,
      says: "/none.csv: there is no such file",
    },
    {
      why: "a folder instead of a file",
      args: ["registry", "import", "/"],
      code: 71,
      says: "cannot read /: it is a folder",
    },
    { why: "an unknown option", args: ["run", "--prot", "1"], code: 64, says: "unknown option '--prot'" },
    { why: "a site without a name", args: ["code", "--site", " "], code: 64, says: "the site's name" },
    {
      why: "a data folder below a file",
      args: ["run", "--data", "/dev/null/x"],
      code: 71,
      says: "name another with --data",
    },
    { why: "a network address without TLS", args: ["run", "--host", "0.0.0.0"], code: 78, says: "--tls-cert" },
    { why: "a certificate without its key", args: ["run", "--tls-cert", "x"], code: 78, says: "go together" },
  ])("refuses $why with $code and one clear text", async ({ args, code, says }) => {
    const outcome = await run(...args);
    expect(outcome).toMatchObject({ code, stderr: expect.stringContaining(says) });
    expect(outcome.stderr).not.toMatch(/^\s+at /m);
  });

  test("refuses a data folder that holds something else, and names what", async () => {
    mkdirSync(join(folder.path, "text"));
    mkdirSync(join(folder.path, "key"));
    write("text/central.db", "no database ".repeat(1000));
    write("key/service-key.pem", "no key");
    const run65 = async (name: string) => {
      const { code, stderr } = await run("run", "--port", "0", "--data", join(folder.path, name));
      expect(code).toBe(65);
      return stderr;
    };
    expect(await run65("text")).toMatch(
      /^mfp-agent-central: cannot open the store .*central\.db: it is no database.*backup.*\n$/,
    );
    expect(await run65("key")).toMatch(
      /^mfp-agent-central: the service key .*service-key\.pem is no private key.*backup.*\n$/,
    );
  });

  test("refuses a port that another program has", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const { code, stderr } = await run("run", "--port", String(port));
    server.close();
    expect({ code, stderr }).toMatchObject({ code: 71, stderr: expect.stringContaining("choose another --port") });
  });

  test("lets one service alone work on a data folder, and commands beside it", async () => {
    const first = start("run", "--port", "0");
    const ended = once(first, "close");
    await once(first.stdout, "data");
    const { code, stderr } = await run("run", "--port", "0");
    expect({ code, stderr }).toMatchObject({
      code: 75,
      stderr: expect.stringMatching(/another mfp-agent-central runs on.*--data/),
    });
    expect((await run("code", "--site", "Lviv")).code).toBe(0);
    first.kill("SIGKILL");
    await ended;
    const next = start("run", "--port", "0");
    await once(next.stdout, "data");
    next.kill("SIGTERM");
    expect(await once(next, "close")).toEqual([0, null]);
  });

  test("refuses a registry that is not in UTF-8", async () => {
    const file = join(folder.path, "ansi.csv");
    writeFileSync(file, Buffer.from([0xd3, 0xea, 0xf0, 0x0a]));
    expect(await run("registry", "import", file)).toMatchObject({
      code: 65,
      stderr: expect.stringContaining('"CSV UTF-8"'),
    });
  });

  test("tells every mistake of a registry file at once", async () => {
    const file = write("bad.csv", csvOf({ ...registered, site: "", email: "nobody" }));
    const { code, stderr } = await run("registry", "import", file);
    expect({ code, stderr }).toMatchObject({ code: 65, stderr: expect.stringMatching(/`site`: is empty\n.*`email`/) });
  });
});

describeUnless("a place where no folder can be made", process.platform === "linux" ? "" : "it takes /proc", () => {
  test("is refused at once", async () => {
    const { code, stderr } = await run("run", "--data", "/proc/central/store");
    expect({ code, stderr }).toMatchObject({
      code: 71,
      stderr: expect.stringContaining("/proc/central/store: there is no such"),
    });
  });
});
