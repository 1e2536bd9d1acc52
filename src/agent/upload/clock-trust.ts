import type { Clock } from "../leaf/clock.ts";

/** Central's clock and ours may differ by so much: the way of an answer, and a clock that nobody keeps to the second. */
const toleranceMs = 5 * 60_000;

/** Judges the wall clock of this machine; it is never set, for other programs live by it. */
export class ClockTrust {
  readonly #clock: Clock;
  /** Central's time less our monotonic one, from the latest answer: a later step of the wall clock shows against it. */
  #centralLessMonoMs: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param serverTime ISO 8601, of an answer that has just come */
  hear(serverTime: string): void {
    const centralMs = Date.parse(serverTime);
    if (!Number.isNaN(centralMs)) this.#centralLessMonoMs = centralMs - this.#clock.monoMs();
  }

  /** Whether the wall clock is believed: it is near central's. Before central was heard a sane date proves nothing. */
  isSynced(): boolean {
    const offsetMs = this.offsetMs();
    return offsetMs !== undefined && Math.abs(offsetMs) <= toleranceMs;
  }

  /** How much central's clock is ahead of ours; undefined: central was not heard since the start. */
  offsetMs(): number | undefined {
    if (this.#centralLessMonoMs === undefined) return undefined;
    return this.#centralLessMonoMs + this.#clock.monoMs() - this.#clock.wallMs();
  }
}
