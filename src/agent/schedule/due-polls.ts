import { type PollScope, pollScopes } from "../profile/poll-plan.ts";

/** How often each scope is due, in milliseconds of the monotonic clock. */
export type Intervals = Readonly<Record<PollScope, number>>;

/** When each scope of one device is due next, on the monotonic clock. */
export type DueTimes = Readonly<Record<PollScope, number>>;

/**
 * Due times for a device that has just been read in full: each scope a part of its interval later, the part taken from
 * the uid, so that the devices of a site spread over the interval instead of coming in one burst.
 * @param shuffle another number gives another order
 */
export function spreadDueTimes(uid: string, intervals: Intervals, nowMs: number, shuffle = 0): DueTimes {
  const phase = phaseOf(uid, shuffle);
  return eachScope((scope) => nowMs + intervals[scope] * phase);
}

/** The widest scope that is due; undefined when none is. */
export function dueScope(due: DueTimes, nowMs: number): PollScope | undefined {
  return pollScopes.findLast((scope) => due[scope] <= nowMs);
}

/**
 * Due times after a poll began: it covers its own scope and the narrower ones. Slots that were missed while the machine
 * slept are one poll, not many, and the rhythm stays.
 */
export function afterPoll(due: DueTimes, scope: PollScope, intervals: Intervals, nowMs: number): DueTimes {
  const covered = pollScopes.slice(0, pollScopes.indexOf(scope) + 1);
  return eachScope((each) => (covered.includes(each) ? nextSlot(due[each], intervals[each], nowMs) : due[each]));
}

/** Of each scope the earlier time. */
export function earlierOf(one: DueTimes, other: DueTimes): DueTimes {
  return eachScope((scope) => Math.min(one[scope], other[scope]));
}

/** The earliest time at which anything of the device is due. */
export function nextDueMs(due: DueTimes): number {
  return Math.min(...pollScopes.map((scope) => due[scope]));
}

function nextSlot(slotMs: number, intervalMs: number, nowMs: number): number {
  const missed = Math.max(0, Math.floor((nowMs - slotMs) / intervalMs));
  return slotMs + (missed + 1) * intervalMs;
}

/** From 0 up to 1, evenly over uids: their hexadecimal digits come from a hash. */
function phaseOf(uid: string, shuffle: number): number {
  // An odd factor: no two numbers become one.
  const turned = Math.imul(Number.parseInt(uid.slice(-6), 16), 1 + shuffle * 0x9e_3778) & 0xff_ffff;
  return turned / 0x100_0000;
}

function eachScope(timeOf: (scope: PollScope) => number): DueTimes {
  return { status: timeOf("status"), supplies: timeOf("supplies"), full: timeOf("full") };
}
