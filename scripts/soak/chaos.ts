import { setTimeout as sleep } from "node:timers/promises";
import { auditHandover, auditQuarantine, remembersAll } from "./audit.ts";
import type { Chance } from "./chance.ts";
import { networkFaults } from "./fault-proxy.ts";
import { type KillPointName, killedAt, pointsOf } from "./kill-points.ts";
import type { Rig } from "./rig.ts";
import { type Episode, type SiteStory, tellStory } from "./site-story.ts";

/** How often each sort of fault was made. */
export interface ChaosCount {
  network: number;
  outages: number;
  frozen: number;
  silences: number;
  clockSteps: number;
  audits: number;
}

/** So many lives end at a named point; the others anywhere. */
const pointShare = 0.6;
/** A point that comes with every commit is passed this often before it kills. */
const mostPasses = 12;
const lookEveryMs = 50;
/** So many of the kills are followed by a store that was damaged while no agent ran. */
const damageShare = 0.2;
const mostWaits = 200;
/** After so many of central's kills its store is backed up, or the backup put back. */
const backupShare = 0.5;
/** An agent that is started for the first time passes all points of that within this time. */
const birthMs = 20_000;

/** A wall clock that is wrong by a minute, an hour, a day or decades. */
const clockStepsMs = [60_000, 3_600_000, 26 * 3_600_000, 20 * 365 * 86_400_000] as const;

/** Kills a new agent at some of the points that it passes only once. */
export async function makeBirthHard(rig: Rig, chance: Chance): Promise<void> {
  const points = pointsOf("agent", "birth").filter(() => chance.fraction() < 0.3);
  for (const point of points) await liveUntil(rig, point, chance);
}

/** Lets an agent live until it dies at the point or was never going to come there. */
export async function liveUntil(rig: Rig, point: KillPointName, chance: Chance): Promise<void> {
  rig.agent.start(killedAt(point, 1, chance));
  await Promise.race([rig.agent.ended, sleep(birthMs)]);
  await rig.agent.kill();
}

/**
 * Makes faults of every sort until `signal`; each actor draws from a stream of its own. It begins and ends with neither
 * program running. Answers what was found wrong.
 */
export async function makeChaos(rig: Rig, story: SiteStory, episodes: Episode[], chance: Chance, signal: AbortSignal) {
  const count: ChaosCount = { network: 0, outages: 0, frozen: 0, silences: 0, clockSteps: 0, audits: 0 };
  const troubles: string[] = [];
  const pause = (ms: number) => sleep(ms, undefined, { signal }).catch(() => undefined);
  const act = async (name: string, lowMs: number, highMs: number, action: (own: Chance) => Promise<void>) => {
    const own = chance.fork(name);
    while (!signal.aborted) {
      await pause(own.between(lowMs, highMs));
      if (!signal.aborted) await action(own);
    }
  };
  /** What central's operator does once no agent runs and nobody has central's files open. */
  let atQuiet: (() => void) | undefined;
  const backUp = () =>
    new Promise<void>((done) => {
      signal.addEventListener("abort", () => done(), { once: true });
      atQuiet = () => {
        rig.backup.use(rig.books().agent.epoch);
        done();
      };
    });
  await Promise.all([
    tellStory(story, rig, episodes, chance, signal),
    act("agent", 0, 800, async (own) => {
      const points = rig.damage.isUnmet ? pointsOf("agent", "rescue") : pointsOf("agent", "life");
      rig.agent.start(aim(points, own));
      // On a busy machine too it lives for a while, or nothing could be asked of it; now and then it dies as it starts.
      const isSpared = own.fraction() < 0.8;
      const isComing = () => rig.agent.pid !== undefined && !rig.isAgentUp();
      for (let waits = 0; isSpared && waits < mostWaits && isComing(); waits += 1) await pause(lookEveryMs);
      await Promise.race([rig.agent.ended, pause(own.between(1000, 4000))]);
      await rig.agent.kill();
      if (!rig.damage.isUnmet) {
        const { agent, central } = rig.books();
        count.audits += 1;
        const wasDamaged = rig.damage.count > 0;
        rig.ledger.note(agent);
        const findings = [
          ...auditHandover(agent, central, { wasDamaged, isForgetful: rig.backup.count > 0 }),
          ...auditQuarantine(agent, central, rig.front, wasDamaged),
        ];
        troubles.push(...findings.map((finding) => `after kill ${rig.agent.kills}: ${finding}`));
        if (atQuiet !== undefined && !rig.courier.isAtWork) {
          atQuiet();
          atQuiet = undefined;
        }
        // Both at once would be more than anybody can make good.
        const canBeMended = remembersAll(agent, rig.books().central);
        if (own.fraction() < damageShare && canBeMended) rig.damage.strike();
        else rig.damage.keepCopy();
      }
    }),
    act("central", 0, 1500, async (own) => {
      rig.central.start(aim(pointsOf("central", "life"), own));
      await Promise.race([rig.central.ended, pause(own.between(3000, 7000))]);
      await rig.central.kill();
      if (own.fraction() < backupShare && !signal.aborted) await backUp();
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
      rig.agent.signal("SIGSTOP");
      count.frozen += 1;
      await pause(own.between(300, 1500));
      rig.agent.signal("SIGCONT");
    }),
    act("clock", 4000, 9000, async (own) => {
      const step = own.pick(clockStepsMs);
      rig.setClock(own.fraction() < 0.5 ? step : -step);
      count.clockSteps += 1;
      await pause(own.between(500, 4000));
      rig.setClock(0);
      count.clockSteps += 1;
    }),
    act("administrator", 2000, 6000, async () => {
      if (rig.isAgentUp()) rig.changeSettings();
    }),
    act("courier", 2000, 7000, () => rig.courier.walk(rig.damage.count > 0)),
    act("devices", 3000, 8000, async (own) => {
      const device = rig.site.devices[own.whole(0, rig.site.devices.length - 1)];
      if (device === undefined) return;
      await device.stop();
      rig.answers.interrupt(device.address);
      count.silences += 1;
      await pause(own.between(300, 3000));
      await device.start();
    }),
  ]);
  return { count, troubles };
}

/** Words for a program that is to die at one of the points; none: it is killed from outside. */
function aim(points: readonly KillPointName[], chance: Chance): readonly string[] {
  const point = points[chance.whole(0, points.length - 1)];
  if (point === undefined || chance.fraction() >= pointShare) return [];
  return killedAt(point, point.startsWith("rescue") ? 1 : chance.whole(1, mostPasses), chance);
}
