import { type Clock, systemClock } from "../leaf/clock.ts";
import { systemRandom } from "../leaf/random.ts";
import { DeviceLimitsBook } from "../snmp/device-limits.ts";
import { NetSnmpClient, type NetSnmpSettings } from "../snmp/net-snmp-client.ts";
import type { SnmpEngine } from "../snmp/snmp-engine.ts";

/** The network keeps real time even where the site's clock is another: a packet takes as long as it takes. */
export const networkClock: Clock = systemClock;

export interface OpenEngine extends SnmpEngine {
  readonly client: NetSnmpClient;
}

type Wire = Pick<NetSnmpSettings, "sockets" | "remembered" | "onEngineChanged">;

/** Polls: every known device is asked again within minutes. */
export const pollingWire: Wire = { sockets: 8, remembered: 20_000 };
/** A sweep meets most addresses once or, minutes later, twice. */
export const sweepingWire: Wire = { sockets: 1, remembered: 1000 };

/** Opens the sockets; rejects with the system's error if they cannot be had. */
export async function openEngine(wire: Wire): Promise<OpenEngine> {
  const client = new NetSnmpClient({ ...wire, clock: networkClock, nextRequestId: systemRandom.requestId });
  await client.start();
  return { client, limits: new DeviceLimitsBook(networkClock), clock: networkClock };
}
