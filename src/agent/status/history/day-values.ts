import type { Reading } from "../../../contract/reading.ts";

/** What is kept of one day of a device: the last that was known on it. */
export interface DayValues {
  /** Counter `total`; null: not read. */
  readonly pages: number | null;
  /** Percent left by the key of the supply or part; a level without a number has no entry. */
  readonly levels: Readonly<Record<string, number>>;
}

/** A device whose supplies change their names with every poll must not fill the store. */
const mostLevels = 40;

/** The values of a device as its newest sections tell them. */
export function dayValuesOf({ counters = [], supplies = [], parts = [] }: Reading): DayValues {
  const told = [...supplies, ...parts].flatMap(({ key, level }) =>
    level.state === "percent" ? [[key, Math.round(level.percent)] as const] : [],
  );
  return {
    pages: counters.find(({ id }) => id === "total")?.value ?? null,
    levels: Object.fromEntries(told.slice(0, mostLevels)),
  };
}

/** Writes moments as the days of a time zone: `2026-11-22T23:30:00Z` is `2026-11-23` in Kyiv. */
export function dayWriter(timeZone: string): (at: string) => string {
  // The Swedish way of writing a date is that of ISO 8601.
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
  return (at) => format.format(Date.parse(at));
}
