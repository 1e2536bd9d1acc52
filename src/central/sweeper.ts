import { sweepDesk } from "./case-work.ts";
import type { Clock } from "./clock.ts";
import type { Log } from "./log.ts";
import { findMissing, type WaitingRecords } from "./missing-records.ts";
import { type AgentView, readAgents } from "./overview.ts";
import { forgetOld } from "./retention.ts";
import type { CentralStore } from "./store.ts";

/** How often waiting needs, held orders and promises are looked at. */
const sweepEveryMs = 15_000;

/**
 * Looks from time to time at what no upload will bring: waits that end, registry changes, promises that are missed,
 * records that never came.
 */
export class Sweeper {
  readonly #store: CentralStore;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #holidays: ReadonlySet<string>;
  readonly #keepDays: number;
  #missed: ReadonlySet<string> = new Set();
  #waiting: WaitingRecords = new Map();
  #missing: ReadonlySet<string> = new Set();
  #running: Promise<void> = Promise.resolve();
  #cancel = () => {};
  #isStopped = false;

  constructor(store: CentralStore, clock: Clock, log: Log, holidays: ReadonlySet<string>, keepDays: number) {
    this.#store = store;
    this.#clock = clock;
    this.#log = log;
    this.#holidays = holidays;
    this.#keepDays = keepDays;
  }

  start(): void {
    this.#cancel = this.#clock.after(sweepEveryMs, () => {
      this.#running = this.sweep()
        .catch((error: unknown) => this.#log.error("sweep.failed", { error: String(error) }))
        .then(() => (this.#isStopped ? undefined : this.start()));
    });
  }

  async sweep(): Promise<void> {
    const nowMs = this.#clock.wallMs();
    const agents = await this.#store.transact(async (tables) => {
      await sweepDesk(tables, { nowMs, holidays: this.#holidays });
      return readAgents(tables, nowMs);
    });
    this.#notice(agents);
    this.#noticeMissing(agents, nowMs);
    await forgetOld(this.#store, this.#keepDays, nowMs);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancel();
    await this.#running;
  }

  /** A promise is called missed once, when it turns so. */
  #notice(agents: readonly AgentView[]): void {
    const missed = agents.filter(({ promise, isRevoked }) => promise === "missed" && !isRevoked);
    for (const { id, site, lastContactAt, because } of missed) {
      if (!this.#missed.has(id)) this.#log.warn("promise.missed", { agent: id, site, lastContactAt, because });
    }
    this.#missed = new Set(missed.map(({ id }) => id));
  }

  /** A hole is told once, when it has lasted, and again when more is missing. */
  #noticeMissing(agents: readonly AgentView[], nowMs: number): void {
    const { waiting, missing } = findMissing(agents, this.#waiting, nowMs);
    const told = new Set<string>();
    for (const hole of missing) {
      const name = JSON.stringify(hole);
      if (!this.#missing.has(name)) this.#log.warn("records.missing", { ...hole });
      told.add(name);
    }
    this.#waiting = waiting;
    this.#missing = told;
  }
}
