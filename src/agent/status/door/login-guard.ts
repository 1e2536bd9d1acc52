import type { Clock } from "../../leaf/clock.ts";
import { Secret } from "../../leaf/secret.ts";

export type LoginAnswer = "right" | "wrong" | "tooMany";

/** Slips of the finger that cost nothing. */
const freeTries = 5;
const firstWaitMs = 30_000;
const longestWaitMs = 15 * 60_000;
/** Addresses that are remembered; beyond them the one that failed longest ago is forgotten. */
const mostAddresses = 1000;
/** Tries of all addresses together: many hosts that guess in turn are not faster than one. */
const mostPerMinute = 60;

interface Failures {
  readonly count: number;
  readonly waitUntilMs: number;
}

/** Compares the password, and lets an address that fails wait: 30 s after five failures, then twice as long each time. */
export class LoginGuard {
  readonly #password: Secret;
  readonly #clock: Pick<Clock, "monoMs">;
  readonly #failures = new Map<string, Failures>();
  #minuteStartedMs = Number.NEGATIVE_INFINITY;
  #triesThisMinute = 0;

  constructor(password: Secret, clock: Pick<Clock, "monoMs">) {
    this.#password = password;
    this.#clock = clock;
  }

  /** @param address of the client; an address that waits is not even compared */
  check(password: string, address: string): LoginAnswer {
    const nowMs = this.#clock.monoMs();
    const failures = this.#failures.get(address);
    if (nowMs < (failures?.waitUntilMs ?? 0) || this.#isMinuteFull(nowMs)) return "tooMany";
    this.#failures.delete(address);
    if (this.#password.isSameAs(new Secret(password))) return "right";
    const count = (failures?.count ?? 0) + 1;
    const waitMs = count < freeTries ? 0 : Math.min(firstWaitMs * 2 ** (count - freeTries), longestWaitMs);
    this.#failures.set(address, { count, waitUntilMs: nowMs + waitMs });
    const [oldest] = this.#failures.keys();
    if (this.#failures.size > mostAddresses && oldest !== undefined) this.#failures.delete(oldest);
    return "wrong";
  }

  #isMinuteFull(nowMs: number): boolean {
    if (nowMs - this.#minuteStartedMs >= 60_000) {
      this.#minuteStartedMs = nowMs;
      this.#triesThisMinute = 0;
    }
    this.#triesThisMinute += 1;
    return this.#triesThisMinute > mostPerMinute;
  }
}
