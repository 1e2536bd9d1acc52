import { systemClock } from "../../src/agent/leaf/clock.ts";
import { systemRandom } from "../../src/agent/leaf/random.ts";
import { DeviceLimitsBook } from "../../src/agent/snmp/device-limits.ts";
import { NetSnmpClient } from "../../src/agent/snmp/net-snmp-client.ts";

/** The agent's wire as it is composed for polling. */
export async function openBenchEngine(sockets: number) {
  const client = new NetSnmpClient({ sockets, clock: systemClock, nextRequestId: systemRandom.requestId });
  await client.start();
  return { client, limits: new DeviceLimitsBook(systemClock), clock: systemClock };
}
