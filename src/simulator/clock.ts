/** The clock of the machine, or a test's own. */
export interface Clock {
  /** Milliseconds that only ever rise, from any start. */
  readonly nowMs: () => number;
  /** Calls the action again and again until the returned function is called. */
  readonly every: (intervalMs: number, action: () => void) => () => void;
}

export const machineClock: Clock = {
  nowMs: () => performance.now(),
  every: (intervalMs, action) => {
    const timer = setInterval(action, intervalMs);
    return () => clearInterval(timer);
  },
};

/** The time that devices live in, in milliseconds: it starts at 0 and runs `speed` times as fast as the clock. */
export type SimulatedTime = () => number;

export function startSimulatedTime(clock: Clock, speed: number): SimulatedTime {
  const startedMs = clock.nowMs();
  return () => (clock.nowMs() - startedMs) * speed;
}
