import type { Reading } from "../../../contract/reading.ts";
import { holdsPlace, isExcluded, type Place } from "../../discovery/range-set.ts";
import type { Values } from "../../leaf/language.ts";
import type { Result } from "../../leaf/result.ts";
import { addressText, type Meeting } from "../../schedule/meet-device.ts";
import type { SearchRange } from "../../schedule/search-range.ts";
import type { SnmpCredential, SnmpFailure, SnmpTarget } from "../../snmp/snmp-client.ts";
import type { AgentSnapshot, DeviceSnapshot } from "../../status/agent-snapshot.ts";
import type { StoredAgent } from "../stored-agent.ts";
import type { DeviceProbe } from "./device-probe.ts";
import type { DoctorCode } from "./doctor-words.ts";
import { broken, type Step, type Verdict, warned, well } from "./finding.ts";

/** What a device is judged by. */
export interface DeviceFacts {
  /** What was asked for, as typed or as known. */
  readonly name: string;
  readonly locate: () => Promise<Result<Place, string>>;
  readonly ranges: readonly SearchRange[];
  readonly credentials: ReadonlyMap<string, SnmpCredential>;
  readonly meet: (target: SnmpTarget) => Promise<Result<Meeting, SnmpFailure>>;
  readonly probe: DeviceProbe;
  readonly devices: readonly DeviceSnapshot[];
  readonly running: AgentSnapshot | undefined;
  readonly waiting: StoredAgent["waiting"];
  readonly hasCentral: boolean;
  readonly statusIntervalMs: number;
  readonly nowMs: number;
}

const mostMissedIntervals = 3;
const leastPatienceMs = 15 * 60_000;
const uploadPatienceMs = 3_600_000;
const hourMs = 3_600_000;
const snmpPort = 161;

/** The way of one device's data: from its address to central. */
export function deviceSteps(facts: DeviceFacts): readonly Step[] {
  const visit = new Visit(facts);
  return [
    { name: "deviceRange", check: () => visit.findCredentials() },
    { name: "deviceAnswers", check: () => visit.ask() },
    { name: "devicePrinter", check: () => visit.onReading(judgeKind) },
    { name: "deviceSerial", check: () => visit.onReading(judgeSerial) },
    { name: "deviceCounters", check: () => visit.onReading(judgeCounters) },
    { name: "deviceKnown", check: () => visit.onReading((reading) => judgeKnown(reading, facts)) },
    { name: "deviceLastReading", check: () => visit.onReading((reading) => judgeAge(reading, facts)) },
    { name: "deviceUploaded", check: () => visit.onReading((reading) => judgeUpload(reading, facts)) },
  ];
}

/** One visit to a device; lives as long as its chain of steps. */
class Visit {
  readonly #facts: DeviceFacts;
  #place: Place | undefined;
  #credentials: readonly SnmpCredential[] = [];
  #reading: Reading | undefined;

  constructor(facts: DeviceFacts) {
    this.#facts = facts;
  }

  async findCredentials(): Promise<Verdict> {
    const { name, locate, ranges, running } = this.#facts;
    const located = await locate();
    if (!located.ok) return broken("device-name-unknown", { address: name, detail: located.failure });
    this.#place = located.value;
    const address = addressText(located.value);
    const isLeftOut = ({ places }: SearchRange) => isExcluded(places, located.value.address);
    const range = ranges.find(
      (one) => (holdsPlace(one.places, located.value) || isNamed(one.places.names, name)) && !isLeftOut(one),
    );
    if (!range) return broken(ranges.some(isLeftOut) ? "device-excluded" : "device-outside-ranges", { address });
    this.#credentials = range.credentials;
    // Its answer may end this program as it ended the agent.
    if (running?.leftOut.includes(address)) return broken("device-left-out", { address });
    return well({ address });
  }

  /** Every credential of the range once, in its order: on some devices a wrong one counts as an attack. */
  async ask(): Promise<Verdict> {
    const place = this.#place;
    if (!place) return broken("device-unreachable", {});
    const { meet, probe } = this.#facts;
    const values = { address: place.address, port: place.port };
    const heard = await probe.askSnmp(place);
    if (heard === "closed") return broken("snmp-off", values);
    let explained: Verdict | undefined;
    let silence: Verdict | undefined;
    for (const credential of this.#credentials) {
      const name = this.#nameOf(credential);
      const met = await meet({ ...place, credential });
      if (met.ok) {
        this.#reading = met.value.reading;
        const isOlder = met.value.version !== credential.version;
        return isOlder ? warned("snmp-version-1", { ...values, credential: name }) : well({ credential: name });
      }
      const told = { ...values, credential: name, detail: met.failure.message };
      const own = explainFailure(met.failure, told);
      if (own) explained ??= own;
      else silence ??= await this.#explainSilence(credential, heard === "answered", place, told);
    }
    // What the device itself says about one credential tells more than its silence to another.
    return explained ?? silence ?? broken("device-silent", values);
  }

  onReading(judge: (reading: Reading) => Verdict | undefined): Verdict | undefined {
    return this.#reading && judge(this.#reading);
  }

  /** Silence says nothing by itself: a device that answers to discovery, or is alive, is silent for its own reasons. */
  async #explainSilence(
    { version }: SnmpCredential,
    speaksUsers: boolean,
    { address }: Place,
    values: Values,
  ): Promise<Verdict> {
    if (speaksUsers) return broken(version === "3" ? "v3-silent" : "community-wrong", values);
    return broken((await this.#facts.probe.isAlive(address)) ? "community-wrong" : "device-silent", values);
  }

  #nameOf(credential: SnmpCredential): string {
    return [...this.#facts.credentials].find(([, known]) => known === credential)?.[0] ?? "?";
  }
}

/** What a failure says for itself; silence says nothing and is looked into. */
const codeByFailure: Partial<Readonly<Record<SnmpFailure["kind"], DoctorCode>>> = {
  unreachable: "device-unreachable",
  unknownUser: "v3-user-unknown",
  wrongDigest: "v3-auth-wrong",
  decryption: "v3-priv-wrong",
  unsupportedLevel: "v3-level-wrong",
  notInTimeWindow: "v3-time-window",
  malformed: "snmp-garbled",
  ignored: "v3-silent",
  unknownContext: "v3-context-unknown",
  denied: "snmp-access-denied",
  genErr: "snmp-garbled",
  noSuchName: "snmp-garbled",
  tooBig: "snmp-garbled",
};

function explainFailure({ kind, stranger }: SnmpFailure, values: Values): Verdict | undefined {
  if (stranger !== undefined) return broken("snmp-elsewhere", { ...values, stranger });
  const code = codeByFailure[kind];
  return code && broken(code, values);
}

function isNamed(names: SearchRange["places"]["names"], name: string): boolean {
  return names.some((known) => known.name === name.toLowerCase().replace(`:${snmpPort}`, ""));
}

function judgeKind({ device, supplies, counters, profile }: Reading): Verdict {
  const { address, manufacturer, hostName } = device;
  const model = [manufacturer, device.model].filter((part) => part !== null).join(" ") || hostName;
  // Every agent has sysDescr (RFC 3418): one that does not even tell that much hides all the rest from us.
  if (model === null && device.serial === null) return broken("snmp-access-denied", { address });
  const values = { address, model: model ?? "?", profile: `${profile.name} ${profile.revision}` };
  if (device.isKonicaMinolta) return well(values);
  const isPrinter = device.serial !== null || (supplies ?? []).length > 0 || (counters ?? []).length > 0;
  return broken(isPrinter ? "other-maker" : "not-a-printer", values);
}

function judgeSerial({ device }: Reading): Verdict {
  const { serial, address } = device;
  return serial === null ? broken("no-serial", { address }) : well({ serial });
}

function judgeCounters({ device, counters = [], checks = [], complete }: Reading): Verdict {
  const { address } = device;
  const wrong = checks.filter((check) => !check.ok).map(({ sum, parts, stated }) => `${sum} ${parts} / ${stated}`);
  if (wrong.length > 0) return warned("counters-differ", { address, detail: wrong.join(", ") });
  return complete ? well({ counters: counters.length }) : warned("reading-incomplete", { address });
}

function judgeKnown({ device }: Reading, { devices }: DeviceFacts): Verdict {
  const { address, serial } = device;
  const known = devices.find((one) => one.serial !== null && one.serial === serial);
  if (!known) return warned("device-not-found-yet", { address });
  if (known.address !== address) return warned("controller-twin", { address, other: known.address });
  return known.si === null ? warned("si-missing", { serial: serial ?? "" }) : well({ si: known.si });
}

function judgeAge({ device }: Reading, { running, statusIntervalMs, nowMs }: DeviceFacts): Verdict | undefined {
  const known = running?.devices.find(({ address }) => address === device.address);
  if (!known?.lastContactAt) return undefined;
  const ageMs = nowMs - Date.parse(known.lastContactAt);
  const minutes = Math.max(0, Math.round(ageMs / 60_000));
  const isOld = ageMs > Math.max(leastPatienceMs, mostMissedIntervals * statusIntervalMs);
  return isOld ? broken("reading-old", { address: device.address, minutes }) : well({ minutes });
}

function judgeUpload({ device }: Reading, { devices, waiting, hasCentral, nowMs }: DeviceFacts): Verdict | undefined {
  const known = devices.find(({ address }) => address === device.address);
  if (!hasCentral || !known) return undefined;
  const oldestAt = waiting.get(known.uid)?.oldestAt;
  const waitsMs = oldestAt === undefined ? 0 : nowMs - Date.parse(oldestAt);
  if (waitsMs <= uploadPatienceMs) return well();
  return broken("not-uploaded", { address: device.address, hours: Math.floor(waitsMs / hourMs) });
}
