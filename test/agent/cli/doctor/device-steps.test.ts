import { expect, test } from "vitest";
import { type DeviceFacts, deviceSteps } from "../../../../src/agent/cli/doctor/device-steps.ts";
import { runChain } from "../../../../src/agent/cli/doctor/finding.ts";
import { parseRanges } from "../../../../src/agent/discovery/range-set.ts";
import { failed, ok } from "../../../../src/agent/leaf/result.ts";
import { Secret } from "../../../../src/agent/leaf/secret.ts";
import type { SnmpCredential, SnmpFailure, UserCredential } from "../../../../src/agent/snmp/snmp-client.ts";
import type { Reading } from "../../../../src/contract/reading.ts";
import { device, minutesAgo, now, reading } from "../../status/invented-site.ts";

const address = "192.168.7.10";
const community: SnmpCredential = { version: "2c", community: new Secret("public") };
const user: UserCredential = { version: "3", user: "u", level: "noAuthNoPriv" };

function readingAt(changes: Partial<Reading> = {}, identity: Partial<Reading["device"]> = {}): Reading {
  const whole = reading(changes);
  return { ...whole, device: { ...whole.device, address, ...identity } };
}

/** A device that is well; `changes` break one thing. */
function facts(changes: Partial<DeviceFacts> = {}): DeviceFacts {
  const places = parseRanges(["192.168.7.0/24"], { isPublicAllowed: false });
  if (!places.ok) throw new Error("a right range");
  return {
    name: address,
    locate: async () => ok({ address, port: 161 }),
    ranges: [{ places: places.value, credentials: [community] }],
    credentials: new Map([["public", community]]),
    meet: meetWith(readingAt()),
    probe: { askSnmp: async () => "silent", isAlive: async () => false },
    devices: [device({ address })],
    running: undefined,
    waiting: new Map(),
    hasCentral: true,
    statusIntervalMs: 60_000,
    nowMs: Date.parse(now),
    ...changes,
  };
}

/** Only the reading of a meeting is looked at. */
function meetWith(heard: Reading, version: SnmpCredential["version"] = "2c"): DeviceFacts["meet"] {
  const meeting = { reading: heard, version };
  return async () => ok(meeting as Awaited<ReturnType<DeviceFacts["meet"]>> extends { value: infer M } ? M : never);
}

function failWith(kind: SnmpFailure["kind"]): DeviceFacts["meet"] {
  return async () => failed({ kind, message: kind });
}

async function codeOf(changes: Partial<DeviceFacts>): Promise<string | undefined> {
  const findings = await runChain(deviceSteps(facts(changes)), address, () => {});
  const trouble = findings.find(({ outcome }) => outcome !== "ok");
  return trouble?.outcome === "ok" ? undefined : trouble?.code;
}

const [range] = facts().ranges;
const running = {
  ...{ version: "1", siteName: "s", now, startedAt: now, otherPrinters: [], sweep: null, recentEvents: [] },
  ...{ traps: null, ledger: [], leftOut: [] },
  outbox: { records: 0, bytes: 0, oldestAt: null, quarantined: 0, state: "ok" },
  upload: {
    ...{ centralUrl: null, agent: null, phase: "idle", waitingFor: null, nextTryInMs: null, lastSuccessAt: null },
    ...{ nextContactBy: null, lastFailure: null, records: 0, bytes: 0 },
  },
};
const alive = { askSnmp: async () => "silent" as const, isAlive: async () => true };
const speaksUsers = { askSnmp: async () => "answered" as const, isAlive: async () => true };
const withUser = range && { ranges: [{ ...range, credentials: [user] as const }] };

const cases: readonly [string, string | undefined, Partial<DeviceFacts>][] = [
  ["is well", undefined, {}],
  ["gives no sign of life", "device-silent", { meet: failWith("timeout") }],
  [
    "answers from another address",
    "snmp-elsewhere",
    {
      meet: async () => failed({ kind: "timeout", message: "no answer", stranger: "192.168.7.11:161" }),
      probe: alive,
    },
  ],
  ["is alive but silent", "community-wrong", { meet: failWith("timeout"), probe: alive }],
  ["answers to discovery only", "community-wrong", { meet: failWith("timeout"), probe: speaksUsers }],
  [
    "answers to discovery, not to its user",
    "v3-silent",
    { ...withUser, meet: failWith("timeout"), probe: speaksUsers },
  ],
  ["cannot be reached", "device-unreachable", { meet: failWith("unreachable") }],
  ["does not know the user", "v3-user-unknown", { meet: failWith("unknownUser") }],
  ["refuses the authentication", "v3-auth-wrong", { meet: failWith("wrongDigest") }],
  ["knows SNMPv1 only", "snmp-version-1", { meet: meetWith(readingAt(), "1") }],
  ["refuses the context", "v3-context-unknown", { meet: failWith("unknownContext") }],
  ["shows nothing to the credential", "snmp-access-denied", { meet: failWith("denied") }],
  ["answers discovery but not the request", "v3-silent", { meet: failWith("ignored") }],
  ["refuses the privacy", "v3-priv-wrong", { meet: failWith("decryption") }],
  ["wants another level", "v3-level-wrong", { meet: failWith("unsupportedLevel") }],
  ["is out of the time window", "v3-time-window", { meet: failWith("notInTimeWindow") }],
  [
    "says what is wrong with one credential and is silent to another",
    "v3-auth-wrong",
    {
      ...(range && { ranges: [{ ...range, credentials: [user, community] as const }] }),
      meet: async ({ credential }) =>
        failed({ kind: credential === user ? "wrongDigest" : "timeout", message: "" } as const),
      probe: alive,
    },
  ],
  [
    "lets its credential see nothing",
    "snmp-access-denied",
    { meet: meetWith(readingAt({}, { model: null, serial: null, hostName: null, manufacturer: null })) },
  ],
  ["tells no serial number", "no-serial", { meet: meetWith(readingAt({}, { serial: null })) }],
  ["is read at another address", "controller-twin", { devices: [device({ address: "192.168.7.11" })] }],
  ["has no SI number", "si-missing", { devices: [device({ address, si: null })] }],
  ["is not found yet", "device-not-found-yet", { devices: [] }],
  ["did not answer everything", "reading-incomplete", { meet: meetWith(readingAt({ complete: false })) }],
  [
    "has counters that differ",
    "counters-differ",
    { meet: meetWith(readingAt({ checks: [{ sum: "total", parts: 1, stated: 2, ok: false }] })) },
  ],
  [
    "was not reached by the running agent",
    "reading-old",
    { running: { ...running, devices: [device({ address, lastContactAt: minutesAgo(120) })] } },
  ],
  [
    "is left out after crashes, and not asked by the doctor either",
    "device-left-out",
    {
      running: { ...running, leftOut: [address], devices: [device({ address })] },
      meet: async () => {
        throw new TypeError("a reading that ends the program");
      },
    },
  ],
  [
    "has readings that wait",
    "not-uploaded",
    { waiting: new Map([["d-0000000000000001", { records: 3, oldestAt: minutesAgo(300) }]]) },
  ],
];
test.each(cases)("a device that %s is %s", async (_, code, changes) => {
  expect(await codeOf(changes)).toBe(code);
});
