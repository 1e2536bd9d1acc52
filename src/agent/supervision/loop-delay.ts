import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Heartbeat } from "../../contract/heartbeat.ts";
import type { Clock } from "../leaf/clock.ts";
import type { Log } from "../leaf/log.ts";

/** How late the event loop was. */
export type LoopFigures = NonNullable<Heartbeat["loopDelay"]>;

/** What is used of Node's own histogram, in nanoseconds. */
export interface LoopHistogram {
  readonly count: number;
  readonly max: number;
  percentile(percent: number): number;
  reset(): void;
  enable(): boolean;
  disable(): boolean;
}

export interface LoopDelayParts {
  /** Real time: a faster clock of a demonstration says nothing of this machine. */
  readonly clock: Clock;
  readonly log: Log;
  readonly histogram?: LoopHistogram;
}

/** The loop is looked at so often, outside of JavaScript; the histogram counts this step as delay. */
const resolutionMs = 50;
/** 6000 looks: a window's 99th percentile stands on 60 of them. */
const windowMs = 5 * 60_000;
/** From here on answers of devices wait so long that a poll may take them for lost. */
const slowMs = 200;
const nanosecondsInMs = 1e6;

/** Measures, in windows of five minutes, how late the event loop is: what blocks it holds up every poll and upload. */
export class LoopDelay {
  readonly #parts: LoopDelayParts;
  readonly #histogram: LoopHistogram;
  #figures: LoopFigures | null = null;
  #isSlow = false;
  #cancel = () => {};

  constructor(parts: LoopDelayParts) {
    this.#parts = parts;
    this.#histogram = parts.histogram ?? monitorEventLoopDelay({ resolution: resolutionMs });
  }

  start(): void {
    this.#histogram.enable();
    this.#wait();
  }

  stop(): void {
    this.#cancel();
    this.#histogram.disable();
  }

  /** Of the last window that is over; null: none is yet. */
  figures(): LoopFigures | null {
    return this.#figures;
  }

  #wait(): void {
    this.#cancel = this.#parts.clock.after(windowMs, () => {
      this.#wait();
      this.#look();
    });
  }

  #look(): void {
    // After a suspended machine woke there may be none.
    if (this.#histogram.count === 0) return;
    this.#figures = { p99Ms: lateMs(this.#histogram.percentile(99)), maxMs: lateMs(this.#histogram.max) };
    this.#histogram.reset();
    const isSlow = this.#figures.p99Ms >= slowMs;
    if (isSlow && !this.#isSlow) this.#parts.log.warn("agent.slow", { ...this.#figures });
    this.#isSlow = isSlow;
  }
}

function lateMs(nanoseconds: number): number {
  return Math.max(0, Math.round(nanoseconds / nanosecondsInMs - resolutionMs));
}
