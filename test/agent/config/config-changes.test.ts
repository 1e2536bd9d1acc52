import { expect, test } from "vitest";
import {
  type ComparedConfig,
  compareConfigs,
  haveCredentialsChanged,
} from "../../../src/agent/config/config-changes.ts";
import { Configuration } from "../../../src/agent/config/config-schema.ts";
import { Secrets } from "../../../src/agent/config/secrets-schema.ts";

const right = { site: { name: "Office" }, ranges: [{ addresses: "192.168.1.0/24" }] };

function loaded(changes: object = {}, secrets: object = {}, digests: Record<string, string> = {}): ComparedConfig {
  const config = Configuration.parse({ ...right, ...changes });
  return { config, secrets: Secrets.parse(secrets), file: "/a.json", digests: new Map(Object.entries(digests)) };
}

const office = { credentials: { office: { version: "2c" } } };
const community = (text: string) => ({ credentials: { office: { community: text } } });

const cases: readonly (readonly [string, ComparedConfig, ComparedConfig, readonly string[], readonly string[]])[] = [
  ["nothing", loaded(), loaded(), [], []],
  ["an interval", loaded(), loaded({ schedule: { statusIntervalS: 120 } }), ["schedule.statusIntervalS: 60 → 120"], []],
  ["the level of the log", loaded(), loaded({ log: { level: "debug" } }), ['log.level: "info" → "debug"'], []],
  ["the file of the log", loaded(), loaded({ log: { file: "a.log" } }), [], ['log.file: not set → "a.log"']],
  ["a port", loaded(), loaded({ statusPage: { port: 1 } }), [], ["statusPage.port: 8161 → 1"]],
  [
    "a range",
    loaded(),
    loaded({ ranges: [{ addresses: "10.0.0.1" }] }),
    ['ranges.0.addresses: "192.168.1.0/24" → "10.0.0.1"'],
    [],
  ],
  [
    "a community",
    loaded(office, community("old-canary")),
    loaded(office, community("new-canary")),
    ["secrets.credentials.office.community: changed"],
    [],
  ],
  [
    "a proxy, which may hold a user name",
    loaded({ central: { url: "https://a.example" } }),
    loaded({ central: { url: "https://a.example", proxyUrl: "http://canary@proxy.example" } }),
    [],
    ["central.proxyUrl: changed"],
  ],
  [
    "the content of files",
    loaded({}, {}, { siNumbersFile: "a", "central.caFile": "a" }),
    loaded({}, {}, { siNumbersFile: "b", "central.caFile": "b" }),
    ["siNumbersFile: content changed"],
    ["central.caFile: content changed"],
  ],
  ["a code", loaded(), loaded({}, { enrolmentCode: "canary-code" }), [], ["secrets.enrolmentCode: changed"]],
];

test.each(cases)("a change of %s is told, and whether it waits", (_name, before, after, taken, waiting) => {
  expect(compareConfigs(before, after)).toEqual({ taken, waiting });
});

test.each(cases)("a change of %s tells no secret", (_name, before, after) => {
  expect(JSON.stringify(compareConfigs(before, after))).not.toContain("canary");
});

test.each([
  ["an interval", loaded(), loaded({ schedule: { statusIntervalS: 120 } }), false],
  ["a community", loaded(office, community("one-text")), loaded(office, community("another")), true],
  ["the same community", loaded(office, community("one-text")), loaded(office, community("one-text")), false],
  ["a new credential", loaded(), loaded(office, community("one-text")), true],
])("after a change of %s devices are asked anew: %#", (_name, before, after, isExpected) => {
  expect(haveCredentialsChanged(before, after)).toBe(isExpected);
});
