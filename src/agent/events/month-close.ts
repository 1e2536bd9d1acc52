/** The end of a month at a site. */
export interface MonthClose {
  /** The month that ended, as in `2026-11`. */
  readonly month: string;
  /** The instant at which it ended: the site's midnight, in UTC. */
  readonly closedAt: string;
}

/** A device that was away for longer than this leaves the older months open; nobody bills them from a reading. */
const maxMonths = 24;
/** Zones lie at most 14 hours from UTC. */
const mostOffsetMs = 14 * 3_600_000;

/**
 * The months that closed after `from` and not after `until`, oldest first. A reading at the very instant of the close
 * belongs to the new month. In: 2026-10-31T21:30Z, 2026-10-31T22:30Z, Europe/Kyiv (UTC+2 since the clocks went back six
 * days before); out: 2026-10, closed at 2026-10-31T22:00Z.
 */
export function monthClosesBetween(from: string, until: string, timeZone: string): readonly MonthClose[] {
  const [fromMs, untilMs] = [Date.parse(from), Date.parse(until)];
  if (isWithinMonth(fromMs - mostOffsetMs, untilMs + mostOffsetMs)) return [];
  const first = localMonth(fromMs, timeZone);
  const last = localMonth(untilMs, timeZone);
  const closes: MonthClose[] = [];
  for (let month = Math.max(first, last - maxMonths); month < last; month++) {
    const closedAt = new Date(startOfMonth(month + 1, timeZone)).toISOString();
    closes.push({ month: new Date(Date.UTC(0, month)).toISOString().slice(0, 7), closedAt });
  }
  return closes;
}

/** Whatever the zone, no month closes between two instants this far inside one month of UTC; looking up a zone is slow. */
function isWithinMonth(fromMs: number, untilMs: number): boolean {
  const [from, until] = [new Date(fromMs), new Date(untilMs)];
  return from.getUTCMonth() === until.getUTCMonth() && from.getUTCFullYear() === until.getUTCFullYear();
}

/** Months since January of the year that `Date.UTC(0, 0)` names. */
function localMonth(ms: number, timeZone: string): number {
  const local = new Date(ms + offsetMs(ms, timeZone));
  return (local.getUTCFullYear() - 1900) * 12 + local.getUTCMonth();
}

/** The offset depends on the instant that is looked for, so it is looked up twice: a month may begin in another offset. */
function startOfMonth(month: number, timeZone: string): number {
  const local = Date.UTC(0, month);
  const guess = local - offsetMs(local, timeZone);
  return local - offsetMs(guess, timeZone);
}

/** How far the site's wall clock is ahead of UTC at an instant. */
function offsetMs(ms: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const part = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ms / 1000) * 1000;
}
