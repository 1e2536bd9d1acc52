import type { DayValues } from "./day-values.ts";

/** A value for each day of a month, the first day first; null: not known. Days after the last known one are left out. */
type Days = readonly (number | null)[];

/** One month of one device, as one row of the store keeps it. */
export interface MonthRow {
  readonly pages: Days;
  readonly levels: Readonly<Record<string, Days>>;
}

/** A day with its date, as in `2026-11-22`. */
export interface HistoryDay extends DayValues {
  readonly day: string;
}

export const emptyMonth: MonthRow = { pages: [], levels: {} };

/** A cartridge of another name in every reading must not let a row grow. */
const mostSeries = 64;

/** The month with the values of one day put in. */
export function putDay(month: MonthRow, dayOfMonth: number, { pages, levels }: DayValues): MonthRow {
  const keys = [...new Set([...Object.keys(month.levels), ...Object.keys(levels)])].slice(0, mostSeries);
  const series = keys.map((key) => [key, putValue(month.levels[key] ?? [], dayOfMonth, levels[key] ?? null)] as const);
  return { pages: putValue(month.pages, dayOfMonth, pages), levels: Object.fromEntries(series) };
}

/** The days of which something is known, the oldest first. */
export function daysOf(month: string, row: MonthRow): readonly HistoryDay[] {
  const series = Object.entries(row.levels);
  const count = Math.max(row.pages.length, ...series.map(([, days]) => days.length));
  return Array.from({ length: count }, (_, index) => ({
    day: `${month}-${String(index + 1).padStart(2, "0")}`,
    pages: row.pages[index] ?? null,
    levels: Object.fromEntries(
      series.flatMap(([key, days]) => {
        const value = days[index] ?? null;
        return value === null ? [] : [[key, value] as const];
      }),
    ),
  })).filter(({ pages, levels }) => pages !== null || Object.keys(levels).length > 0);
}

/** A month as it is packed: each value as its step from the known one before, since small repeated numbers pack best. */
export function packMonth({ pages, levels }: MonthRow): MonthRow {
  return mapSeries({ pages, levels }, toSteps);
}

/** The way back from `packMonth`. */
export function unpackMonth(packed: MonthRow): MonthRow {
  return mapSeries(packed, fromSteps);
}

function mapSeries({ pages, levels }: MonthRow, map: (days: Days) => Days): MonthRow {
  const mapped = Object.entries(levels).map(([key, days]) => [key, map(days)] as const);
  return { pages: map(pages), levels: Object.fromEntries(mapped) };
}

function toSteps(days: Days): Days {
  let last = 0;
  return days.map((value) => {
    if (value === null) return null;
    const step = value - last;
    last = value;
    return step;
  });
}

function fromSteps(steps: Days): Days {
  let last = 0;
  return steps.map((step) => {
    if (step === null) return null;
    last += step;
    return last;
  });
}

/** What was known of the day stays when nothing new is. */
function putValue(days: Days, dayOfMonth: number, value: number | null): Days {
  if (value === null) return days;
  return Array.from({ length: Math.max(days.length, dayOfMonth) }, (_, index) =>
    index === dayOfMonth - 1 ? value : (days[index] ?? null),
  );
}
