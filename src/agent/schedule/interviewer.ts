import type { KnownDevice } from "../inventory/device-directory.ts";
import type { Log } from "../leaf/log.ts";
import { failed, type Result } from "../leaf/result.ts";
import type { PollScope } from "../profile/poll-plan.ts";
import type { SnmpFailure, SnmpTarget } from "../snmp/snmp-client.ts";
import {
  type Acquaintance,
  addressText,
  askDevice,
  type FirstMeeting,
  type Interview,
  type Meeting,
  meetDevice,
  placeOf,
} from "./meet-device.ts";
import type { Territory } from "./territory.ts";

/** Tells that a device knows an older SNMP only; to be called when it is met. */
export function tellVersion(log: Log, { version, acquaintance: { target } }: Meeting): void {
  if (version !== target.credential.version) log.warn("device.version-1", { address: addressText(target) });
}

/** Knows whom to ask for a device, with what, and what the device showed when it was met. */
export class Interviewer {
  readonly #log: Log;
  readonly #whole: Interview;
  /** Ends with the territory that holds. */
  #current: Interview;
  #territory: Territory;
  #outdated = new AbortController();
  readonly #acquaintances = new Map<string, Acquaintance>();

  constructor(interview: Interview, territory: Territory, log: Log) {
    this.#log = log;
    this.#whole = interview;
    this.#territory = territory;
    this.#current = this.#untilOutdated();
  }

  get territory(): Territory {
    return this.#territory;
  }

  /** Aborted when what may be said where is another. */
  get outdated(): AbortSignal {
    return this.#outdated.signal;
  }

  /**
   * Takes over another territory: what is under way is cut short. Under other credentials every device is met anew, for
   * a session lives as long as its credential.
   */
  moveTo(territory: Territory): void {
    if (territory === this.#territory) return;
    if (territory.credentials !== this.#territory.credentials) this.#acquaintances.clear();
    this.#territory = territory;
    this.#outdated.abort();
    this.#outdated = new AbortController();
    this.#current = this.#untilOutdated();
  }

  knows(uid: string): boolean {
    return this.#acquaintances.has(uid);
  }

  note(uid: string, acquaintance: Acquaintance): void {
    this.#acquaintances.set(uid, acquaintance);
  }

  forget(uid: string): void {
    this.#acquaintances.delete(uid);
  }

  /**
   * Whom to ask for a device and with what, judged by where it stands now; undefined: it stands in no range any more, or
   * another device took its address, and so it is not asked.
   */
  async targetOf({ addresses: [primary], credential: known }: KnownDevice): Promise<SnmpTarget | undefined> {
    if (primary === undefined) return undefined;
    const place = placeOf(primary.address);
    const [credential] = (await this.#territory.credentialsAt(place, known)) ?? [];
    return credential && { ...place, credential };
  }

  /** Whether the device is known but stands in no configured range any more. */
  isOutside({ addresses: [primary] }: KnownDevice): boolean {
    return primary !== undefined && this.#territory.isOutside(placeOf(primary.address));
  }

  /** Asks what is due, or everything where the device was not met there in this way. */
  async ask(uid: string, target: SnmpTarget, scope: PollScope): Promise<Result<Meeting, SnmpFailure>> {
    const acquaintance = this.#acquaintances.get(uid);
    if (acquaintance && isSameTarget(acquaintance.target, target)) return askDevice(this.#current, acquaintance, scope);
    const met = await meetDevice(this.#current, target);
    if (met.ok) tellVersion(this.#log, met.value);
    return met;
  }

  /** Asks a device for everything now, beside the schedule; nothing of the answer is kept. */
  async examine(device: KnownDevice): Promise<Result<FirstMeeting, SnmpFailure>> {
    const target = await this.targetOf(device);
    if (target) return meetDevice(this.#current, target);
    return failed({ kind: "unreachable", message: "its address lies outside the configured ranges" });
  }

  #untilOutdated(): Interview {
    const { options } = this.#whole;
    const signals = [this.#outdated.signal, ...(options.signal ? [options.signal] : [])];
    return { ...this.#whole, options: { ...options, signal: AbortSignal.any(signals) } };
  }
}

function isSameTarget(one: SnmpTarget, other: SnmpTarget): boolean {
  return one.address === other.address && one.port === other.port && one.credential === other.credential;
}
