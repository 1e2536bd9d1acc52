/**
 * Runs agent, central, devices and a bad network, breaks all of them, lets all heal, and closes the books: no record
 * lost, none twice, orders and tickets as the devices had needs and faults.
 * `npm run soak -- --seed N --for 60s`; the last line sums up, the exit code tells.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { auditBurden, auditDesk, auditEnd, auditHandover } from "./soak/audit.ts";
import type { AgentBooks, CentralBooks } from "./soak/books.ts";
import { burdenOf } from "./soak/burden.ts";
import { Chance } from "./soak/chance.ts";
import { type ChaosCount, makeChaos } from "./soak/chaos.ts";
import { type Rig, startRig } from "./soak/rig.ts";
import { type Episode, inventStory, type SiteStory } from "./soak/site-story.ts";

const shortestRunS = 20;
/** Of a run, for the start before the faults and the healing after them. */
const calmMs = 12_000;
const startWithinMs = 20_000;
/**
 * An agent that was refused comes back after an hour of the site, a batch waits for the rest of a history, and central
 * for six hours before it believes that what an agent without memory does not tell again is over.
 */
const healWithinMs = 75_000;
const stopWithinMs = 5_000;
const lookEveryMs = 200;
/** Numbers that may be new since the last upload. */
const lastSaid = 3;

const { seed, runMs } = readArguments();
process.stdout.write(`seed ${seed}, ${runMs / 1000} s\n`);
process.exitCode = await soak();

async function soak(): Promise<number> {
  const chance = new Chance(seed);
  const chaosMs = runMs - calmMs;
  const story = inventStory(chance.fork("story"), chaosMs);
  const rig = await startRig(story, chance);
  try {
    await until("the agent enrolled and found all devices", startWithinMs, () => knowsAll(rig, story));
    const { count, troubles, overlooked } = await makeChaos(rig, story, chance, endOfChaos(chaosMs));
    rig.proxy.misbehave(undefined);
    const isHealed = await until("central got everything", healWithinMs, () => hasHealed(rig, story, overlooked));
    if (!isHealed) process.stdout.write(`the agent's last words: ${rig.agent.lastLines.join("\n")}\n`);
    const burdens = [burdenOf(rig.agent.pid ?? 0), burdenOf(rig.central.pid ?? 0)];
    await rig.agent.stop(stopWithinMs);
    const { agent, central } = rig.books();
    const findings = [
      ...troubles,
      ...auditHandover(agent, central, rig.damage.count > 0),
      ...auditEnd(agent, central),
      ...burdens.flatMap((burden, at) => auditBurden(at === 0 ? "the agent" : "central", burden)),
      ...auditDesk(central, story.episodes, story.serials, overlooked),
      ...[...rig.agent.troubles, ...rig.central.troubles, ...rig.alarms.map((line) => `in the log: ${line}`)],
    ];
    for (const finding of findings) process.stdout.write(`${finding}\n`);
    process.stdout.write(`${sumUp(rig, story, count, agent, central, findings.length, overlooked.size)}\n`);
    return findings.length === 0 ? 0 : 1;
  } finally {
    await rig.stop();
  }
}

/** Ends after the time or at Ctrl-C; the books are closed either way. */
function endOfChaos(afterMs: number): AbortSignal {
  const interrupted = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interrupted.abort());
  return AbortSignal.any([AbortSignal.timeout(afterMs), interrupted.signal]);
}

function knowsAll(rig: Rig, story: SiteStory): boolean {
  try {
    const { agent, central } = rig.books();
    return agent.devices === story.serials.length && central.received.size > 0;
  } catch {
    // The files are not there yet, or were copied in the middle of a write.
    return false;
  }
}

/** Nothing waits but what was said since the last look, and the desk has caught up with the devices. */
function hasHealed(rig: Rig, { episodes, serials }: SiteStory, overlooked: ReadonlySet<Episode>): boolean {
  try {
    const { agent, central } = rig.books();
    const isOld = (seq: number) => seq <= agent.lastSeq - lastSaid;
    const isDelivered = ![...agent.waiting.keys()].some(isOld) && agent.gaps.length === 0;
    return isDelivered && central.pendingSigns === 0 && auditDesk(central, episodes, serials, overlooked).length === 0;
  } catch {
    return false;
  }
}

/** Goes on when it takes too long: the audit says what is missing. */
async function until(what: string, withinMs: number, holds: () => boolean): Promise<boolean> {
  const startedMs = performance.now();
  while (!holds()) {
    if (performance.now() - startedMs > withinMs) {
      process.stdout.write(`waited ${withinMs / 1000} s in vain: ${what}\n`);
      return false;
    }
    await sleep(lookEveryMs);
  }
  return true;
}

function sumUp(
  rig: Rig,
  { episodes }: SiteStory,
  { network, outages, frozen, silences, audits, damages }: ChaosCount,
  agent: AgentBooks,
  central: CentralBooks,
  findings: number,
  overlooked: number,
): string {
  const faults = `${rig.agent.kills} agent and ${rig.central.kills} central kills, ${network} network faults, ${outages} outages, ${frozen} freezes, ${silences} silences, ${damages} damaged stores`;
  const books = `${agent.lastSeq} numbers, ${central.received.size} delivered once, ${agent.waiting.size} waiting, ${agent.quarantined} quarantined, ${central.gaps.length} gaps`;
  const desk = `${central.orders.length} orders for ${episodes.length} needs${overlooked > 0 ? `, ${overlooked} hardly asked about` : ""}`;
  const verdict = findings === 0 ? "the books close" : `${findings} findings`;
  return `seed ${seed}: ${faults}; ${books}; ${desk}; ${audits + 1} audits: ${verdict}`;
}

function readArguments(): { readonly seed: number; readonly runMs: number } {
  const { values } = parseArgs({ options: { seed: { type: "string" }, for: { type: "string", default: "60s" } } });
  const [, amount, unit] = /^([0-9]{1,5})(s|m|h)$/.exec(values.for) ?? [];
  const runS = Number(amount) * (unit === "h" ? 3600 : unit === "m" ? 60 : 1);
  const wanted = values.seed === undefined ? Math.floor(Math.random() * 1_000_000) : Number(values.seed);
  if (amount === undefined || runS < shortestRunS || !Number.isSafeInteger(wanted) || wanted < 0) {
    process.stderr.write(`--seed takes a whole number, --for a time of at least ${shortestRunS}s, as in 60s or 2h\n`);
    process.exit(64);
  }
  return { seed: wanted, runMs: runS * 1000 };
}
