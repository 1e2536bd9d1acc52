import { sleep } from "../leaf/clock.ts";
import type { SnmpCredential, SnmpFailureKind } from "../snmp/snmp-client.ts";
import type { SnmpEngine } from "../snmp/snmp-engine.ts";
import { probe } from "./probe.ts";
import type { SweepAnswer, SweepPlan, SweepProgress, SweepSettings, SweepTarget } from "./sweep-plan.ts";

/** What the pace lets pile up while silent addresses are waited for, and a little more: it must never be what holds back. */
function mostInFlight({ addressesPerSecond, timeoutMs }: SweepSettings): number {
  return Math.ceil((addressesPerSecond * timeoutMs * 1.2) / 1000) + 1;
}

export interface SweepListener {
  onAnswer(answer: SweepAnswer): void;
  onProgress(progress: SweepProgress): void;
}

interface Attempt {
  readonly target: SweepTarget;
  readonly credential: SnmpCredential;
  /** What is tried in later rounds when nobody answers. */
  readonly later: readonly SnmpCredential[];
}

/** A pause of the event loop is made up for by no more probes than this time allows, so that no burst goes out. */
const mostCatchUpMs = 50;
/** Rounds of a target with one credential, for the estimate of the time. */
const usualRounds = 2;

/** The device is there but refuses the user: asking the same again would only count as one more failed login. */
const refusals: ReadonlySet<SnmpFailureKind> = new Set([
  "unknownUser",
  "wrongDigest",
  "unsupportedLevel",
  "decryption",
  "notInTimeWindow",
]);

/** The sending side of a sweep: rounds of paced probes. */
export class SweepRun {
  readonly #engine: SnmpEngine;
  readonly #plan: SweepPlan;
  readonly #settings: SweepSettings;
  readonly #signal: AbortSignal;
  readonly #listener: SweepListener;
  readonly #inFlight = new Set<Promise<void>>();
  #onLanding = () => {};
  #silent: Attempt[] = [];
  #nextMs = 0;
  #probed = 0;
  #found = 0;
  #probesToCome: number;

  constructor(
    engine: SnmpEngine,
    plan: SweepPlan,
    settings: SweepSettings,
    signal: AbortSignal,
    listener: SweepListener,
  ) {
    this.#engine = engine;
    this.#plan = plan;
    this.#settings = settings;
    this.#signal = signal;
    this.#listener = listener;
    this.#probesToCome = plan.total * usualRounds;
  }

  /** Resolves when every target answered or was silent in all its rounds, or soon after the signal is aborted. */
  async run(): Promise<void> {
    let attempts: Iterable<Attempt> = this.#firstAttempts();
    do {
      this.#silent = [];
      for (const attempt of attempts) {
        await this.#waitForTurn();
        if (this.#signal.aborted) break;
        this.#launch(attempt);
      }
      await Promise.all(this.#inFlight);
      attempts = this.#silent;
    } while (this.#silent.length > 0 && !this.#signal.aborted);
  }

  *#firstAttempts(): Generator<Attempt> {
    const asked = new Set<string>();
    for (const target of this.#plan.known) {
      asked.add(`${target.address}:${target.port}`);
      yield this.#firstAttempt(target);
    }
    for (const target of this.#plan.fresh) {
      if (!asked.has(`${target.address}:${target.port}`)) yield this.#firstAttempt(target);
    }
  }

  #firstAttempt(target: SweepTarget): Attempt {
    const [credential, second] = target.credentials;
    this.#probed += 1;
    if (second) this.#probesToCome += 1;
    return { target, credential, later: second ? [second, credential] : [credential] };
  }

  async #waitForTurn(): Promise<void> {
    if (this.#inFlight.size >= mostInFlight(this.#settings))
      await new Promise<void>((free) => (this.#onLanding = free));
    const nowMs = this.#engine.clock.monoMs();
    const dueMs = Math.max(this.#nextMs, nowMs - mostCatchUpMs);
    this.#nextMs = dueMs + 1000 / this.#settings.addressesPerSecond;
    if (dueMs > nowMs) await sleep(this.#engine.clock, dueMs - nowMs, this.#signal);
  }

  #launch(attempt: Attempt): void {
    this.#probesToCome -= 1;
    const flight = this.#ask(attempt).finally(() => {
      this.#inFlight.delete(flight);
      this.#onLanding();
    });
    this.#inFlight.add(flight);
  }

  async #ask(attempt: Attempt): Promise<void> {
    const { target, credential } = attempt;
    const asked = { address: target.address, port: target.port, credential };
    const options = { timeoutMs: this.#settings.timeoutMs, retryAtMs: [], signal: this.#signal };
    const answer = await probe(this.#engine, asked, options);
    if (answer.ok) {
      this.#found += 1;
      this.#probesToCome -= attempt.later.length;
      this.#listener.onAnswer({ ...answer.value, target: asked });
    } else {
      this.#keepForLater(attempt, answer.failure.kind);
    }
    this.#report();
  }

  #keepForLater(attempt: Attempt, kind: SnmpFailureKind): void {
    const later = refusals.has(kind) ? attempt.later.filter((next) => next !== attempt.credential) : attempt.later;
    this.#probesToCome -= attempt.later.length - later.length;
    const [credential, ...rest] = later;
    if (credential) this.#silent.push({ target: attempt.target, credential, later: rest });
  }

  #report(): void {
    this.#listener.onProgress({
      probed: this.#probed,
      total: this.#plan.total,
      found: this.#found,
      remainingMs: (this.#probesToCome * 1000) / this.#settings.addressesPerSecond + this.#settings.timeoutMs,
    });
  }
}
