import type { Clock } from "../leaf/clock.ts";
import type { DeviceLimitsBook } from "./device-limits.ts";
import type { RequestOptions, SnmpClient, SnmpFailure, SnmpFailureKind, SnmpTarget } from "./snmp-client.ts";

/** What reading a device takes: the wire, what was learned about each device, and time. */
export interface SnmpEngine {
  readonly client: SnmpClient;
  readonly limits: DeviceLimitsBook;
  readonly clock: Clock;
}

/** The device answers, but refuses one of the OIDs. */
export function isRefusal({ kind }: SnmpFailure): boolean {
  return kind === "noSuchName" || kind === "denied" || kind === "genErr";
}

/** For a device that is known: outlasts one that loses packets for 2 to 5 s while it wakes. */
export const patientOptions: RequestOptions = { timeoutMs: 2000, retryAtMs: [3000, 8000] };

/** Of a device that is away, or of one that does not manage the request. */
const unclearKinds: ReadonlySet<SnmpFailureKind> = new Set(["timeout", "ignored", "malformed"]);
const sysUpTime = "1.3.6.1.2.1.1.3.0";

/**
 * Whether a request that got no answer was too much for the device, rather than the device away: it then still answers
 * for a single OID.
 */
export async function wasTooMuch(
  { client }: SnmpEngine,
  target: SnmpTarget,
  failure: SnmpFailure,
  options: RequestOptions,
): Promise<boolean> {
  if (failure.kind === "tooBig") return true;
  if (!unclearKinds.has(failure.kind)) return false;
  const answer = await client.get(target, [sysUpTime], options);
  return answer.ok || isRefusal(answer.failure);
}
