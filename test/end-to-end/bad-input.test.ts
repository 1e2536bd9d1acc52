import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runProgram } from "./run-program.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bad-input-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content), { mode: 0o600 });
  return path;
}

const right = {
  site: { name: "x" },
  ranges: [{ addresses: "127.0.0.1:9" }],
  stateFolder: "state",
  statusPage: { enabled: false },
};

describe("wrong input to the agent gives one clear error, an exit code by kind, and no stack", () => {
  const cases: readonly [string, () => readonly string[], number, RegExp][] = [
    ["an unknown command", () => ["reed"], 64, /unknown command 'reed'/],
    ["a missing argument", () => ["read"], 64, /missing required argument/],
    ["an address that is none", () => ["read", "300.1.1.1"], 64, /"300\.1\.1\.1" is no IPv4 address; right would be/],
    ["a range instead of a device", () => ["read", "192.168.1.0/24"], 64, /is not one address/],
    ["a range of strangers", () => ["discover", "8.8.8.0/24"], 64, /not a private network[\s\S]*--public/],
    ["a range that is left out", () => ["discover", "10.0.0.1", "!10.0.0.1"], 64, /left out, so that nobody was asked/],
    ["nothing but what is left out", () => ["discover", "!10.0.0.1"], 64, /nobody was asked/],
    ["a broad range without a yes", () => ["discover", "10.0.0.0/16"], 64, /65534 addresses take about [\s\S]*--broad/],
    ["a broadcast that does not get there", () => ["discover", "127.0.0.1", "--quick"], 64, /none of the ranges/],
    ["a range that is too large", () => ["discover", "10.0.0.0/8"], 64, /split it/],
    [
      "no configuration file",
      () => ["run", "--config", join(folder, "none.json")],
      78,
      /none\.json: there is no such file/,
    ],
    [
      "a configuration that is no JSON",
      () => ["run", "--config", file("a.json", "{ nope")],
      78,
      /a\.json:1:3: is not JSON/,
    ],
    [
      "an unknown setting",
      () => ["config", "check", file("b.json", { ...right, tpyo: 1 })],
      78,
      /tpyo: there is no such setting/,
    ],
    [
      "a wrong range in the configuration",
      () => ["run", "--config", file("c.json", { ...right, ranges: [{ addresses: "10.0.0.0/8" }] })],
      78,
      /ranges\.0\.addresses: .*split it/,
    ],
    [
      "plain HTTP to another machine",
      () => ["run", "--config", file("d.json", { ...right, central: { url: "http://central.example.com" } })],
      78,
      /https/,
    ],
    [
      "a certificate file that is not there",
      () => [
        "run",
        "--config",
        file("e.json", { ...right, central: { url: "https://central.example.com", caFile: "ca.pem" } }),
      ],
      78,
      /ca\.pem: cannot be read: there is no such file \(ENOENT\)/,
    ],
    ["a folder for a configuration", () => ["run", "--config", folder], 78, /cannot be read: it is a folder/],
    [
      "a state folder that is a file",
      () => ["run", "--config", file("h.json", { ...right, stateFolder: file("state-h", "") })],
      71,
      /state-h: is a file, not a folder/,
    ],
    [
      "a file that cannot be written",
      () => ["record", "127.0.0.1:9", "--output", join(folder, "none", "a.snmprec")],
      71,
      /a\.snmprec: cannot be written: there is no such folder/,
    ],
    [
      "answers that are no JSON",
      () => ["setup", "--config", join(folder, "new.json"), "--answers", file("answers.json", "{")],
      64,
      /answers\.json:1:2: is not JSON/,
    ],
    [
      "a table of service numbers that is wrong",
      () => ["run", "--config", file("f.json", { ...right, siNumbersFile: file("si.csv", "serial,si\nA1,\n") })],
      78,
      /si\.csv:2: si is empty/,
    ],
  ];
  test.each(cases)("%s", async (_, args, code, message) => {
    const end = await runProgram("agent", args());
    expect(end.stderr).toMatch(message);
    expect(end.stderr).not.toMatch(/^\s+at /m);
    expect(end.code).toBe(code);
  });

  test("a wrong configuration leaves nothing behind", async () => {
    const ranges = [{ addresses: "10.0.0.9-5", credentials: ["office"] }];
    const config = file("i.json", { ...right, ranges, stateFolder: "state-i" });
    const end = await runProgram("agent", ["run", "--config", config]);
    expect(end).toMatchObject({ code: 78, stdout: "" });
    expect(end.stderr).toMatch(/i\.json: ranges\.0\.addresses: .*\n.*i\.json: ranges\.0\.credentials: /);
    expect(existsSync(join(folder, "state-i"))).toBe(false);
  });

  test("a port that is taken", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const end = await runProgram("agent", [
      "run",
      "--config",
      file("g.json", { ...right, stateFolder: "state-g", statusPage: { port } }),
    ]);
    server.close();
    expect(end.stderr).toMatch(new RegExp(`${port}`));
    expect(end.stderr).not.toMatch(/^\s+at /m);
    expect(end.code).toBe(71);
  });
});

describe("an older Node is refused with one clear line, and by the agent in Ukrainian too", () => {
  const old = [
    "--import",
    `data:text/javascript,Object.defineProperty(process.versions, "node", { value: "20.11.0" })`,
  ];
  test.each(["agent", "central", "simulator", "demonstration"] as const)("by the %s", async (program) => {
    const { code, stderr, stdout } = await runProgram(program, ["--help"], old);
    expect(stderr).toMatch(
      /^(mfp-agent|mfp-agent-central|simulate|The demonstration) needs Node 24 or newer.*20\.11\.0.*\n(Потрібен Node 24.*20\.11\.0.*\n)?$/,
    );
    expect(stdout).toBe("");
    expect(code).toBe(78);
  });
});

test.each([
  ["a recording that is not there", ["play", "/nonexistent.snmprec"], /nonexistent\.snmprec/],
  ["a script that is wrong", ["site", "SCRIPT"], /script\.yaml:\d+: .*recordin/],
])("the simulator refuses %s with one line", async (_, args, message) => {
  const script = file("script.yaml", "site:\n  devices:\n    - { recordin: x }\n");
  const end = await runProgram(
    "simulator",
    args.map((arg) => (arg === "SCRIPT" ? script : arg)),
  );
  expect(end.stderr).toMatch(message);
  expect(end.stderr).not.toMatch(/^\s+at /m);
  expect(end.code).not.toBe(0);
});
