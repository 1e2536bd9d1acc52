import type { SnmpTarget } from "./snmp-client.ts";

/** How much a device manages in one answer, as far as it is known. */
export interface DeviceLimits {
  /** Repetitions of a GETBULK; 1 means GETNEXT. */
  readonly repetitions: number;
  /** OIDs of a GET. */
  readonly pduOids: number;
}

export const defaultLimits: DeviceLimits = { repetitions: 10, pduOids: 24 };

const repetitionSteps: readonly number[] = [10, 6, 2, 1];
const mostDevices = 20_000;

/** What was learned about each device, by address and port; a device that was never any trouble takes no room. */
export class DeviceLimitsBook {
  readonly #limits = new Map<string, DeviceLimits>();

  of(target: SnmpTarget): DeviceLimits {
    return this.#limits.get(keyOf(target)) ?? defaultLimits;
  }

  /** Half the OIDs in each GET from now on, at least one. */
  halvePduOids(target: SnmpTarget, triedOids: number): void {
    this.#set(target, { ...this.of(target), pduOids: Math.max(1, Math.ceil(triedOids / 2)) });
  }

  /** 10 repetitions → 6 → 2 → GETNEXT; false when there is no smaller step than what was tried. */
  lowerRepetitions(target: SnmpTarget, triedRepetitions: number): boolean {
    const repetitions = repetitionSteps.find((step) => step < triedRepetitions);
    if (repetitions === undefined) return false;
    this.#set(target, { ...this.of(target), repetitions });
    return true;
  }

  /** For a device that was replaced or got other firmware. */
  forget(target: SnmpTarget): void {
    this.#limits.delete(keyOf(target));
  }

  #set(target: SnmpTarget, limits: DeviceLimits): void {
    const key = keyOf(target);
    this.#limits.delete(key);
    this.#limits.set(key, limits);
    const [oldest] = this.#limits.keys();
    if (this.#limits.size > mostDevices && oldest !== undefined) this.#limits.delete(oldest);
  }
}

function keyOf({ address, port }: SnmpTarget): string {
  return `${address}:${port}`;
}
