import { readdirSync, readlinkSync } from "node:fs";
import type { Place } from "../../src/agent/discovery/range-set.ts";
import { sleep, systemClock } from "../../src/agent/leaf/clock.ts";
import { pollScopes } from "../../src/agent/profile/poll-plan.ts";
import { openBenchAgent } from "./agent-parts.ts";
import type { Stopwatch, Work } from "./measure.ts";

/** As configured by default: status every minute, supplies hourly, counters daily. */
const intervals = { status: 60_000, supplies: 3_600_000, full: 86_400_000 };
const megabyte = 1024 * 1024;

/** What the agent holds that knows its devices, has read them in every scope, and polls them at their usual intervals. */
export async function restLayer(places: readonly Place[], seconds: number, stopwatch: Stopwatch): Promise<Work> {
  const agent = await openBenchAgent(places, intervals);
  const { engine, keeper, poller } = agent;
  try {
    const silent = await agent.meetAll();
    const known = keeper.state.inventory.devices.size;
    for (const scope of pollScopes) {
      const until = poller.polls + known;
      poller.readAllNow(scope);
      while (poller.polls < until) await sleep(systemClock, 10);
    }
    agent.spread();
    const before = poller.polls;
    stopwatch.start(() => engine.client.traffic);
    await sleep(systemClock, seconds * 1000);
    stopwatch.end();
    const devicePolls = poller.polls - before;
    const heapMb = Math.round(process.memoryUsage().heapUsed / megabyte);
    await poller.stop();
    return { layer: "rest", devicePolls, failed: 0, silent, known, heapMb, sockets: openSockets() };
  } finally {
    agent.close();
  }
}

/** Of this process; −1 where the system does not tell. */
function openSockets(): number {
  const folder = "/proc/self/fd";
  try {
    return readdirSync(folder).filter((name) => isSocket(`${folder}/${name}`)).length;
  } catch {
    return -1;
  }
}

function isSocket(path: string): boolean {
  try {
    return readlinkSync(path).startsWith("socket:");
  } catch {
    return false;
  }
}
