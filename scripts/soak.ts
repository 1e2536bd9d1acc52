/**
 * Runs agent, central, devices and a bad network, breaks all of them, lets all heal, and closes the books: no record
 * lost, none twice, orders and tickets as the devices had needs and faults.
 * `npm run soak -- --seed N --for 60s`; the last line sums up, the exit code tells.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import {
  auditBurden,
  auditDesk,
  auditEnd,
  auditHandover,
  auditQuarantine,
  find,
  isOfStory,
  remembersAll,
} from "./soak/audit.ts";
import type { AgentBooks, CentralBooks } from "./soak/books.ts";
import { BurdenLog, burdenOf } from "./soak/burden.ts";
import { Chance } from "./soak/chance.ts";
import { type ChaosCount, makeBirthHard, makeChaos } from "./soak/chaos.ts";
import type { Program } from "./soak/program.ts";
import { type Rig, startRig } from "./soak/rig.ts";
import { type Episode, inventStory, type SiteStory } from "./soak/site-story.ts";

const shortestRunS = 20;
/** Of a run, for the start before the faults and the healing after them. */
const calmMs = 12_000;
const startWithinMs = 60_000;
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
// Not by the exit code alone: after many resets Node may wait for ever for a handle that is closed.
process.exit(await soak());

async function soak(): Promise<number> {
  const chance = new Chance(seed);
  const story = inventStory(chance.fork("story"));
  const rig = await startRig(story, chance);
  let doBooksClose = false;
  const programs = [rig.agent, rig.central].map((program) => ({ program, log: new BurdenLog(() => program.pid) }));
  try {
    for (const { log } of programs) log.start();
    await makeBirthHard(rig, chance.fork("birth"));
    await cureBirth(rig, story);
    const episodes: Episode[] = [];
    const { count, troubles } = await makeChaos(rig, story, episodes, chance, endOfChaos(runMs - calmMs));
    // What heals lives longer than any agent before it, so it says nothing of growth.
    for (const { log } of programs) log.stop();
    rig.proxy.misbehave(undefined);
    rig.central.start();
    rig.agent.start();
    const isHealed = await until("central got everything", healWithinMs, () => hasHealed(rig, episodes));
    if (!isHealed) process.stdout.write(`the agent's last words: ${rig.agent.lastLines.join("\n")}\n`);
    const burdens = programs.flatMap(({ program, log }) => auditBurden(program.name, burdenOf(program.pid ?? 0), log));
    await rig.agent.stop(stopWithinMs);
    const { agent, central } = rig.books();
    const wasDamaged = rig.damage.count > 0;
    rig.ledger.note(agent);
    const causes = {
      putBacks: rig.backup.count,
      ...{ starts: rig.agent.kills + 1, damages: rig.damage.count },
      ...{ exports: rig.courier.taken.exports, refused: rig.front.count, left: rig.ledger.leftWaiting },
    };
    const findings = [
      ...troubles,
      ...auditHandover(agent, central, { wasDamaged, isForgetful: false }),
      ...auditQuarantine(agent, central, rig.front, wasDamaged),
      ...find("numbers of any epoch are lost", rig.ledger.findLost(rig.centralBooksOf)),
      ...auditEnd(agent, central, causes),
      ...burdens,
      ...auditDesk(central, episodes, rig.backup.count > 0),
      ...programs.flatMap(({ program }) => program.troubles),
      ...rig.courier.troubles,
      ...rig.alarms.map((line) => `in the log: ${line}`),
      ...rig.leaks().map((file) => `a secret stands in ${file}`),
    ];
    doBooksClose = findings.length === 0;
    if (!doBooksClose) process.stdout.write(`the files of agent and central are kept in ${rig.folder}\n`);
    for (const finding of findings) process.stdout.write(`${finding}\n`);
    for (const { program, log } of programs) process.stdout.write(`${tellLives(program, log)}\n`);
    process.stdout.write(`${sumUp(rig, count, episodes.length, { agent, central }, findings.length)}\n`);
    return doBooksClose ? 0 : 1;
  } finally {
    for (const { log } of programs) log.stop();
    await rig.stop({ keepsFiles: !doBooksClose });
  }
}

/** An agent that was killed at its birth still enrols and finds its devices. */
async function cureBirth(rig: Rig, story: SiteStory): Promise<void> {
  rig.agent.start();
  const isCured = await until("the agent enrolled and found all devices", startWithinMs, () => knowsAll(rig, story));
  if (!isCured) throw new Error(`the agent said at last: ${rig.agent.lastLines.join("\n")}`);
  await Promise.all([rig.agent.kill(), rig.central.kill()]);
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
function hasHealed(rig: Rig, episodes: readonly Episode[]): boolean {
  try {
    const { agent, central } = rig.books();
    const isOld = (seq: number) => seq <= agent.lastSeq - lastSaid;
    const isDelivered = ![...agent.waiting.keys()].some(isOld) && agent.gaps.length === 0;
    return (
      isDelivered &&
      remembersAll(agent, central) &&
      central.pendingSigns === 0 &&
      auditDesk(central, episodes, rig.backup.count > 0).length === 0
    );
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

/** For engineers: where the kills met a program, and what memory it took at first and at last. */
function tellLives({ name, killed }: Program, { rssMb: [firstMb, lastMb] }: BurdenLog): string {
  const points = [...killed].sort(([one], [other]) => one.localeCompare(other));
  return `${name}, killed at ${points.map(([point, times]) => `${point} ${times}`).join(", ")}; ${firstMb} to ${lastMb} MB`;
}

function sumUp(
  { agent, central, courier, damage, backup, ledger }: Rig,
  { network, outages, frozen, silences, clockSteps, audits }: ChaosCount,
  episodes: number,
  books: { readonly agent: AgentBooks; readonly central: CentralBooks },
  findings: number,
): string {
  const orders = books.central.orders.filter(isOfStory).length;
  const waiting = [...books.agent.waiting.keys()].filter((seq) => !books.central.received.has(seq)).length;
  const parts = [
    `seed ${seed}: agent killed ${agent.kills} times, central ${central.kills} times, ${damage.count} stores damaged`,
    `central put back to a backup ${backup.count} times`,
    `${network} network faults, ${outages} outages, ${frozen} freezes, ${silences} silent devices, ${clockSteps} steps of the clock`,
    `${courier.taken.exports} files and ${courier.taken.receipts} receipts carried by hand`,
    `of ${books.agent.lastSeq} records in the store of the end, ${books.central.received.size} reached central`,
    `each once, ${waiting} still wait, ${books.agent.quarantined.length} are in quarantine`,
    `central was told of ${books.central.gaps.length} gaps`,
    `${ledger.epochs} epochs of the agent were audited`,
    `${episodes} needs and faults at the devices made ${orders} orders (none for what was over before it was heard of)`,
    `${books.central.orders.length - orders} orders were for worn parts`,
    `${audits + 1} audits, ${findings} findings`,
  ];
  return `${parts.join(", ")}: the books ${findings === 0 ? "close" : "do not close"}`;
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
