import { setTimeout as sleep } from "node:timers/promises";
import * as conditions from "../../src/simulator/conditions.ts";
import type { LivingDevice } from "../../src/simulator/living-device.ts";
import { parseScript, type SiteScript } from "../../src/simulator/script.ts";
import type { Site } from "../../src/simulator/site.ts";
import type { AnswerLog } from "./answer-log.ts";
import type { Chance } from "./chance.ts";

/** A toner that is low or a machine fault: the truth that central's orders and tickets are held against. */
export interface Episode {
  readonly serial: string;
  /** As central names it: toner.cyan, fault.C-2557. */
  readonly cause: string;
  readonly isOver: boolean;
}

/** What comes and goes at one device. */
interface Plot {
  readonly device: number;
  readonly cause: string;
  readonly begin: (device: LivingDevice) => void;
  readonly end: (device: LivingDevice) => void;
  /** The column whose instances change with it. */
  readonly column: string;
}

export interface SiteStory {
  readonly script: SiteScript;
  readonly serials: readonly string[];
  readonly plots: readonly Plot[];
}

const models = ["bizhub-c360i", "bizhub-c454e", "ineo-258"] as const;
const deviceCount = 9;
const colors = ["cyan", "magenta", "yellow"] as const;
const codes = ["C-2557", "C-0202", "C-3722"] as const;
const lowPercent = 8;
const fullPercent = 90;

/** prtMarkerSuppliesLevel and prtAlertDescription (RFC 3805). */
const levelColumn = "1.3.6.1.2.1.43.11.1.1.9";
const alertColumn = "1.3.6.1.2.1.43.18.1.1.8";

/** An episode, or the calm between two; longer where the agent did not live long enough to see it. */
const shortestMs = 2000;
const longestMs = 12_000;
/** Of the episodes so many last to the end. */
const lastingShare = 0.15;
const lookEveryMs = 50;

/** Invents who has what at the site; it follows from the seed alone. */
export function inventStory(chance: Chance): SiteStory {
  const devices = Array.from({ length: deviceCount }, (_, index) => index);
  const serials = devices.map((index) => `SOAK${String(index + 1).padStart(9, "0")}`);
  const entries = devices.map((index) => ({
    recording: models[index % models.length],
    serial: serials[index],
    mac: `00206b60${String(index).padStart(4, "0")}`,
    toner: Object.fromEntries([...colors, "black"].map((color) => [color, fullPercent])),
    // Counters follow from time alone; so few pages never empty a cartridge.
    pagesPerDay: { "print.black": 100 + index },
  }));
  return {
    script: parseScript(JSON.stringify({ site: { devices: entries } }), "soak"),
    serials,
    plots: devices.flatMap((device) => [lowToner(device, chance.pick(colors)), fault(device, chance.pick(codes))]),
  };
}

function lowToner(device: number, color: (typeof colors)[number]): Plot {
  return {
    ...{ device, cause: `toner.${color}`, column: levelColumn },
    begin: (living) => living.setToner(color, lowPercent),
    end: (living) => living.replaceToner(color),
  };
}

function fault(device: number, code: (typeof codes)[number]): Plot {
  return {
    ...{ device, cause: `fault.${code}`, column: alertColumn },
    begin: (living) => living.failWith(code),
    end: (living) => living.clear(conditions.serviceCode(code).key),
  };
}

/**
 * Lets the plots happen until `signal`, each by itself. Nothing changes before the agent must have seen what is so: then
 * each episode is told exactly once. `episodes` grows as they happen.
 */
export async function tellStory(
  { plots, serials }: SiteStory,
  { site, answers }: { readonly site: Site; readonly answers: AnswerLog },
  episodes: Episode[],
  chance: Chance,
  signal: AbortSignal,
): Promise<void> {
  const pause = (ms: number) => sleep(ms, undefined, { signal }).catch(() => undefined);
  const tell = async ({ device: index, cause, column, begin, end }: Plot) => {
    const own = chance.fork(`${index} ${cause}`);
    const device = site.devices[index];
    if (device === undefined) return;
    /** Answers whether the agent has seen it; no: the time is up. */
    const happen = async (act: (living: LivingDevice) => void) => {
      const before = instancesOf(device.state, column);
      act(device.state);
      const sinceMs = performance.now();
      const changed = changesBetween(before, instancesOf(device.state, column));
      await pause(own.between(shortestMs, longestMs));
      while (!signal.aborted && !answers.hasShownTwice(device.address, changed, sinceMs)) await pause(lookEveryMs);
      return !signal.aborted;
    };
    await pause(own.between(0, longestMs));
    while (!signal.aborted) {
      const at = episodes.push({ serial: serials[index] ?? "", cause, isOver: false }) - 1;
      const isSeen = await happen(begin);
      if (!isSeen || own.fraction() < lastingShare) return;
      episodes[at] = { serial: serials[index] ?? "", cause, isOver: true };
      await happen(end);
    }
  };
  await Promise.all(plots.map(tell));
}

function instancesOf({ view }: LivingDevice, column: string): ReadonlyMap<string, string> {
  return new Map(view.below(column).map(({ oid, value }) => [oid, JSON.stringify(value)]));
}

function changesBetween(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((oid) => before.get(oid) !== after.get(oid));
}
