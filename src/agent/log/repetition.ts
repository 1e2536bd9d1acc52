/** A line that tells the same again is written so often within a day, then held until the day is over. */
const mostADay = 5;
const dayMs = 86_400_000;
/** Different lines remembered; beyond it the one told longest ago is forgotten. */
const mostKnown = 1000;

interface Known {
  readonly sinceMs: number;
  readonly written: number;
  readonly held: number;
}

/** Keeps what repeats from filling the log: a device that fails for a week costs a handful of lines. */
export class Repetition {
  readonly #known = new Map<string, Known>();

  /**
   * Whether the line is to be written.
   * @returns undefined: it is held; otherwise how many like it were held before
   */
  admit(line: string, nowMs: number): number | undefined {
    const before = this.#known.get(line);
    const isNewDay = before === undefined || nowMs - before.sinceMs >= dayMs;
    const { sinceMs, written, held } = isNewDay ? { sinceMs: nowMs, written: 0, held: before?.held ?? 0 } : before;
    const isHeld = written >= mostADay;
    this.#remember(line, isHeld ? { sinceMs, written, held: held + 1 } : { sinceMs, written: written + 1, held: 0 });
    return isHeld ? undefined : held;
  }

  #remember(line: string, known: Known): void {
    this.#known.delete(line);
    this.#known.set(line, known);
    const [oldest] = this.#known.keys();
    if (this.#known.size > mostKnown && oldest !== undefined) this.#known.delete(oldest);
  }
}
