import type { Place } from "../../src/agent/discovery/range-set.ts";
import { sleep, systemClock } from "../../src/agent/leaf/clock.ts";
import type { PollScope } from "../../src/agent/profile/poll-plan.ts";
import type { SiteKeeper } from "../../src/agent/schedule/site-keeper.ts";
import { openBenchAgent } from "./agent-parts.ts";
import type { Stopwatch, Work } from "./measure.ts";

const neverMs = 1e9;

/** Meets all devices, then polls them again and again as the daemon does, each round as soon as the last has ended. */
export async function agentLayer(
  places: readonly Place[],
  rounds: number,
  scope: PollScope,
  stopwatch: Stopwatch,
): Promise<Work> {
  const agent = await openBenchAgent(places, { status: neverMs, supplies: neverMs, full: neverMs });
  const { engine, keeper, poller, outbox } = agent;
  try {
    const silent = await agent.meetAll();
    const known = keeper.state.inventory.devices.size;
    const storedBefore = outbox.stats().lastSeq;
    const failedBefore = failures(keeper);
    stopwatch.start(() => engine.client.traffic);
    for (let round = 1; round <= rounds; round += 1) {
      poller.readAllNow(scope);
      while (poller.polls < round * known) await sleep(systemClock, 1);
    }
    await poller.stop();
    stopwatch.end();
    const stored = outbox.stats().lastSeq - storedBefore;
    return {
      layer: "agent",
      scope,
      devicePolls: rounds * known,
      failed: failures(keeper) - failedBefore,
      silent,
      stored,
    };
  } finally {
    agent.close();
  }
}

function failures(keeper: SiteKeeper): number {
  return keeper.state.inventory.devices.values().reduce((sum, device) => sum + device.failures, 0);
}
