import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { ask, requestFor, SYS_DESCR } from "./ask.ts";

const main = fileURLToPath(new URL("../../src/simulator/main.ts", import.meta.url));
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
    ["a site", () => ["site", write("site.yaml", "site: { devices: [{ recording: one.snmprec }] }"), "--speed", "60"]],
  ])("plays %s, says where, and ends on an interrupt", async (_, words) => {
    const { child, output, ended } = run(...words());
    await once(child.stdout, "data");
    const [, address = "", port] = /^(\S+):(\d+) {2}printer one\n$/.exec(output.stdout) ?? [];
    expect(await ask({ address, port: Number(port) }, requestFor([SYS_DESCR]))).toMatchObject({ type: "response" });
    child.kill("SIGINT");
    expect(await ended).toEqual([0, null]);
  });

  test.each([
    ["a file that is not there", () => ["nowhere.snmprec"], /^nowhere\.snmprec: can't be read\n$/],
    ["a wrong line", () => [write("bad.snmprec", "1.3.6|2|x")], /bad\.snmprec:1: "x" is not a whole number.*\n$/],
    ["a wrong script", () => ["site", write("bad.yaml", "site: { devices: 3 }")], /bad\.yaml:1: site\.devices: .*\n$/],
    ["a script that is not there", () => ["site", "nowhere.yaml"], /^ENOENT: .*nowhere\.yaml'\n$/],
    ["a wrong port", () => ["bizhub-c360i", "--port", "x"], /^error: .* Expected a number from 0 to 65535\.\n$/],
    ["a wrong speed", () => ["site", "x.yaml", "--speed", "0"], /^error: .* Expected a factor above 0.*\n$/],
  ])("ends with code 2 and one line for %s", async (_, words, message) => {
    const { output, ended } = run(...words());
    expect(await ended).toEqual([2, null]);
    expect(output.stderr).toMatch(message);
  });
});
