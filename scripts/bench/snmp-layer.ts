import { openEngine, pollingWire } from "../../src/agent/compose/snmp-engine.ts";
import type { Place } from "../../src/agent/discovery/range-set.ts";
import { stamp, systemClock } from "../../src/agent/leaf/clock.ts";
import { projectFile } from "../../src/agent/leaf/project-files.ts";
import { loadMibs } from "../../src/agent/profile/load-mibs.ts";
import { meetDevice } from "../../src/agent/schedule/meet-device.ts";
import { publicCredential } from "../../src/agent/snmp/credentials.ts";
import { patientOptions, type SnmpEngine } from "../../src/agent/snmp/snmp-engine.ts";
import type { Stopwatch, Work } from "./measure.ts";

const oidCount = 60;
const oidsPerGet = 20;
const askedAtOnce = 200;

/** 60 OIDs in 3 GETs of each device; which ones, the first device's poll plan tells. */
export async function snmpLayer(places: readonly Place[], rounds: number, stopwatch: Stopwatch): Promise<Work> {
  const engine = await openEngine(pollingWire);
  try {
    const targets = places.map((place) => ({ ...place, credential: { ...publicCredential } }));
    const gets = await oidsInGets(engine, targets);
    let failed = 0;
    stopwatch.start(() => engine.client.traffic);
    for (let round = 0; round < rounds; round += 1) {
      let next = 0;
      const askNext = async (): Promise<void> => {
        for (let target = targets[next++]; target !== undefined; target = targets[next++]) {
          for (const oids of gets) {
            const answer = await engine.client.get(target, oids, patientOptions);
            if (!answer.ok) failed += 1;
          }
        }
      };
      await Promise.all(Array.from({ length: askedAtOnce }, askNext));
    }
    stopwatch.end();
    return { layer: "snmp", devicePolls: rounds * targets.length, failed };
  } finally {
    engine.client.close();
  }
}

async function oidsInGets(
  engine: SnmpEngine,
  [target]: readonly (Place & { readonly credential: typeof publicCredential })[],
): Promise<readonly (readonly string[])[]> {
  if (target === undefined) throw new Error("there are no devices");
  const library = loadMibs(projectFile("mibs"));
  const met = await meetDevice({ engine, library, options: patientOptions, stamp: () => stamp(systemClock) }, target);
  if (!met.ok) throw new Error(`${target.address}: ${met.failure.message}`);
  const oids = met.value.acquaintance.plan.gets.full.slice(0, oidCount).map(({ oid }) => oid);
  return Array.from({ length: Math.ceil(oids.length / oidsPerGet) }, (_, at) =>
    oids.slice(at * oidsPerGet, (at + 1) * oidsPerGet),
  );
}
