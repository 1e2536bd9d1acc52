import type { Reading } from "../../../contract/reading.ts";

/** Parts of a reading that are asked for at paces of their own. */
export const sections = ["status", "supplies", "counters"] as const;
export type Section = (typeof sections)[number];

/** When each section was last read, ISO 8601 UTC; a section that was not is left out. */
export type SectionTimes = Readonly<Partial<Record<Section, string>>>;

export function noteSections(times: SectionTimes, reading: Reading): SectionTimes {
  const read = sections.filter((section) => reading[section] !== undefined);
  return { ...times, ...Object.fromEntries(read.map((section) => [section, reading.observedAt])) };
}
