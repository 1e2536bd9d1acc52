import { setTimeout as sleep } from "node:timers/promises";
import { auditHandover } from "./audit.ts";
import type { Chance } from "./chance.ts";
import { networkFaults, type UploadMoment } from "./fault-proxy.ts";
import type { Rig } from "./rig.ts";
import type { Episode, SiteStory } from "./site-story.ts";

/** How often each sort of fault was made. */
export interface ChaosCount {
  network: number;
  outages: number;
  frozen: number;
  silences: number;
  audits: number;
  damages: number;
}

/** Waiting for a moment of an upload ends after this, and the kill comes anyhow. */
const ambushMs = 1500;
/** A full reading takes about this many answers, and there are fifteen in a usual second. */
const fewAnswers = 60;
const lookEveryMs = 50;
/** So many of the kills are followed by a store that was damaged while no agent ran. */
const damageShare = 0.2;
const mostWaits = 200;

/** Makes faults of every sort until `signal`; each actor draws from a stream of its own. Answers what was found wrong. */
export async function makeChaos(rig: Rig, story: SiteStory, chance: Chance, signal: AbortSignal) {
  const count: ChaosCount = { network: 0, outages: 0, frozen: 0, silences: 0, audits: 0, damages: 0 };
  const troubles: string[] = [];
  const overlooked = new Set<Episode>();
  const pause = (ms: number) => sleep(ms, undefined, { signal }).catch(() => undefined);
  const act = async (name: string, lowMs: number, highMs: number, action: (own: Chance) => Promise<void>) => {
    const own = chance.fork(name);
    while (!signal.aborted) {
      await pause(own.between(lowMs, highMs));
      if (!signal.aborted) await action(own);
    }
  };
  const strike = async (own: Chance) => {
    if (own.fraction() < 0.4) return;
    const moment = own.pick<UploadMoment>(["request", "answer"]);
    await Promise.race([new Promise<void>((resolve) => rig.proxy.at(moment, resolve)), pause(ambushMs)]);
  };
  await Promise.all([
    tellStory(rig, story, signal, overlooked),
    act("agent", 1000, 3500, async (own) => {
      await strike(own);
      await rig.agent.kill();
      const books = readBooks(rig);
      if (books !== undefined) {
        count.audits += 1;
        const findings = auditHandover(books.agent, books.central, rig.damage.count > 0);
        troubles.push(...findings.map((finding) => `after kill ${rig.agent.kills}: ${finding}`));
        if (own.fraction() < damageShare) rig.damage.strike();
        else rig.damage.keepCopy();
      }
      await pause(own.between(0, 800));
      rig.agent.start();
      // On a busy machine too it lives for a while, or nothing could be asked of it; now and then it dies as it starts.
      const isSpared = own.fraction() < 0.8;
      for (let waits = 0; isSpared && waits < mostWaits && !rig.isAgentUp(); waits += 1) await pause(lookEveryMs);
    }),
    act("central", 3000, 7000, async (own) => {
      await strike(own);
      await rig.central.kill();
      await pause(own.between(0, 1500));
      rig.central.start();
    }),
    act("network", 100, 1200, async (own) => {
      rig.proxy.misbehave(own.pick(networkFaults));
      count.network += 1;
      await pause(own.between(200, 1500));
      rig.proxy.misbehave(undefined);
    }),
    act("outage", 9000, 20_000, async (own) => {
      // Longer than central waits for the rest of a history: raise and clear then arrive together.
      rig.proxy.hold("down");
      count.outages += 1;
      await pause(own.between(2000, 6000));
      rig.proxy.hold(undefined);
    }),
    act("machine", 6000, 12_000, async (own) => {
      rig.agent.freeze();
      count.frozen += 1;
      await pause(own.between(300, 1500));
      rig.agent.thaw();
    }),
    act("devices", 3000, 8000, async (own) => {
      const device = rig.site.devices[own.whole(0, rig.site.devices.length - 1)];
      await device?.stop();
      count.silences += 1;
      await pause(own.between(300, 3000));
      await device?.start();
    }),
  ]);
  return { count: { ...count, damages: rig.damage.count }, troubles, overlooked };
}

/** undefined: a damaged store that no agent lived long enough to replace. */
function readBooks(rig: Rig) {
  try {
    return rig.books();
  } catch (error) {
    if (rig.damage.count > 0) return undefined;
    throw error;
  }
}

/**
 * Lets happen at the devices what the story says, and notes what was hardly asked about: on a machine that is too busy
 * for its agent, an episode may be over before two polls showed it.
 */
async function tellStory(rig: Rig, story: SiteStory, signal: AbortSignal, overlooked: Set<Episode>): Promise<void> {
  const startedMs = performance.now();
  const asked = new Map<Episode, number>();
  for (const { atMs, episode, act } of story.moments) {
    await sleep(Math.max(0, atMs - (performance.now() - startedMs)), undefined, { signal }).catch(() => undefined);
    const device = rig.site.devices[episode.device];
    if (device === undefined) continue;
    act(device.state);
    const answers = device.requests.get + device.requests.getBulk;
    const before = asked.get(episode);
    asked.set(episode, answers);
    if (before !== undefined && answers - before < fewAnswers) overlooked.add(episode);
  }
}
