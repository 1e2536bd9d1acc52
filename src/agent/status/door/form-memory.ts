import { createHash } from "node:crypto";
import type { Clock } from "../../leaf/clock.ts";

/** An impatient hand clicks again within this time; the same words later are meant. */
const rememberedMs = 60_000;
/** More than a site sends in a minute. */
const mostRemembered = 256;

/** What was handed in a moment ago: a form that is sent twice, as by a double click, asks for one thing. */
export class FormMemory {
  readonly #clock: Pick<Clock, "monoMs">;
  /** When each was taken, by its digest; the oldest first. */
  readonly #taken = new Map<string, number>();

  constructor(clock: Pick<Clock, "monoMs">) {
    this.#clock = clock;
  }

  /**
   * Takes a wish once.
   * @param name the same for the same wish of the same session
   * @param take when it throws, the wish was not taken
   */
  takeOnce(name: string, take: () => void): void {
    const nowMs = this.#clock.monoMs();
    const digest = createHash("sha256").update(name).digest("base64");
    if (nowMs - (this.#taken.get(digest) ?? Number.NEGATIVE_INFINITY) < rememberedMs) return;
    take();
    this.#taken.delete(digest);
    this.#taken.set(digest, nowMs);
    const [oldest] = this.#taken.keys();
    if (this.#taken.size > mostRemembered && oldest !== undefined) this.#taken.delete(oldest);
  }
}
