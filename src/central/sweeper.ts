import { sweepDesk } from "./case-work.ts";
import type { Clock } from "./clock.ts";
import type { Log } from "./log.ts";
import { type AgentView, readAgents } from "./overview.ts";
import { forgetOld } from "./retention.ts";
import type { CentralStore } from "./store.ts";

/** How often waiting needs, held orders and promises are looked at. */
const sweepEveryMs = 15_000;

/** Looks from time to time at what no upload will bring: waits that end, registry changes, promises that are missed. */
export class Sweeper {
  readonly #store: CentralStore;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #holidays: ReadonlySet<string>;
  readonly #keepDays: number;
  #missed: ReadonlySet<string> = new Set();
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
}
