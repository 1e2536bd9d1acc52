import type { Level } from "../../contract/supply.ts";
import { type PageMark, pagesBetween } from "./meters.ts";
import { spanMs } from "./span.ts";

/** A level at the moment at which it was first seen; a forecast may start here. */
export interface CurvePoint extends Present {
  readonly percent: number;
}

/** The moment of a poll, by the clock and by the pages that the device had made. */
export interface Present {
  readonly at: string;
  readonly pages: PageMark | null;
}

/** What is left; null: the curve tells too little to say. */
export interface Forecast {
  readonly daysLeft: number | null;
  readonly pagesLeft: number | null;
}

const dayMs = 86_400_000;
/**
 * A level that moved by so much gives a point. A forecast starts from the oldest one that is kept and needs those between
 * only to start from later: of every percent of every part, a device of a year would hold more than of all else.
 */
const pointPercent = 10;
/** Of one life, so that a forecast looks back over a fall of 30 to 40: what was before says little about today's use. */
const maxPoints = 4;
/** A slower fall than this tells nothing: ten years. */
const maxDays = 3650;

/**
 * Adds a point when the level moved far enough; its moment is exact to one poll, however coarse the level's steps are.
 * Points ahead of now are of a wall clock that was wrong: a fall since then would be none for as long as it was ahead.
 */
export function extendCurve(
  curve: readonly CurvePoint[],
  { at, pages }: Present,
  percent: number,
): readonly CurvePoint[] {
  const ahead = curve.findIndex((point) => point.at > at);
  if (ahead !== -1) return extendCurve(curve.slice(0, ahead), { at, pages }, percent);
  const last = curve.at(-1);
  if (last !== undefined && Math.abs(last.percent - percent) < pointPercent) return curve;
  // Kept for each part of each device: a list that is spread has room for more, which takes more than the point.
  return curve.slice(1 - maxPoints).concat({ at, pages, percent });
}

/** Days and pages until the level is zero, from the fall since the first point of the curve. */
export function forecast(curve: readonly CurvePoint[], level: Level, present: Present, minDays: number): Forecast {
  if (level.state === "empty") return { daysLeft: 0, pagesLeft: 0 };
  const first = curve[0];
  if (level.state !== "percent" || first === undefined) return { daysLeft: null, pagesLeft: null };
  const fall = first.percent - level.percent;
  const days = spanMs(first.at, present.at) / dayMs;
  if (fall <= 0 || days < minDays) return { daysLeft: null, pagesLeft: null };
  const daysLeft = (level.percent * days) / fall;
  const pages = pagesBetween(first.pages, present.pages);
  return {
    daysLeft: daysLeft > maxDays ? null : Math.round(daysLeft * 10) / 10,
    pagesLeft: pages === null || pages === 0 ? null : Math.round((level.percent * pages) / fall),
  };
}
