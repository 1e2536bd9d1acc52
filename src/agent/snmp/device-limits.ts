import type { Clock } from "../leaf/clock.ts";
import { placeKey } from "../leaf/place-key.ts";
import type { SnmpTarget } from "./snmp-client.ts";

/** How much a device manages in one answer, as far as it is known. */
export interface DeviceLimits {
  /** Repetitions of a GETBULK; 1 means GETNEXT. */
  readonly repetitions: number;
  /** OIDs of a GET. */
  readonly pduOids: number;
  /** Silent in SNMPv2c, it answers the same community in SNMPv1. */
  readonly isVersion1: boolean;
}

export const defaultLimits: DeviceLimits = { repetitions: 10, pduOids: 40, isVersion1: false };

const repetitionSteps: readonly number[] = [10, 6, 2, 1];
const mostDevices = 20_000;
/** A burst of lost packets looks like a device that manages little; a wrong guess upward costs one silence a day. */
const climbMs = 86_400_000;

interface Learned {
  readonly limits: DeviceLimits;
  readonly atMs: number;
}

/**
 * What was learned about each device, by address and port; a device that was never any trouble takes no room. It is kept
 * in memory only: after a start a first contact learns it again within seconds.
 */
export class DeviceLimitsBook {
  readonly #clock: Clock;
  readonly #learned = new Map<string, Learned>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What to try: a step above what was learned for each day since. */
  of(target: SnmpTarget): DeviceLimits {
    if (this.#learned.size === 0) return defaultLimits;
    const learned = this.#learned.get(placeKey(target));
    return learned ? climb(learned.limits, Math.floor((this.#clock.monoMs() - learned.atMs) / climbMs)) : defaultLimits;
  }

  /** Half the OIDs in each GET from now on, at least one; no more than before. */
  halvePduOids(target: SnmpTarget, triedOids: number): void {
    const limits = this.of(target);
    this.#set(target, { ...limits, pduOids: Math.min(limits.pduOids, Math.max(1, Math.ceil(triedOids / 2))) });
  }

  /** 10 repetitions → 6 → 2 → GETNEXT; false when there is no smaller step than what was tried. */
  lowerRepetitions(target: SnmpTarget, triedRepetitions: number): boolean {
    const repetitions = repetitionSteps.find((step) => step < triedRepetitions);
    if (repetitions === undefined) return false;
    this.#set(target, { ...this.of(target), repetitions });
    return true;
  }

  setVersion1(target: SnmpTarget, isVersion1: boolean): void {
    this.#set(target, { ...this.of(target), isVersion1 });
  }

  /** For a device that restarted or was replaced: its firmware may be another. */
  forget(target: SnmpTarget): void {
    this.#learned.delete(placeKey(target));
  }

  #set(target: SnmpTarget, limits: DeviceLimits): void {
    const key = placeKey(target);
    this.#learned.delete(key);
    this.#learned.set(key, { limits, atMs: this.#clock.monoMs() });
    const [oldest] = this.#learned.keys();
    if (this.#learned.size > mostDevices && oldest !== undefined) this.#learned.delete(oldest);
  }
}

function climb(limits: DeviceLimits, steps: number): DeviceLimits {
  if (steps === 0) return limits;
  const at = repetitionSteps.indexOf(limits.repetitions);
  return {
    ...limits,
    repetitions: repetitionSteps[Math.max(0, at - steps)] ?? defaultLimits.repetitions,
    pduOids: Math.min(defaultLimits.pduOids, limits.pduOids * 2 ** Math.min(steps, 5)),
  };
}
