import type { DeviceIdentity, Reading } from "../../contract/reading.ts";
import { type ProbeAnswer, probeEitherVersion } from "../discovery/probe.ts";
import type { Place } from "../discovery/range-set.ts";
import { deviceUid } from "../inventory/device-uid.ts";
import { ok, type Result } from "../leaf/result.ts";
import { keepFields } from "../leaf/unchanged.ts";
import { type Answers, type Column, collectAnswers, column, mergeAnswers } from "../profile/answers.ts";
import { matchProfile } from "../profile/match-profile.ts";
import type { MibLibrary, Profile } from "../profile/mib-library.ts";
import type { PollPlan, PollScope } from "../profile/poll-plan.ts";
import { type DecodedIdentity, decodeIdentity, decodeSerial, describePrinter } from "../reading/decode-identity.ts";
import { decodeUptime, readDevice } from "../reading/read-device.ts";
import { contactDevice, type PollAnswers, pollDevice } from "../snmp/poll-device.ts";
import { shareAnswers } from "../snmp/shared-plan.ts";
import type { RequestOptions, SnmpCredential, SnmpFailure, SnmpTarget } from "../snmp/snmp-client.ts";
import type { SnmpEngine } from "../snmp/snmp-engine.ts";
import { asItAnswers } from "../snmp/version-one.ts";
import { shareReading } from "./shared-parts.ts";

/** What first contact missed is missed in every poll; a device that always cuts it short is not to be met all the time. */
const meetAgainAfterMs = 86_400_000;

/** What asking a device takes. */
export interface Interview {
  readonly engine: SnmpEngine;
  readonly library: MibLibrary;
  readonly options: RequestOptions;
  /** ISO 8601 UTC of now. */
  readonly stamp: () => string;
}

/** A device that was met: what is kept of it between polls, in memory only. */
export interface Acquaintance {
  readonly target: SnmpTarget;
  readonly profile: Profile;
  readonly plan: PollPlan;
  /** What was missing of the former plan when the device was met again for it: it need not be met for that once more. */
  readonly missing: readonly string[];
  /** When a first contact that was cut short is worth another one, by the engine's clock; null: it read everything. */
  readonly meetAgainAtMs: number | null;
  /** The descriptions of first contact that later polls need, the same map for devices that describe themselves alike. */
  readonly described: Answers;
  /** The alert table of the last poll. */
  readonly alerts: Answers;
  readonly device: DeviceIdentity;
  /** sysUpTime at the last poll; it falls when the device restarted, maybe with other firmware or parts. */
  readonly uptimeMs: number | null;
  /** The last poll of each scope. */
  readonly heard: Readonly<Partial<Record<PollScope, Heard>>>;
}

/** What a device said, and the reading that was made of it. */
interface Heard {
  readonly said: PollAnswers["said"];
  readonly alerts: Answers;
  readonly isComplete: boolean;
  readonly reading: Reading;
}

export interface Meeting {
  readonly acquaintance: Acquaintance;
  readonly reading: Reading;
  /** In which it answered: a device asked in SNMPv2c may know SNMPv1 only. */
  readonly version: SnmpCredential["version"];
}

export interface FirstMeeting extends Meeting {
  /** What the reading was made of, for those who want to see where a value stands; nobody keeps it. */
  readonly answers: Answers;
}

/** First contact: finds the profile, asks everything, and gives a full reading. */
export async function meetDevice(
  interview: Interview,
  target: SnmpTarget,
  known?: ProbeAnswer,
): Promise<Result<FirstMeeting, SnmpFailure>> {
  const { engine, library, options } = interview;
  const observedAt = interview.stamp();
  const probed = known ? ok(known) : await probeEitherVersion(engine, target, options);
  if (!probed.ok) return probed;
  const { sysObjectId = null, sysDescr = "", deviceDescr = "" } = probed.value;
  const spoken = asItAnswers(engine, target);
  const guessed = matchProfile(library, { sysObjectId, texts: [sysDescr, deviceDescr] });
  const first = await contactDevice(engine, spoken, library, guessed, options);
  if (!first.ok) return first;
  // The printer's row of hrDeviceTable may stand behind a network card's: only contact shows what it says.
  const printer = describePrinter(library, first.value.answers) ?? "";
  const profile = matchProfile(library, { sysObjectId, texts: [sysDescr, deviceDescr, printer] });
  const contact = profile === guessed ? first : await contactDevice(engine, spoken, library, profile, options);
  if (!contact.ok) return contact;
  const { answers, plan, isComplete } = contact.value;
  const device = identityAt(target, decodeIdentity(library, profile, answers));
  const reading = shareReading(
    readDevice(library, { profile, device, answers, scope: "full", observedAt, isComplete }),
  );
  return ok({
    acquaintance: {
      target,
      profile,
      plan,
      missing: [],
      meetAgainAtMs: isComplete ? null : engine.clock.monoMs() + meetAgainAfterMs,
      described: shareAnswers(columnsOf(neededAgain(profile), (object) => column(answers, object))),
      alerts: shareAnswers(columnsOf(profile.ask.alerts, (object) => column(answers, object))),
      device: reading.device,
      uptimeMs: reading.uptimeMs,
      heard: {},
    },
    reading,
    version: spoken.credential.version,
    answers,
  });
}

/** A routine poll: asks only what changes. A device that changed its shape, restarted or is another one is met anew. */
export async function askDevice(
  interview: Interview,
  acquaintance: Acquaintance,
  scope: PollScope,
): Promise<Result<Meeting, SnmpFailure>> {
  const { target, plan, meetAgainAtMs } = acquaintance;
  const { engine } = interview;
  const spoken = asItAnswers(engine, target);
  const isPartial = meetAgainAtMs !== null;
  if (isPartial && scope === "full" && engine.clock.monoMs() >= meetAgainAtMs) return meetDevice(interview, target);
  const observedAt = interview.stamp();
  const poll = await pollDevice(engine, spoken, plan, scope, acquaintance.alerts, interview.options);
  // The version that it knew may be off now, or the device another.
  if (!poll.ok) return spoken !== target && poll.failure.kind === "timeout" ? meetDevice(interview, target) : poll;
  const polled = isPartial ? { ...poll.value, isComplete: false } : poll.value;
  const uptimeMs = decodeUptime(polled.live.find(({ object }) => object === "sysUpTime")?.value);
  const hasRestarted = uptimeMs !== null && acquaintance.uptimeMs !== null && uptimeMs < acquaintance.uptimeMs;
  if (hasRestarted || polled.missing.some((object) => !acquaintance.missing.includes(object))) {
    return meetAnew(interview, target, polled.missing);
  }
  const before = acquaintance.heard[scope];
  const heard =
    before && isRepeated(before, polled) ? before : hear(interview, acquaintance, scope, observedAt, polled);
  if (!heard) return meetAnew(interview, target, polled.missing);
  const { alerts } = heard;
  return ok({
    acquaintance: { ...acquaintance, alerts, uptimeMs, heard: { ...acquaintance.heard, [scope]: heard } },
    reading: { ...heard.reading, observedAt, uptimeMs },
    version: spoken.credential.version,
  });
}

/** A device that may be another now: what was learned about the former one does not hold for it. */
async function meetAnew(
  interview: Interview,
  target: SnmpTarget,
  missing: readonly string[],
): Promise<Result<Meeting, SnmpFailure>> {
  interview.engine.limits.forget(target);
  const met = await meetDevice(interview, target);
  return met.ok ? ok({ ...met.value, acquaintance: { ...met.value.acquaintance, missing } }) : met;
}

/** The reading of what the device says now; undefined: another device answered. */
function hear(
  { library }: Interview,
  acquaintance: Acquaintance,
  scope: PollScope,
  observedAt: string,
  polled: PollAnswers,
): Heard | undefined {
  const { profile, device } = acquaintance;
  const { said, isComplete } = polled;
  const answers = mergeAnswers(acquaintance.described, polled.alerts, collectAnswers(polled.live));
  if (decodeSerial(library, answers) !== device.serial) return undefined;
  const alerts = polled.alerts === acquaintance.alerts ? acquaintance.alerts : shareAnswers(polled.alerts);
  const reading = shareReading(readDevice(library, { profile, device, answers, scope, observedAt, isComplete }));
  return { said, alerts, isComplete, reading: shareSections(reading, acquaintance.heard) };
}

/** What a section of another scope's reading says too is kept once: a full reading holds all that the others do. */
function shareSections(reading: Reading, heard: Acquaintance["heard"]): Reading {
  return Object.values(heard).reduce((shared, other) => keepFields(other.reading, shared), reading);
}

/** A device that says the same again means the same: at most devices nothing changed since the last poll. */
function isRepeated(before: Heard, { said, alerts, isComplete }: PollAnswers): boolean {
  return before.said === said && before.alerts === alerts && before.isComplete === isComplete;
}

/** The address of its network card and its name, which are its own, tell who a device is and nothing later. */
function neededAgain({ ask, identity }: Profile): readonly string[] {
  const once = new Set([...identity.mac, ...identity.hostName]);
  return ask.describe.filter((object) => !once.has(object));
}

function columnsOf(objects: readonly string[], columnOf: (object: string) => Column): Answers {
  return new Map(objects.map((object) => [object, columnOf(object)]));
}

function identityAt(target: SnmpTarget, identity: DecodedIdentity): DeviceIdentity {
  const address = addressText(target);
  const { uid } = deviceUid({ ...identity, address });
  return { ...identity, uid, si: null, address };
}

const snmpPort = 161;

/** The way back from `addressText`. */
export function placeOf(address: string): Place {
  const [host = "", port] = address.split(":");
  return { address: host, port: port === undefined ? snmpPort : Number(port) };
}

/** `192.168.1.20`, or `192.168.1.20:1161` where the port is not SNMP's own. */
export function addressText({ address, port }: Pick<SnmpTarget, "address" | "port">): string {
  return port === snmpPort ? address : `${address}:${port}`;
}
