import { sleep } from "../leaf/clock.ts";
import { placeKey } from "../leaf/place-key.ts";
import type { SnmpCredential, SnmpFailureKind } from "../snmp/snmp-client.ts";
import type { SnmpEngine } from "../snmp/snmp-engine.ts";
import { inVersion1 } from "../snmp/version-one.ts";
import { probe } from "./probe.ts";
import type { SweepAnswer, SweepPlan, SweepProgress, SweepSettings, SweepTarget } from "./sweep-plan.ts";

/** What the pace lets pile up while silent addresses are waited for, and a little more: it must never be what holds back. */
function mostInFlight({ addressesPerSecond, timeoutMs }: SweepSettings): number {
  return Math.ceil((addressesPerSecond * timeoutMs * 1.2) / 1000) + 1;
}

export interface SweepListener {
  onAnswer(answer: SweepAnswer): void;
  onProgress(progress: SweepProgress): void;
  /** A bug of ours that what stands there brought out; it counts as silent. */
  onCrash(target: SweepTarget, error: unknown): void;
}

interface Attempt {
  readonly target: SweepTarget;
  readonly credential: SnmpCredential;
  /** The last word to a target, in case it knows nothing newer. */
  readonly isInVersion1: boolean;
  readonly round: number;
}

/** A pause of the event loop is made up for by no more probes than this time allows, so that no burst goes out. */
const mostCatchUpMs = 50;
/** Rounds of a target with two credentials; one with a single credential has two. */
const mostRounds = 3;

/** The device is there but refuses the user: asking the same again would only count as one more failed login. */
const refusals: ReadonlySet<SnmpFailureKind> = new Set([
  "unknownUser",
  "unknownContext",
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
  /** What need not be said any more, by place: everything where somebody answered, or what was refused there. */
  readonly #settled = new Map<string, Set<SnmpCredential>>();
  #nextMs = 0;
  #probed = 0;
  #found = 0;
  /** Probes still to come in each round, as far as the targets were looked at; the others count as silent in two. */
  readonly #toCome: number[];
  #round = 0;
  #lastSentMs = 0;

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
    this.#toCome = [plan.total, plan.total, 0];
  }

  /** Resolves when every target answered or was silent in all its rounds, or soon after the signal is aborted. */
  async run(): Promise<void> {
    for (let round = 0; round < mostRounds && !this.#signal.aborted; round += 1) {
      this.#round = round;
      for (const attempt of this.#attempts(round)) {
        await this.#waitForTurn();
        if (this.#signal.aborted) break;
        this.#launch(attempt);
      }
      this.#toCome[round] = 0;
      await Promise.all(this.#inFlight);
    }
  }

  *#attempts(round: number): Generator<Attempt> {
    for (const target of this.#targets()) {
      const rounds = roundsOf(target);
      const credential = rounds[round];
      if (round === 0) this.#look(target);
      if (credential === undefined || this.#settled.get(placeKey(target))?.has(credential)) continue;
      yield { target, credential, isInVersion1: round === rounds.length - 1, round };
    }
  }

  *#targets(): Generator<SweepTarget> {
    yield* this.#plan.known;
    const known = new Set(this.#plan.known.map(placeKey));
    for (const target of this.#plan.fresh()) if (!known.has(placeKey(target))) yield target;
  }

  #look(target: SweepTarget): void {
    this.#probed += 1;
    if (roundsOf(target).length === mostRounds) this.#expect(mostRounds - 1, 1);
  }

  #expect(round: number, more: number): void {
    this.#toCome[round] = (this.#toCome[round] ?? 0) + more;
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
    this.#expect(attempt.round, -1);
    this.#lastSentMs = this.#engine.clock.monoMs();
    const flight = this.#ask(attempt)
      .catch((error: unknown) => this.#listener.onCrash(attempt.target, error))
      .finally(() => {
        this.#inFlight.delete(flight);
        this.#report();
        this.#onLanding();
      });
    this.#inFlight.add(flight);
  }

  async #ask({ target, credential, isInVersion1, round }: Attempt): Promise<void> {
    const asked = { address: target.address, port: target.port, credential };
    const spoken = isInVersion1 ? inVersion1(asked) : asked;
    const options = { timeoutMs: this.#settings.timeoutMs, retryAtMs: [], signal: this.#signal };
    const answer = await probe(this.#engine, spoken, options);
    if (answer.ok) {
      this.#found += 1;
      this.#settle(target, round, target.credentials);
      this.#listener.onAnswer({ ...answer.value, target: asked, version: spoken.credential.version });
    } else if (refusals.has(answer.failure.kind)) {
      this.#settle(target, round, [credential]);
    }
  }

  #settle(target: SweepTarget, round: number, credentials: readonly SnmpCredential[]): void {
    const key = placeKey(target);
    const settled = this.#settled.get(key) ?? new Set();
    for (const [later, next] of roundsOf(target).entries())
      if (later > round && credentials.includes(next) && !settled.has(next)) this.#expect(later, -1);
    this.#settled.set(key, new Set([...settled, ...credentials]));
  }

  #report(): void {
    this.#listener.onProgress({
      probed: this.#probed,
      total: this.#plan.total,
      found: this.#found,
      remainingMs: this.#landingMs() + this.#toCome.reduce((sum, probes) => sum + this.#roundMs(probes), 0),
    });
  }

  /** A round ends when the last of its probes was waited for. */
  #roundMs(probes: number): number {
    return probes === 0 ? 0 : (probes * 1000) / this.#settings.addressesPerSecond + this.#settings.timeoutMs;
  }

  /** How long those in flight are waited for, when no more of their round follow. */
  #landingMs(): number {
    const isRoundSent = this.#toCome[this.#round] === 0;
    if (!isRoundSent || this.#inFlight.size === 0) return 0;
    return Math.max(0, this.#lastSentMs + this.#settings.timeoutMs - this.#engine.clock.monoMs());
  }
}

/** What is said in each round: the second credential and then the first again, or the only one twice. */
function roundsOf({ credentials: [first, second] }: SweepTarget): readonly SnmpCredential[] {
  return second ? [first, second, first] : [first, first];
}
