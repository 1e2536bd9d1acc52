import type { Level } from "../../contract/supply.ts";
import { keepObject } from "../leaf/unchanged.ts";
import { type CurvePoint, extendCurve, type Present } from "./forecast.ts";
import { type PageMark, pagesBetween } from "./meters.ts";
import type { Poll } from "./poll.ts";
import { apartMs } from "./span.ts";

/** The cartridge or part that is in a slot now. */
export interface Life {
  /** From 1: how many lives this slot has seen. */
  readonly number: number;
  /** null: it was there before the agent. */
  readonly openedAt: string | null;
  readonly openedPages: PageMark | null;
  /** The last level that the device told and kept. */
  readonly level: Level;
  readonly curve: readonly CurvePoint[];
  /** First sight of a level that may be a replacement; null: none is suspected. */
  readonly rise: Rise | null;
}

interface Rise {
  readonly at: string;
  readonly level: Level;
  readonly pages: PageMark | null;
  /** Nobody read the device for days before, so that the last level says little about the cartridge taken out. */
  readonly isUnwatched: boolean;
}

/** A life that ended, for the books. */
export interface ClosedLife {
  readonly number: number;
  readonly openedAt: string | null;
  readonly closedAt: string;
  /** Unknown where nobody read the device for days before. */
  readonly levelAtClose: Level;
  /** Pages of this color during the life; null: unknown. */
  readonly pages: number | null;
}

/** Closed lives kept per slot. */
const maxClosedLives = 12;
/** A device that tells levels in steps as coarse as this cannot be asked for more than one step. */
const maxRisePercent = 50;

export function openLife(
  number: number,
  openedAt: string | null,
  level: Level,
  present: Present,
  { isDateBelieved }: Pick<Poll, "isDateBelieved">,
): Life {
  const curve = level.state === "percent" && isDateBelieved ? extendCurve([], present, level.percent) : [];
  return { number, openedAt, openedPages: openedAt === null ? null : present.pages, level, curve, rise: null };
}

export function keepClosed(closed: readonly ClosedLife[], life: ClosedLife): readonly ClosedLife[] {
  return [...closed, life].slice(-maxClosedLives);
}

/**
 * How full, on one scale for every kind of level; null: not known. A receptacle is judged by the room left, so that an
 * emptied waste box rises like a new cartridge.
 */
export function fullness(level: Level, lowPercent: number): number | null {
  switch (level.state) {
    case "percent":
      return level.percent;
    case "some":
      return 100;
    case "low":
      return Math.min(lowPercent, 10);
    case "empty":
    case "full":
      return 0;
    case "unknown":
      return null;
  }
}

/**
 * Follows the slot through one more level. A life ends when the level rose by a real step to nearly full and is still
 * there in a later reading; a shaken bottle (5 to 18), a reseated cartridge (5, unknown, 5) and a used one put back in
 * (5 to 35) end nothing, since each of those would ship a cartridge too many. After days without a reading the new
 * cartridge may be half used already, so there any real step ends it (8 to 55).
 */
export function followLevel(
  life: Life,
  level: Level,
  present: Present,
  poll: Poll,
): { readonly life: Life; readonly closed: ClosedLife | null } {
  const { settings } = poll;
  const now = fullness(level, settings.tonerLowPercent);
  const before = fullness(life.level, settings.tonerLowPercent);
  // Beside a known percentage "some" or "low" is the vaguer word for the same thing; "full" is a receptacle's zero.
  const isVaguer = life.level.state === "percent" && (level.state === "some" || level.state === "low");
  if (now === null || isVaguer) return { life, closed: null };
  if (before === null) return { life: { ...openLife(life.number, life.openedAt, level, present, poll) }, closed: null };

  const step = level.state === "percent" ? (level.stepPercent ?? 0) : 0;
  const neededRise = Math.max(settings.replacedRisePercent, Math.min(step + 1, maxRisePercent));
  const isBigRise = now - before >= neededRise;
  if (isBigRise && now >= neededHeight(life, poll)) return followRise(life, level, present, poll);

  const start = isBigRise ? [] : life.curve;
  const extended = () => (level.state === "percent" ? extendCurve(start, present, level.percent) : life.curve);
  const curve = poll.isDateBelieved ? extended() : life.curve;
  return { life: keepObject(life, { ...life, level: keepObject(life.level, level), curve, rise: null }), closed: null };
}

/** How full a slot must be to hold another cartridge, given that its level rose by a real step. */
function neededHeight({ rise }: Life, poll: Poll): number {
  const { replacedToPercent, replacedRisePercent } = poll.settings;
  if (rise === null) return isUnwatched(poll) ? 0 : replacedToPercent;
  return rise.isUnwatched ? (fullness(rise.level, 0) ?? 0) - replacedRisePercent : replacedToPercent;
}

/** Whether the device was not read for so long that anything may have happened at it; counters are in every full reading. */
function isUnwatched({ meterBefore, at, settings }: Poll): boolean {
  return meterBefore !== null && apartMs(meterBefore.observedAt, at) >= settings.unwatchedAfterMs;
}

function followRise(life: Life, level: Level, present: Present, poll: Poll) {
  const { settings } = poll;
  if (life.rise === null) {
    return { life: { ...life, rise: { ...present, level, isUnwatched: isUnwatched(poll) } }, closed: null };
  }
  const holdMs = level.state === "percent" ? settings.confirmAfterMs : settings.replacedHoldStatesMs;
  if (apartMs(life.rise.at, present.at) < holdMs) return { life, closed: null };
  const { at, pages } = life.rise;
  const closed: ClosedLife = {
    number: life.number,
    openedAt: life.openedAt,
    closedAt: at,
    levelAtClose: life.rise.isUnwatched ? { state: "unknown" } : life.level,
    pages: pagesBetween(life.openedPages, pages),
  };
  return { life: openLife(life.number + 1, at, level, { at, pages }, poll), closed };
}
