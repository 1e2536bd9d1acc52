import { expect, test } from "vitest";
import { answersOfFlags, unattendedAnswers } from "../../../../src/agent/cli/setup/given-answers.ts";
import type { Offers } from "../../../../src/agent/cli/setup/offers.ts";

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
  expect(() => unattendedAnswers(undefined, given, offers)).toThrow(/setup: /);
});

test("--si without a number is wrong", () => {
  expect(() => answersOfFlags({ si: ["UA-1"] })).toThrow(/A5C1021007733=UA-104233/);
});
