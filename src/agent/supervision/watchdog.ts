import type { Clock } from "../leaf/clock.ts";
import type { Log } from "../leaf/log.ts";
import type { Supervisor } from "./systemd-notify.ts";

/** Two beats may be lost or late before systemd ends the process. */
const beatsWithin = 3;

export interface WatchdogParts {
  /** undefined: nobody watches, and nothing happens. */
  readonly supervisor: Supervisor | undefined;
  /** Real time, as systemd counts it. */
  readonly clock: Clock;
  readonly log: Log;
  /** Why nothing moves until a restart; null: it moves as far as the agent can do something about it. */
  readonly findFreeze: () => string | null;
  /** Why data does not reach central, for `systemctl status`; null: it does. */
  readonly findStandstill: () => string | null;
}

/** Tells systemd that the agent is ready, that it is alive as long as data moves, and that it stops. */
export class Watchdog {
  readonly #parts: WatchdogParts;
  #cancel = () => {};
  #isFrozen = false;
  #isUnheard = false;
  #isStopped = false;

  constructor(parts: WatchdogParts) {
    this.#parts = parts;
  }

  /** Nothing happens after a stop: a signal may come while the agent starts. */
  start(): void {
    if (this.#isStopped) return;
    void this.#tell("READY=1");
    this.#wait();
  }

  /** Resolves when systemd knows; it waits no longer for a beat then. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancel();
    await this.#tell("STOPPING=1");
  }

  #wait(): void {
    const { supervisor, clock } = this.#parts;
    if (supervisor?.watchdogMs === undefined) return;
    this.#cancel = clock.after(supervisor.watchdogMs / beatsWithin, () => this.#beat());
  }

  #beat(): void {
    this.#wait();
    const { findFreeze, findStandstill, log } = this.#parts;
    const freeze = findFreeze();
    const status = `STATUS=${freeze ?? findStandstill() ?? "data moves"}`;
    if (freeze !== null && !this.#isFrozen) log.error("watchdog.withheld", { reason: freeze });
    this.#isFrozen = freeze !== null;
    void this.#tell(...(this.#isFrozen ? [] : ["WATCHDOG=1"]), status);
  }

  async #tell(...assignments: readonly string[]): Promise<void> {
    const { supervisor, log } = this.#parts;
    const isHeard = await supervisor?.notify(...assignments);
    if (isHeard === false && !this.#isUnheard) log.warn("watchdog.unheard");
    this.#isUnheard ||= isHeard === false;
  }
}
