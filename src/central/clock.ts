/** Wall time stamps and ages what is stored; monotonic time paces what runs. Injected, so that tests own the time. */
export interface Clock {
  /** Milliseconds since 1970-01-01 UTC. */
  wallMs(): number;
  /** Milliseconds since an arbitrary moment; never goes back. */
  monoMs(): number;
  /** Runs `action` once after `delayMs`; the answer cancels it. */
  after(delayMs: number, action: () => void): () => void;
}

/** The clock of this machine. Its timers do not keep the process alive: the listening socket does. */
export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monoMs: () => performance.now(),
  after(delayMs, action) {
    const timer = setTimeout(action, delayMs).unref();
    return () => clearTimeout(timer);
  },
};

/** ISO 8601 in UTC with milliseconds: one spelling for every moment, so that texts sort as the moments do. */
export function stampOf(wallMs: number): string {
  return new Date(wallMs).toISOString();
}
