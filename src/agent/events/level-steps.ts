import type { Reading } from "../../contract/reading.ts";
import type { Level } from "../../contract/supply.ts";
import { keepList } from "../leaf/unchanged.ts";

/** What is known of the steps in which one level moves. Plain JSON; tenths of a percent, so that sums stay whole. */
export interface LevelStep {
  readonly key: string;
  readonly lastTenths: number;
  /** Greatest common divisor of all falls seen; 0: none yet. */
  readonly commonTenths: number;
  readonly falls: number;
}

/** Fewer falls than this may share a divisor by chance: 3, 3 and 6 % on a device that tells every percent. */
const tellingFalls = 4;
/** Levels followed per device; a bound for what a hostile one may answer. */
const mostLevels = 128;

/**
 * Follows the levels of a reading. Every fall is a multiple of the device's step, however seldom it is asked: falls of
 * 50, 25 and 75 come from steps of 25; one fall of 3 among them shows steps of 1.
 */
export function learnSteps(known: readonly LevelStep[], { supplies, parts }: Reading): readonly LevelStep[] {
  if (!supplies && !parts) return known;
  const byKey = new Map(known.map((step) => [step.key, step]));
  for (const { key, level } of [...(supplies ?? []), ...(parts ?? [])]) {
    if (level.state !== "percent") continue;
    const step = follow(byKey.get(key), key, Math.round(level.percent * 10));
    if (byKey.has(key) || byKey.size < mostLevels) byKey.set(key, step);
  }
  return keepList(known, [...byKey.values()]);
}

/** The reading with `stepPercent` at each level whose step is known. */
export function withSteps(reading: Reading, steps: readonly LevelStep[]): Reading {
  const known = new Map(
    steps.flatMap((step) => (step.falls >= tellingFalls ? [[step.key, step.commonTenths / 10]] : [])),
  );
  if (known.size === 0) return reading;
  const add = <Item extends { readonly key: string; readonly level: Level }>(item: Item): Item => {
    const stepPercent = known.get(item.key);
    if (stepPercent === undefined || item.level.state !== "percent") return item;
    return { ...item, level: { ...item.level, stepPercent } };
  };
  const { supplies, parts } = reading;
  return { ...reading, ...(supplies && { supplies: supplies.map(add) }), ...(parts && { parts: parts.map(add) }) };
}

function follow(before: LevelStep | undefined, key: string, tenths: number): LevelStep {
  if (before === undefined) return { key, lastTenths: tenths, commonTenths: 0, falls: 0 };
  const fall = before.lastTenths - tenths;
  if (fall === 0) return before;
  if (fall < 0) return { ...before, lastTenths: tenths };
  return { key, lastTenths: tenths, commonTenths: divisorOf(before.commonTenths, fall), falls: before.falls + 1 };
}

function divisorOf(one: number, other: number): number {
  return other === 0 ? one : divisorOf(other, one % other);
}
