/** When the service works: Monday to Friday, 9:00 to 18:00 in Kyiv, public holidays apart. */
export const openingHour = 9;
export const closingHour = 18;
export const timeZone = "Europe/Kyiv";

/** Longest search for a working day: a calendar of nothing but holidays is a mistake, not an endless loop. */
const longestSearchDays = 3660;
const msPerHour = 3_600_000;
const msPerDay = 24 * msPerHour;

const parts = new Intl.DateTimeFormat("en-CA", {
  timeZone,
  hourCycle: "h23",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});

/** Kyiv's clock face at this moment, written as if it were UTC: arithmetic on days needs no zone. */
function faceOf(wallMs: number): number {
  const read = new Map(parts.formatToParts(wallMs).map(({ type, value }) => [type, Number(value)]));
  const part = (name: Intl.DateTimeFormatPartTypes) => read.get(name) ?? 0;
  const seconds = [part("hour"), part("minute"), part("second")] as const;
  return Date.UTC(part("year"), part("month") - 1, part("day"), ...seconds) + (((wallMs % 1000) + 1000) % 1000);
}

/**
 * The moment at which Kyiv's clocks show this face. Two steps settle the offset for every working hour: the clocks
 * change at 3 and 4 in the night, as on 2026-03-29 and 2026-10-25.
 */
function momentOf(face: number): number {
  const guess = face - (faceOf(face) - face);
  return guess + (face - faceOf(guess));
}

/** Date in Kyiv, as in `2026-11-22`. */
export function kyivDate(wallMs: number): string {
  return new Date(faceOf(wallMs)).toISOString().slice(0, 10);
}

/** Date and minute in Kyiv, as in `2026-11-22 10:15`. */
export function kyivMinute(stamp: string): string {
  return new Date(faceOf(Date.parse(stamp))).toISOString().slice(0, 16).replace("T", " ");
}

function isWorkingDay(dayFace: number, holidays: ReadonlySet<string>): boolean {
  const day = new Date(dayFace);
  const weekday = day.getUTCDay();
  return weekday >= 1 && weekday <= 5 && !holidays.has(day.toISOString().slice(0, 10));
}

/**
 * The moment when `hours` of working time have passed since `startMs`. Friday 17:00 plus 2 hours is Monday 10:00, also
 * across a change of the clocks. `holidays` are dates in Kyiv, as in `2026-08-24`.
 */
export function addWorkingHours(startMs: number, hours: number, holidays: ReadonlySet<string>): number {
  let leftMs = hours * msPerHour;
  const startFace = faceOf(startMs);
  const firstDay = Math.floor(startFace / msPerDay) * msPerDay;
  for (let day = firstDay; day < firstDay + longestSearchDays * msPerDay; day += msPerDay) {
    if (!isWorkingDay(day, holidays)) continue;
    const from = Math.max(momentOf(day + openingHour * msPerHour), startMs);
    const to = momentOf(day + closingHour * msPerHour);
    if (to - from >= leftMs) return from + leftMs;
    leftMs -= Math.max(0, to - from);
  }
  throw new Error("no working day within ten years: check the list of holidays");
}
