import type { Clock } from "../src/agent/leaf/clock.ts";

interface Timer {
  readonly dueMs: number;
  readonly action: () => void;
}

/** Turns of the event loop given to promises after each timer; deep chains of awaits need more than one. */
const turns = 5;

/**
 * A clock that moves only when told. `advance` fires due timers in order of their time and lets promises settle after
 * each one, so that a timer set by a timer fires too when its time is within reach.
 */
export class VirtualClock implements Clock {
  #monoMs = 0;
  #wallOffsetMs: number;
  readonly #timers = new Set<Timer>();

  constructor(startWallMs = Date.UTC(2026, 10, 22, 8, 0, 0)) {
    this.#wallOffsetMs = startWallMs;
  }

  wallMs(): number {
    return this.#wallOffsetMs + this.#monoMs;
  }

  monoMs(): number {
    return this.#monoMs;
  }

  after(delayMs: number, action: () => void): () => void {
    const timer: Timer = { dueMs: this.#monoMs + Math.max(0, delayMs), action };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** How many timers are set. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Monotonic time until the next timer, or undefined. */
  get nextInMs(): number | undefined {
    const next = this.#next();
    return next && next.dueMs - this.#monoMs;
  }

  /** Lets `ms` of monotonic (and wall) time pass. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#monoMs + ms;
    await settlePromises();
    for (let timer = this.#next(); timer !== undefined && timer.dueMs <= untilMs; timer = this.#next()) {
      this.#monoMs = Math.max(this.#monoMs, timer.dueMs);
      this.#timers.delete(timer);
      timer.action();
      await settlePromises();
    }
    this.#monoMs = untilMs;
  }

  /** Sets the wall clock forward or back; monotonic time does not notice. */
  jumpWall(ms: number): void {
    this.#wallOffsetMs += ms;
  }

  #next(): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) if (next === undefined || timer.dueMs < next.dueMs) next = timer;
    return next;
  }
}

/** Lets every promise that can settle now do so. */
export async function settlePromises(): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}
