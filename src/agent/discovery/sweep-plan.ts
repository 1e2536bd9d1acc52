import type { SnmpCredential } from "../snmp/snmp-client.ts";
import type { ProbeAnswer } from "./probe.ts";
import type { Place } from "./range-set.ts";

/** Where to look and what may be said there: the credentials of the range, never more than two. */
export interface SweepTarget extends Place {
  readonly credentials: readonly [SnmpCredential] | readonly [SnmpCredential, SnmpCredential];
}

export interface SweepAnswer extends ProbeAnswer {
  readonly target: Place & { readonly credential: SnmpCredential };
  /** In which it answered. */
  readonly version: SnmpCredential["version"];
}

export interface SweepProgress {
  /** Addresses that got a packet at least once. */
  readonly probed: number;
  readonly total: number;
  readonly found: number;
  /** Time until all rounds are sent and waited for, if nobody else answers. */
  readonly remainingMs: number;
}

export interface SweepSettings {
  /**
   * Probes a second. Each silent address on the local link takes a place in the kernel's neighbour table for seconds;
   * above 250 a second the table of 1,024 fills and probes are lost without an error.
   */
  readonly addressesPerSecond: number;
  readonly timeoutMs: number;
}

export interface SweepPlan {
  /** Devices known from before; they go first. */
  readonly known: readonly SweepTarget[];
  /** Called once a round, so that nobody has to list the silent ones: 65,000 of them would take 20 MB. */
  readonly fresh: () => Iterable<SweepTarget>;
  /** How many targets there are in both. */
  readonly total: number;
}

export const defaultSweepSettings: SweepSettings = { addressesPerSecond: 250, timeoutMs: 2000 };

/** How long a search lasts: every silent address is asked twice, and each round waited for. */
export function sweepSeconds(addresses: number, addressesPerSecond = defaultSweepSettings.addressesPerSecond): number {
  return Math.ceil((2 * addresses) / addressesPerSecond + (2 * defaultSweepSettings.timeoutMs) / 1000);
}
