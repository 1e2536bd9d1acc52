import type { Level, RawLevel } from "../../contract/supply.ts";

/** PrtMarkerSuppliesSupplyUnitTC percent(19). */
const unitPercent = 19;
/** prtMarkerSuppliesLevel: "some left", or "some room left" in a receptacle. */
const someRemaining = -3;
/** A level above its maximum by no more than this is rounding; above it, the pair makes no sense. */
const tolerance = 1.05;

/**
 * The level that RFC 3805 prtMarkerSuppliesLevel and prtMarkerSuppliesMaxCapacity tell, with nothing made up:
 * (50 of 200) → 25 %; (38 of −2, unit percent) → 38 %; (−3) → some; (120 of −2, impressions) → some; (−2), (−1) and no
 * answer → unknown. For a receptacle (class 4) the level is the room that is left, so 0 is full.
 */
export function decodeLevel(raw: RawLevel, isReceptacle: boolean): Level {
  const { unit, max, level } = raw;
  if (level === null) return { state: "unknown" };
  if (level === someRemaining) return { state: "some" };
  // A maximum of zero is no capacity, so a zero beside it is not empty: nothing is told.
  if (level < 0 || (level === 0 && max === 0)) return { state: "unknown" };
  if (level === 0 && isReceptacle) return { state: "full" };
  if (max !== null && max > 0) return percentOf(level / max);
  if (unit === unitPercent) return percentOf(level / 100);
  return level === 0 ? { state: "empty" } : { state: "some" };
}

function percentOf(ratio: number): Level {
  if (ratio > tolerance) return { state: "unknown" };
  return { state: "percent", percent: Math.min(100, Math.round(ratio * 1000) / 10) };
}
