/** Wrong guesses allowed within the window, by one address and by all of them together. */
const guessesByAddress = 10;
const guessesByAll = 200;
const windowMs = 15 * 60_000;
const everybody = "*";

/**
 * Counts wrong secrets. The limit over all addresses bounds a search from many places; it also bounds the memory, since
 * no address is added beyond it.
 */
export class RateLimit {
  readonly #monoMs: () => number;
  #guesses = new Map<string, number>();
  #startedMs = Number.NEGATIVE_INFINITY;

  constructor(monoMs: () => number) {
    this.#monoMs = monoMs;
  }

  /** Seconds until this address may try again; 0: now. */
  waitS(address: string): number {
    const passedMs = this.#monoMs() - this.#startedMs;
    if (passedMs >= windowMs) return 0;
    const isBeyond = this.#count(address) >= guessesByAddress || this.#count(everybody) >= guessesByAll;
    return isBeyond ? Math.ceil((windowMs - passedMs) / 1000) : 0;
  }

  addWrongGuess(address: string): void {
    if (this.#monoMs() - this.#startedMs >= windowMs) {
      this.#guesses = new Map();
      this.#startedMs = this.#monoMs();
    }
    for (const who of [address, everybody]) this.#guesses.set(who, this.#count(who) + 1);
  }

  #count(who: string): number {
    return this.#guesses.get(who) ?? 0;
  }
}
