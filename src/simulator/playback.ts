import type { LivingDevice } from "./living-device.ts";
import type { PrintJob } from "./page-counters.ts";

const DAY_MS = 86_400_000;
/** Alerts that follow from wear get the time of the step that they came in. */
const STEP_MS = 3_600_000;

export type PageRate = { readonly pagesPerDay: number } & (
  | { readonly kind: "scan" }
  | ({ readonly kind: "print" } & Omit<PrintJob, "pages">)
);

export interface TimedAction {
  /** Simulated time since the device was first played. */
  readonly atMs: number;
  readonly act: (device: LivingDevice) => void;
}

/** The life of one device: what it prints every day and what happens to it when. */
export interface Schedule {
  readonly rates: readonly PageRate[];
  /** In the order of time. */
  readonly actions: readonly TimedAction[];
}

export const NO_SCHEDULE: Schedule = { rates: [], actions: [] };

/**
 * Plays a schedule on a device. Pages made so far depend only on the time the device could work, so while toner lasts
 * the counters and supplies at a moment are the same however many calls lead there.
 */
export class Playback {
  readonly device: LivingDevice;
  readonly #schedule: Schedule;
  readonly #pagesMade: number[];
  #workedMs = 0;
  #nextAction = 0;

  constructor(device: LivingDevice, schedule: Schedule) {
    this.device = device;
    this.#schedule = schedule;
    this.#pagesMade = schedule.rates.map(() => 0);
  }

  /** Lets time pass up to this moment of simulated time; a moment already past changes nothing. */
  advanceTo(toMs: number): void {
    this.#actUntil(this.device.nowMs);
    while (this.device.nowMs < toMs) {
      const from = this.device.nowMs;
      const step = (Math.floor(from / STEP_MS) + 1) * STEP_MS;
      const action = this.#schedule.actions[this.#nextAction]?.atMs ?? Number.POSITIVE_INFINITY;
      const to = Math.min(toMs, step, action);
      this.#work(to - from);
      this.device.setTime(to);
      this.#makePages();
      this.#actUntil(to);
    }
  }

  #work(durationMs: number): void {
    if (this.device.isWorking) {
      this.#workedMs += durationMs;
    }
  }

  #makePages(): void {
    for (const [index, rate] of this.#schedule.rates.entries()) {
      const due = pagesAfter(rate, this.#workedMs) - (this.#pagesMade[index] ?? 0);
      this.#pagesMade[index] = (this.#pagesMade[index] ?? 0) + due;
      if (due > 0 && rate.kind === "scan") {
        this.device.scanPages(due);
      } else if (due > 0 && rate.kind === "print") {
        this.device.printPages({ ...rate, pages: due });
      }
    }
  }

  #actUntil(nowMs: number): void {
    for (;;) {
      const action = this.#schedule.actions[this.#nextAction];
      if (action === undefined || action.atMs > nowMs) {
        return;
      }
      this.#nextAction += 1;
      action.act(this.device);
    }
  }
}

/** Duplex pages come in pairs, so that each sheet has its back. */
function pagesAfter(rate: PageRate, workedMs: number): number {
  const pages = (rate.pagesPerDay * workedMs) / DAY_MS;
  return rate.kind === "print" && rate.isDuplex ? 2 * Math.floor(pages / 2) : Math.floor(pages);
}
