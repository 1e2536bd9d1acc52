import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { csvOf, makeFolder, registered } from "./bench.ts";

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
    expect((await run("registry", "import", file)).stdout).toBe("1 rows taken; registry revision 1\n");
    expect((await run("registry", "import", file)).stdout).toBe("1 rows known already; registry revision 1\n");
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
    { why: "an unknown agent", args: ["revoke", "ag-0"], code: 65, says: "no agent ag-0" },
    { why: "an unknown ticket", args: ["close", "SR-1"], code: 65, says: "no open order or ticket SR-1" },
    { why: "a missing file", args: ["registry", "import", "/none.csv"], code: 71, says: "/none.csv: ENOENT" },
    { why: "a network address without TLS", args: ["run", "--host", "0.0.0.0"], code: 78, says: "--tls-cert" },
    { why: "a certificate without its key", args: ["run", "--tls-cert", "x"], code: 78, says: "go together" },
  ])("refuses $why with $code and one clear text", async ({ args, code, says }) => {
    const outcome = await run(...args);
    expect(outcome).toMatchObject({ code, stderr: expect.stringContaining(says) });
    expect(outcome.stderr).not.toMatch(/^\s+at /m);
  });

  test("tells every mistake of a registry file at once", async () => {
    const file = write("bad.csv", csvOf({ ...registered, site: "", email: "nobody" }));
    const { code, stderr } = await run("registry", "import", file);
    expect({ code, stderr }).toMatchObject({ code: 65, stderr: expect.stringMatching(/`site`: is empty\n.*`email`/) });
  });
});
