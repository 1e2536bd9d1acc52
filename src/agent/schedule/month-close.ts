import { type ScheduledTask, schedule } from "node-cron";
import type { Clock } from "../leaf/clock.ts";

/** The last readings of a month are made from 23:50 on its last day, the first of the next from 0:05. */
const beforeClose = "50 23 28-31 * *";
const afterClose = "5 0 1 * *";

/** A wall clock that left the monotonic one by more than this was set; node-cron would wait for a moment that is gone. */
const clockStepMs = 30_000;
const watchIntervalMs = 60_000;

/** Calls for full readings of all devices on both sides of a month's end, in the site's time zone. */
export class MonthClose {
  readonly #clock: Clock;
  readonly #timeZone: string;
  readonly #readAll: () => void;
  #tasks: readonly ScheduledTask[] = [];
  #offsetMs = 0;
  #cancelWatch = () => {};

  constructor(clock: Clock, timeZone: string, readAll: () => void) {
    this.#clock = clock;
    this.#timeZone = timeZone;
    this.#readAll = readAll;
  }

  start(): void {
    this.#arm();
    this.#watch();
  }

  stop(): void {
    this.#cancelWatch();
    for (const task of this.#tasks) void task.destroy();
    this.#tasks = [];
  }

  #arm(): void {
    for (const task of this.#tasks) void task.destroy();
    this.#offsetMs = this.#clock.wallMs() - this.#clock.monoMs();
    const options = { timezone: this.#timeZone };
    this.#tasks = [
      schedule(beforeClose, () => this.#onLastDay(), options),
      schedule(afterClose, () => this.#readAll(), options),
    ];
  }

  /** node-cron stops after a backward step of the wall clock, so it is armed anew whenever the clocks part. */
  #watch(): void {
    this.#cancelWatch = this.#clock.after(watchIntervalMs, () => {
      const offsetMs = this.#clock.wallMs() - this.#clock.monoMs();
      if (Math.abs(offsetMs - this.#offsetMs) > clockStepMs) this.#arm();
      this.#watch();
    });
  }

  #onLastDay(): void {
    if (isLastDayOfMonth(this.#clock.wallMs(), this.#timeZone)) this.#readAll();
  }
}

/**
 * Whether it is the last day of a month in the zone. By the calendar: where the next day has 23 hours, as that to
 * 2030-03-31 in Europe/Kyiv, a moment 24 hours after 23:50 is in the day after it.
 */
export function isLastDayOfMonth(wallMs: number, timeZone: string): boolean {
  const local = (unit: "year" | "month" | "day") =>
    Number(new Intl.DateTimeFormat("en", { timeZone, [unit]: "numeric" }).format(wallMs));
  // The day before the first of the next month, which has this month's number when counted from 0.
  const last = new Date(Date.UTC(local("year"), local("month"), 0)).getUTCDate();
  return local("day") === last;
}
