import type { Meter } from "../../events/meters.ts";
import type { HistoryDay } from "./month-row.ts";

/** Pages of this month until now, and of the last one; null: the history tells too little. */
export interface MonthPages {
  readonly thisMonth: number | null;
  readonly lastMonth: number | null;
}

/**
 * Differences of the totals at the ends of months, for people who compare; what is billed are the readings themselves.
 * @param today as in `2026-11-22`
 */
export function monthPages(days: readonly HistoryDay[], meter: Meter | null, today: string): MonthPages {
  const [year = 0, month = 1] = today.split("-").map(Number);
  // Of a month in which nothing was read, nobody knows how much of what was counted since is its own.
  const atEndOf = (monthsBack: number): number | null => {
    const name = new Date(Date.UTC(year, month - 1 - monthsBack, 1)).toISOString().slice(0, "2026-11".length);
    return days.findLast(({ day, pages }) => day.startsWith(name) && pages !== null)?.pages ?? null;
  };
  const [lastEnd, endBefore] = [atEndOf(1), atEndOf(2)];
  return { thisMonth: grown(lastEnd, meter?.counters["total"] ?? null), lastMonth: grown(endBefore, lastEnd) };
}

/** A total that fell is that of another meter. */
function grown(from: number | null, to: number | null): number | null {
  return from === null || to === null || to < from ? null : to - from;
}
