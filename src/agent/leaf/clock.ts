/**
 * Two clocks that must not be mixed up: wall time only stamps records, monotonic time measures every interval, time-out,
 * age and back-off. A wall clock that jumps by hours or decades must change nothing but stamps.
 */
export interface Clock {
  /** Milliseconds since 1970-01-01 UTC, as the machine believes. */
  wallMs(): number;
  /** Milliseconds since an arbitrary moment; never goes back. */
  monoMs(): number;
  /** Runs `action` once after `delayMs` of monotonic time; the answer cancels it. */
  after(delayMs: number, action: () => void): () => void;
}

/** Longest delay that a Node timer takes (2^31 − 1 ms, 24.8 days); a longer one would fire at once. */
const longestTimerMs = 2_147_483_647;

/** The clock of this machine. */
export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monoMs: () => performance.now(),
  after(delayMs, action) {
    const timer = setTimeout(action, Math.min(Math.max(0, delayMs), longestTimerMs));
    return () => clearTimeout(timer);
  },
};

/** A stamp for records: ISO 8601 in UTC with milliseconds, as in `2026-11-22T08:15:00.000Z`; as texts they sort by time. */
export function stamp(clock: Clock): string {
  return new Date(clock.wallMs()).toISOString();
}

/** Resolves after `delayMs`, or at once when `signal` is aborted. */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const wake = () => {
      cancel();
      signal?.removeEventListener("abort", wake);
      resolve();
    };
    const cancel = clock.after(delayMs, wake);
    signal?.addEventListener("abort", wake, { once: true });
  });
}
