import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { ask, requestFor, SYS_DESCR } from "./ask.ts";

const main = fileURLToPath(new URL("../../src/simulator/simulate.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "simulate-"));

afterAll(() => rmSync(folder, { recursive: true }));

function run(...words: readonly string[]) {
  const child = spawn(process.execPath, [main, ...words], { stdio: ["ignore", "pipe", "pipe"] });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk));
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk));
  return { child, output, ended: once(child, "close") };
}

function write(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe("the command simulate", () => {
  test.each([
    ["one recording", () => [write("one.snmprec", "1.3.6.1.2.1.1.1.0|4|printer one"), "--port", "0"]],
    [
      "a site",
      () => [
        ...["site", write("site.yaml", "site: { devices: [{ recording: one.snmprec }] }")],
        ...["--speed", "60", "--port", "0"],
      ],
    ],
  ])("plays %s, says where, and ends on an interrupt", async (_, words) => {
    const { child, output, ended } = run(...words());
    await once(child.stdout, "data");
    const [, address = "", port] = /^(\S+):(\d+) {2}printer one\n$/.exec(output.stdout) ?? [];
    expect(await ask({ address, port: Number(port) }, requestFor([SYS_DESCR]))).toMatchObject({ type: "response" });
    child.kill("SIGINT");
    expect(await ended).toEqual([0, null]);
  });

  test("ends quietly when nobody reads any more where it plays", async () => {
    const { child, output, ended } = run(write("read.snmprec", "1.3.6.1.2.1.1.1.0|4|printer one"), "--port", "0");
    child.stdout.destroy();
    expect(await ended).toEqual([0, null]);
    expect(output.stderr).toBe("");
  });

  const usage = "simulate help COMMAND shows what it takes\n";
  test.each([
    [
      "a file that is not there",
      71,
      () => ["none.snmprec"],
      /^none\.snmprec: there is no such file; check the path\n$/,
    ],
    [
      "a recording under another file",
      71,
      () => [join(write("f", ""), "a.snmprec")],
      /a\.snmprec: there is no such file/,
    ],
    [
      "an unknown name",
      64,
      () => ["bizhub-c999"],
      /^"bizhub-c999" is no built-in recording \(accurio.*, ineo-258, .*\)/,
    ],
    ["a wrong line", 65, () => [write("bad.snmprec", "1.3.6|2|x")], /bad\.snmprec:1: "x" is not a whole number.*\n$/],
    ["no recording", 64, () => ["play"], /^error: missing required argument 'recording'\nsimulate help/],
    ["an unknown option", 64, () => ["--where", "3"], /^error: unknown option '--where'/],
    [
      "a script of the wrong form",
      65,
      () => ["site", write("a.yaml", "site: { devices: 3 }")],
      /a\.yaml:1: site\.devices: /,
    ],
    ["a script that is empty", 65, () => ["site", write("empty.yaml", "")], /empty\.yaml:1: expected keys with values/],
    ["an anchor that is none", 65, () => ["site", write("b.yaml", "site: *a")], /b\.yaml: Unresolved alias/],
    [
      "a script that is not there",
      71,
      () => ["site", "none.yaml"],
      /^none\.yaml: there is no such file; check the path\n$/,
    ],
    ["a script that is a folder", 71, () => ["site", folder], /: is a folder; name a file in it\n$/],
    ["a wrong port", 64, () => ["bizhub-c360i", "--port", "x"], /^error: .* Expected a number from 0 to 65535\.\n/],
    ["a wrong address", 64, () => ["bizhub-c360i", "--address", "home"], /^error: .* Expected an IPv4 address/],
    [
      "another machine's address",
      71,
      () => ["bizhub-c360i", "--address", "192.0.2.1"],
      /this machine has no such address/,
    ],
    ["a wrong speed", 64, () => ["site", "x.yaml", "--speed", "0"], /^error: .* Expected a factor above 0/],
  ])("ends with one clear text for %s: code %i", async (_, code, words, message) => {
    const { output, ended } = run(...words());
    expect(await ended).toEqual([code, null]);
    expect(output.stderr).toMatch(message);
    expect(output.stderr.replace(usage, "")).toMatch(/^.+\n$/);
  });

  test("names the port that another program has", async () => {
    const other = createSocket("udp4").bind(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address();
    const { output, ended } = run("bizhub-c360i", "--port", String(port));
    expect(await ended).toEqual([71, null]);
    expect(output.stderr).toBe(
      `127.0.0.1:${port}: another program has this UDP port; choose another, or 0 for a free one\n`,
    );
    other.close();
  });
});
