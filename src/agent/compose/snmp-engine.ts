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

/** Opens the sockets; rejects with the system's error if they cannot be had. */
export async function openEngine(
  sockets: number,
  told: Pick<NetSnmpSettings, "onEngineChanged"> = {},
): Promise<OpenEngine> {
  const client = new NetSnmpClient({ sockets, clock: networkClock, nextRequestId: systemRandom.requestId, ...told });
  await client.start();
  return { client, limits: new DeviceLimitsBook(networkClock), clock: networkClock };
}
