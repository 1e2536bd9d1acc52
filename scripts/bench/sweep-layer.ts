import { openEngine, sweepingWire } from "../../src/agent/compose/snmp-engine.ts";
import { parseRanges } from "../../src/agent/discovery/range-set.ts";
import { sweep } from "../../src/agent/discovery/sweep.ts";
import { defaultSweepSettings } from "../../src/agent/discovery/sweep-plan.ts";
import { Territory } from "../../src/agent/schedule/territory.ts";
import { publicCredential } from "../../src/agent/snmp/credentials.ts";
import type { Stopwatch, Work } from "./measure.ts";

/** One sweep of a range by one socket. `paceMs` is how long sending takes at least: two rounds to each silent address. */
export async function sweepLayer(range: string, rate: number, stopwatch: Stopwatch): Promise<Work> {
  const ranges = parseRanges([range], { isPublicAllowed: true });
  if (!ranges.ok) throw new Error(ranges.failure.join("\n"));
  const territory = new Territory([{ places: ranges.value, credentials: [publicCredential] }], new Map());
  const total = territory.size;
  const engine = await openEngine(sweepingWire);
  try {
    const plan = { known: [], fresh: () => territory.targets(), total };
    stopwatch.start(() => engine.client.traffic);
    let found = 0;
    for await (const _answer of sweep(engine, plan, { ...defaultSweepSettings, addressesPerSecond: rate })) found += 1;
    stopwatch.end();
    const { sent } = engine.client.traffic;
    return {
      layer: "sweep",
      devicePolls: 0,
      failed: 0,
      addresses: total,
      found,
      probes: sent,
      paceMs: (sent * 1000) / rate,
    };
  } finally {
    engine.client.close();
  }
}
