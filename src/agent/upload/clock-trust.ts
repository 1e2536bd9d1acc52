import type { Clock } from "../leaf/clock.ts";

/** Central's clock and ours may differ by so much: the way of an answer, and a clock that nobody keeps to the second. */
const toleranceMs = 5 * 60_000;
/** Nearer to central's than this, a clock closes a month some hours off, and the stamps of the readings tell it. */
const dateToleranceMs = 86_400_000;
/** Where central is not heard: network time sets a clock within minutes of a start. */
const steadyAfterMs = 3_600_000;
/** A wall clock that left the monotonic one by more than this was set. */
const stepMs = 30_000;
/** No agent is older. */
const earliestMs = Date.UTC(2026, 0, 1);

/** Judges the wall clock of this machine; it is never set, for other programs live by it. */
export class ClockTrust {
  readonly #clock: Clock;
  /** Central's time less our monotonic one, from the latest answer: a later step of the wall clock shows against it. */
  #centralLessMonoMs: number | undefined;

  /** The wall clock less the monotonic one when it was looked at last, and since when it is so. */
  #steady: { readonly offsetMs: number; readonly sinceMs: number } | undefined;

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

  /**
   * Whether a month may be closed by this clock. A machine without a clock of its own starts in 1970 or where it stopped,
   * until the network sets it: its date is believed when central says so or, unheard, when nobody set it for an hour.
   */
  isDateBelieved(): boolean {
    const centralOffsetMs = this.offsetMs();
    const steadyMs = this.#steadyForMs();
    if (centralOffsetMs !== undefined) return Math.abs(centralOffsetMs) <= dateToleranceMs;
    return this.#clock.wallMs() >= earliestMs && steadyMs >= steadyAfterMs;
  }

  #steadyForMs(): number {
    const nowMs = this.#clock.monoMs();
    const offsetMs = this.#clock.wallMs() - nowMs;
    const isSet = this.#steady === undefined || Math.abs(offsetMs - this.#steady.offsetMs) > stepMs;
    this.#steady = { offsetMs, sinceMs: isSet || this.#steady === undefined ? nowMs : this.#steady.sinceMs };
    return nowMs - this.#steady.sinceMs;
  }

  /** How much central's clock is ahead of ours; undefined: central was not heard since the start. */
  offsetMs(): number | undefined {
    if (this.#centralLessMonoMs === undefined) return undefined;
    return this.#centralLessMonoMs + this.#clock.monoMs() - this.#clock.wallMs();
  }
}
