import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type AnswerFlags, answersOfFlags, unattendedAnswers } from "../../../../src/agent/cli/setup/given-answers.ts";
import type { Offers } from "../../../../src/agent/cli/setup/offers.ts";
import { AgentError } from "../../../../src/agent/leaf/errors.ts";
import { temporaryFolder } from "../../outbox/temporary-outbox.ts";

function captureError(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof AgentError) return error.message;
    throw error;
  }
  throw new Error("nothing was refused");
}

/** With the named file of a password in place. */
function inFolder(flags: AnswerFlags): AnswerFlags {
  if (flags.authKeyFile === undefined) return flags;
  const authKeyFile = join(temporaryFolder(onTestFinished), "key");
  writeFileSync(authKeyFile, flags.authKeyFile);
  return { ...flags, authKeyFile };
}

const offers: Offers = {
  file: "/etc/a.json",
  isPresent: false,
  siteName: "host",
  centralUrl: null,
  proxy: null,
  isProxyNoticed: false,
  hasProxyPassword: false,
  ranges: [
    { addresses: "10.0.0.0/24", exclude: [], credentials: ["public"], isOwnPublicRange: false, isBroadRange: false },
  ],
  areRangesPresent: false,
  credentialNames: [],
  users: new Map(),
  siNumbersFile: null,
  agent: null,
};

test("all ranges of the flags share their way of asking", () => {
  const given = answersOfFlags({
    siteName: "S",
    range: ["10.0.0.0/24", "10.0.1.0/24"],
    community: "c",
    si: ["A1=UA-1"],
  });
  expect(unattendedAnswers(undefined, given, offers)).toMatchObject({
    ranges: [{ community: "c" }, { addresses: "10.0.1.0/24", community: "c" }],
    siNumbers: { A1: "UA-1" },
  });
});

test("what is left open is what a person would be offered", () => {
  const answers = unattendedAnswers(undefined, { siteName: "S" }, { ...offers, proxy: "http://joe:pw@proxy:1" });
  expect(answers).toMatchObject({
    ranges: [{ addresses: "10.0.0.0/24" }],
    proxyUrl: "http://joe@proxy:1",
    proxyPassword: "pw",
  });
});

test("a yes to a broad range is a flag", () => {
  const flags = answersOfFlags({ siteName: "S", range: ["10.0.0.0/16"], broadRange: true });
  expect(unattendedAnswers(undefined, flags, offers)).toMatchObject({ ranges: [{ addresses: "10.0.0.0/16" }] });
});

test("a second set-up keeps name and ranges", () => {
  const answers = unattendedAnswers(undefined, {}, { ...offers, isPresent: true, areRangesPresent: true });
  expect(answers).toMatchObject({ siteName: "host", ranges: null });
});

test.each([
  ["a first one without a name", {}],
  [
    "a community and credentials at once",
    { siteName: "S", ranges: [{ addresses: "10.0.0.1", community: "a", credentials: ["b"] }] },
  ],
  ["a number that would break the table", { siteName: "S", siNumbers: { A1: "a,b" } }],
  ["a broad range without a yes", { siteName: "S", ranges: [{ addresses: "10.0.0.0/16" }] }],
  [
    "a password that every engine refuses",
    { siteName: "S", credentials: { u: { version: "3", user: "u", auth: "sha", authKey: "short" } } },
  ],
])("%s is wrong", (_, given) => {
  expect(() => unattendedAnswers(undefined, given, offers)).toThrow(AgentError);
});

const office = { siteName: "S", range: ["10.0.0.0/24"] };
test.each<[AnswerFlags, string]>([
  [{ range: ["10.0.0.0/24"] }, "--site-name: is missing"],
  [{ siteName: "", range: ["10.0.0.0/24"] }, "--site-name: must not be empty"],
  [
    { ...office, range: ["10.0.0.0/16"] },
    '--range: "10.0.0.0/16" has 65534 addresses to search, more than 4096; --broad-range says yes',
  ],
  [
    { ...office, range: ["8.8.8.0/24"] },
    '--range: "8.8.8.0/24" is not a private network; --own-public-range says that it is yours',
  ],
  [{ ...office, range: ["300.1.1.1", "10.0.0.0/24"] }, '--range: "300.1.1.1" is no IPv4 address; right'],
  [{ ...office, range: ["10.0.0.0/24", "10.0.1.0/24"], exclude: ["10.0.0.300"] }, '--exclude: "10.0.0.300" is no'],
  [{ ...office, statusPagePort: "x" }, "--status-page-port: a port from 0 to 65535"],
  [{ ...office, statusPagePort: "70000" }, "--status-page-port: a port from 0 to 65535"],
  [{ ...office, centralUrl: "ftp://a.example" }, "--central-url: an address such as"],
  [{ ...office, proxyUrl: "ftp://a.example" }, "--proxy-url: an address such as"],
  [{ ...office, si: ["A1=a,b"] }, "--si A1: at most 64 letters"],
  [{ ...office, user: "u", authKeyFile: "short" }, "--auth-key-file: at least 8 characters"],
  [{ ...office, user: "u".repeat(33) }, "--user: at most 32 characters"],
])("what is wrong with the flags %j is told by the flag's name", (flags, finding) => {
  const told = captureError(() => unattendedAnswers(undefined, answersOfFlags(inFolder(flags)), offers));
  expect(told.split("\n")).toEqual([expect.stringMatching(new RegExp(`^${RegExp.escape(finding)}`))]);
});

test("with a file, its answers are told by the file and those of flags by the flag", () => {
  const file = join(temporaryFolder(onTestFinished), "site.json");
  writeFileSync(file, JSON.stringify({ siteName: "", ranges: [{ addresses: "10.0.0.0/8" }] }));
  const flags = answersOfFlags({ centralUrl: "ftp://a.example" });
  const told = captureError(() => unattendedAnswers(file, flags, offers));
  expect(told).toMatch(`${file}: siteName: must not be empty`);
  expect(told).toMatch(`${file}: ranges.0.addresses: "10.0.0.0/8" has`);
  expect(told).toMatch(/^--central-url: /m);
});

test.each<[AnswerFlags, string]>([
  [{ exclude: ["10.0.0.1"] }, "--exclude: needs --range"],
  [{ community: "c" }, "--community: needs --range"],
  [{ broadRange: true }, "--broad-range: needs --range"],
  [{ ownPublicRange: true }, "--own-public-range: needs --range"],
  [{ ...office, context: "c" }, "--context: needs --user"],
  [{ ...office, user: "u", auth: "sha" }, "--auth: needs --auth-key-file"],
  [{ ...office, user: "u", priv: "aes" }, "--priv: needs --priv-key-file"],
  [{ ...office, user: "u", community: "c" }, "--community: or --user, not both"],
])("flags that would change nothing are refused: %j", (flags, finding) => {
  expect(() => answersOfFlags(flags)).toThrow(finding);
});

test("--si without a number is wrong", () => {
  expect(() => answersOfFlags({ si: ["UA-1"] })).toThrow(/A5C1021007733=UA-104233/);
});
