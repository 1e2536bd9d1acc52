import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

describe("a wrong configuration is refused with its path and what would be right", () => {
  const cases: readonly [string, unknown, RegExp][] = [
    ["no JSON", "{ site", /is not JSON/],
    ["not an object", "[]", /site: is missing/],
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

  test("in a wrong file are not quoted in the error", () => {
    write(withCredential, { credentials: { office: { community: 7, authKey: "canary-key", extra: "canary-extra" } } });
    expect(refusal().message).not.toContain("canary");
  });
});
