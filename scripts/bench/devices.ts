import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { openEngine, sweepingWire } from "../../src/agent/compose/snmp-engine.ts";
import { probe } from "../../src/agent/discovery/probe.ts";
import type { Place } from "../../src/agent/discovery/range-set.ts";
import { formatAddress, parseAddress } from "../../src/agent/leaf/ipv4.ts";
import { publicCredential } from "../../src/agent/snmp/credentials.ts";

export interface BenchDevices {
  readonly places: readonly Place[];
  stop(): void;
}

/** Ports below 1024 need privileges; the simulated devices stand here instead. */
const simulatedPort = 16_161;
const quick = { timeoutMs: 500, retryAtMs: [] };

/** Devices at addresses in a row from the first: those that are there, or else simulated ones in a process of their own. */
export async function findDevices(first: Place, count: number): Promise<BenchDevices> {
  const engine = await openEngine(sweepingWire);
  const answer = await probe(engine, { ...first, credential: publicCredential }, quick);
  engine.client.close();
  if (answer.ok) return { places: placesFrom(first, count), stop() {} };
  const place = { address: first.address, port: simulatedPort };
  const places = placesFrom(place, count);
  const child = spawn(process.execPath, [fileURLToPath(new URL("simulated-devices.ts", import.meta.url))], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin?.end(JSON.stringify(places));
  await ready(child);
  return { places, stop: () => child.kill() };
}

async function ready(child: ChildProcess): Promise<void> {
  const [said] = await Promise.race([once(child.stdout ?? child, "data"), once(child, "exit")]);
  if (!Buffer.isBuffer(said)) throw new Error("the simulated devices did not start");
}

function placesFrom({ address, port }: Place, count: number): readonly Place[] {
  const first = parseAddress(address);
  if (first === undefined) throw new Error(`${address} is not an address`);
  return Array.from({ length: count }, (_, index) => ({ address: formatAddress(first + index), port }));
}
