import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadConfig } from "../../../src/agent/config/config-store.ts";
import { AgentError } from "../../../src/agent/leaf/errors.ts";
import { projectFile } from "../../../src/agent/leaf/project-files.ts";

let folder = "";
let file = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "config-"));
  file = join(folder, "mfp-agent.json");
});
afterEach(() => rmSync(folder, { recursive: true }));

const right = { site: { name: "Office" }, ranges: [{ addresses: "192.168.1.0/24" }] };

function write(content: unknown, secrets?: unknown): void {
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content), { mode: 0o600 });
  if (secrets !== undefined) writeFileSync(join(folder, "secrets.json"), JSON.stringify(secrets), { mode: 0o600 });
}

function refusal(): AgentError {
  try {
    loadConfig(file);
  } catch (error) {
    if (error instanceof AgentError) return error;
    throw error;
  }
  throw new Error("the configuration was taken");
}

test("what is left out has its default", () => {
  write(right);
  const { config } = loadConfig(file);
  expect(config.schedule).toMatchObject({ statusIntervalS: 60, suppliesIntervalS: 3600, countersIntervalS: 86_400 });
  expect(config.ranges[0]).toMatchObject({ credentials: ["public"], exclude: [] });
  expect(config.statusPage).toEqual({ enabled: true, host: "127.0.0.1", port: 8161 });
});

test("the example configuration is right", () => {
  write(readFileSync(projectFile("config/mfp-agent.example.json"), "utf8"), {
    credentials: { office: { community: "c" }, secure: { authKey: "a-long-key", privKey: "b-long-key" } },
  });
  expect(loadConfig(file).config.ranges.length).toBeGreaterThan(0);
});

test("all that is wrong is told at once, each with its path", () => {
  write({ site: { name: "" }, ranges: [], schedule: { statusIntervalS: 1 }, typo: 1 });
  const { message } = refusal();
  for (const path of ["site.name", "ranges", "schedule.statusIntervalS", "typo: there is no such setting"]) {
    expect(message).toContain(path);
  }
});

test("rules between settings are judged although the file is wrong elsewhere", () => {
  write({
    site: { name: "x", city: "Kyiv" },
    ranges: [{ addresses: "8.8.8.8", credentials: ["office"], typo: 1 }, { addresses: "10.0.0.9-5" }],
    schedule: { statusIntervalS: "60" },
  });
  const findings = refusal().message.split("\n");
  expect(findings.map((finding) => finding.slice(file.length + 2).split(": ")[0]).sort()).toEqual([
    "ranges.0.addresses",
    "ranges.0.credentials",
    "ranges.0.typo",
    "ranges.1.addresses",
    "schedule.statusIntervalS",
    "site.city",
  ]);
});

test.each([
  ["a byte order mark", `\uFEFF${JSON.stringify(right)}`],
  ["Windows line ends", JSON.stringify(right, null, 2).replaceAll("\n", "\r\n")],
])("%s is taken", (_, text) => {
  write(text);
  expect(loadConfig(file).config.site.name).toBe("Office");
});

test("UTF-16, as a shell of Windows writes it, is taken", () => {
  writeFileSync(file, Buffer.from(`\uFEFF${JSON.stringify(right)}`, "utf16le"), { mode: 0o600 });
  expect(loadConfig(file).config.site.name).toBe("Office");
});

const wrongPlaces: Readonly<Record<string, readonly [(path: string) => void, RegExp]>> = {
  "a folder": [(path) => mkdirSync(path), /mfp-agent\.json: cannot be read: it is a folder \(EISDIR\)/],
  "no text": [(path) => writeFileSync(path, Buffer.from([1, 0, 2, 0])), /mfp-agent\.json: .* not a text file/],
};

describe("a wrong configuration is refused with its path and what would be right", () => {
  const cases: readonly [string, unknown, RegExp][] = [
    ["no JSON", "{ site", /mfp-agent\.json:1:3: is not JSON: a name in double quotes or } should stand here$/],
    ["an empty file", " \n", /mfp-agent\.json: the file is empty$/],
    ["not an object", "[]", /mfp-agent\.json: the file: an object/],
    ["a name twice", '{"site": {},\n "site": {}}', /mfp-agent\.json:2:2: is not JSON: "site" stands twice/],
    ["no range", { ...right, ranges: [] }, /ranges: at least one range/],
    [
      "an unknown setting",
      { ...right, ranges: [{ addresses: "192.168.1.1", comunity: "x" }] },
      /ranges\.0\.comunity: there is no such setting/,
    ],
    [
      "three credentials",
      { ...right, ranges: [{ addresses: "192.168.1.1", credentials: ["public", "a", "b"] }] },
      /ranges\.0\.credentials: at most two/,
    ],
    [
      "a credential nobody defined",
      { ...right, ranges: [{ addresses: "192.168.1.1", credentials: ["office"] }] },
      /there is no credential named office/,
    ],
    [
      "a time zone that is none",
      { ...right, site: { name: "x", timeZone: "Kyiv" } },
      /site\.timeZone: an IANA time zone/,
    ],
    ["an address that is none", { ...right, central: { url: "central" } }, /central\.url: an address such as https:/],
    [
      "plain http to another machine",
      { ...right, central: { url: "http://central.example.com" } },
      /central\.url: .*uses http: for another machine; only https is allowed/,
    ],
    [
      "what is no web address, of this machine either",
      { ...right, central: { url: "ftp://127.0.0.1" } },
      /central\.url: .*uses ftp:; only https is allowed/,
    ],
    [
      "a password in an address, which is not quoted",
      { ...right, central: { url: "https://user:canary@central.example.com" } },
      /central\.url: (?!.*canary).*holds a user name or password$/,
    ],
    [
      "a range whose end comes first",
      { ...right, ranges: [{ addresses: "10.0.0.9-5" }] },
      /ranges\.0\.addresses: "10\.0\.0\.9-5" ends before it starts; write the lower address first$/,
    ],
    [
      "a range of strangers",
      { ...right, ranges: [{ addresses: "192.168.1.1" }, { addresses: "8.8.8.0/24" }] },
      /ranges\.1\.addresses: "8\.8\.8\.0\/24" is not a private network; isOwnPublicRange: true says/,
    ],
    [
      "a broad range without a yes",
      { ...right, ranges: [{ addresses: "10.1.0.0/16" }] },
      /ranges\.0\.addresses: "10\.1\.0\.0\/16" has 65534 addresses to search, more than 4096; isBroadRange: true says yes$/,
    ],
    [
      "all of loopback",
      { ...right, ranges: [{ addresses: "127.0.0.0/8" }] },
      /ranges\.0\.addresses: .* split it into ranges of a \/16 at most/,
    ],
    [
      "an exclusion in place of a range",
      { ...right, ranges: [{ addresses: "!10.0.0.1" }] },
      /ranges\.0\.addresses: .* write it under exclude/,
    ],
    [
      "an exclusion that is no address",
      { ...right, ranges: [{ addresses: "10.0.0.0/24", exclude: ["10.0.0.1", "10.0.0.300"] }] },
      /ranges\.0\.exclude\.1: "10\.0\.0\.300" is no IPv4 address/,
    ],
    [
      "privacy without authentication",
      { ...right, credentials: { secure: { version: "3", user: "u", priv: "aes" } } },
      /credentials\.secure: priv needs auth/,
    ],
    [
      "a version of SNMP that there is not",
      { ...right, credentials: { office: { version: "2" } } },
      /credentials\.office\.version: one of "1", "2c", "3"/,
    ],
    [
      "an interval too short",
      { ...right, schedule: { suppliesIntervalS: 20 } },
      /schedule\.suppliesIntervalS: a whole number of seconds from 60 to 86400$/,
    ],
    [
      "a number beyond all bounds",
      { ...right, outbox: { maxMegabytes: 1e300 } },
      /outbox\.maxMegabytes: a whole number of megabytes from 8 to 65536$/,
    ],
    ["a port that is none", { ...right, statusPage: { port: 70_000 } }, /statusPage\.port: a port from 0 to 65535$/],
    ["a number for a text", { ...right, site: { name: 7 } }, /site\.name: a text in double quotes$/],
    ["a text for a switch", { ...right, statusPage: { enabled: "yes" } }, /statusPage\.enabled: true or false$/],
    ["a page for everybody", { ...right, statusPage: { host: "0.0.0.0" } }, /statusPage\.host: 127\.0\.0\.1 or ::1/],
    [
      "a prototype",
      '{"__proto__": {"x": 1}, "site": {"name": "x"}, "ranges": [{"addresses": "192.168.1.1"}], "constructor": 1}',
      /constructor: there is no such setting/,
    ],
  ];
  test.each(cases)("%s", (_, content, expected) => {
    write(content);
    const error = refusal();
    expect(error.message).toMatch(expected);
    expect(error.exitCode).toBe(78);
    expect(error.message).toContain(file);
    expect(Object.hasOwn(Object.prototype, "x")).toBe(false);
  });

  test.each(Object.entries(wrongPlaces))("%s, and it is not called missing", (_, [make, reason]) => {
    make(file);
    expect(refusal()).toMatchObject({ code: "config-unreadable", exitCode: 78 });
    expect(refusal().message).toMatch(reason);
  });

  test("a file that is not there, and nothing is written in its place", () => {
    expect(refusal().message).toMatch(/there is no such file/);
    expect(existsSync(file)).toBe(false);
  });

  test("a file that is wrong is left as it was", () => {
    write("{ broken");
    refusal();
    expect(readFileSync(file, "utf8")).toBe("{ broken");
  });
});

describe("secrets", () => {
  const withCredential = {
    ...right,
    ranges: [{ addresses: "192.168.1.1", credentials: ["office"] }],
    credentials: { office: { version: "2c" } },
  };

  test("are taken by the name of the credential and never print", () => {
    write(withCredential, { credentials: { office: { community: "canary-community" } } });
    const { secrets } = loadConfig(file);
    expect(secrets.credentials["office"]?.community?.reveal()).toBe("canary-community");
    expect(JSON.stringify(secrets)).not.toContain("canary");
  });

  test("that are missing are named by path", () => {
    write(withCredential);
    expect(refusal().message).toMatch(/secrets\.json: credentials\.office\.community: is missing/);
  });

  test("that others can read are refused with the remedy", () => {
    write(withCredential, { credentials: { office: { community: "x" } } });
    chmodSync(join(folder, "secrets.json"), 0o644);
    expect(refusal()).toMatchObject({ code: "secrets-open", remedy: expect.stringContaining("chmod 600") });
  });

  test("in a folder's place are not called missing", () => {
    write(withCredential);
    mkdirSync(join(folder, "secrets.json"));
    expect(refusal()).toMatchObject({ code: "config-unreadable", message: expect.stringContaining("it is a folder") });
  });

  test("in a text that is not JSON are named by line and column and not quoted", () => {
    write(withCredential);
    writeFileSync(join(folder, "secrets.json"), '{\n  "enrolmentCode": canary-code\n}', { mode: 0o600 });
    expect(refusal().message).toMatch(/secrets\.json:2:20: is not JSON: a value (?!.*canary).*should stand here$/);
  });

  test("in a wrong file are not quoted in the error", () => {
    write(withCredential, { credentials: { office: { community: 7, authKey: "canary-key", extra: "canary-extra" } } });
    expect(refusal().message).not.toContain("canary");
  });
});
