import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { systemClock } from "../../../src/agent/leaf/clock.ts";
import { silentLog } from "../../../src/agent/leaf/log.ts";
import { LoopDelay, type LoopHistogram } from "../../../src/agent/supervision/loop-delay.ts";
import { VirtualClock } from "../../virtual-clock.ts";

const windowMs = 5 * 60_000;
const resolutionMs = 50;

/** Figures as the system would measure them, lateness and the step between two looks together. */
class InventedHistogram implements LoopHistogram {
  count = 0;
  max = 0;
  isEnabled = false;
  #p99 = 0;

  show(p99Ms: number, maxMs: number): void {
    this.count = 6000;
    this.#p99 = (p99Ms + resolutionMs) * 1e6;
    this.max = (maxMs + resolutionMs) * 1e6;
  }
  percentile(): number {
    return this.#p99;
  }
  reset(): void {
    this.count = 0;
  }
  enable(): boolean {
    this.isEnabled = true;
    return true;
  }
  disable(): boolean {
    this.isEnabled = false;
    return true;
  }
}

const clock = { virtual: new VirtualClock() };
const histogram = { invented: new InventedHistogram() };
let lines: unknown[] = [];
let loop: LoopDelay;
beforeEach(() => {
  lines = [];
  clock.virtual = new VirtualClock();
  histogram.invented = new InventedHistogram();
  const log = { ...silentLog, warn: (...line: unknown[]) => void lines.push(line) };
  loop = new LoopDelay({ clock: clock.virtual, log, histogram: histogram.invented });
  loop.start();
});
afterEach(() => loop.stop());

async function pass(p99Ms: number, maxMs: number): Promise<void> {
  histogram.invented.show(p99Ms, maxMs);
  await clock.virtual.advance(windowMs);
}

test("what was measured is that of the last five minutes that are over", async () => {
  expect(loop.figures()).toBeNull();
  await pass(3.4, 61);
  histogram.invented.show(500, 900);
  expect(loop.figures()).toEqual({ p99Ms: 3, maxMs: 61 });
});

test("a loop that is late is told when it begins to be, not each time", async () => {
  await pass(199, 900);
  expect(lines).toEqual([]);
  await pass(200, 900);
  await pass(350, 1000);
  expect(lines).toEqual([["agent.slow", { p99Ms: 200, maxMs: 900 }]]);
  await pass(1, 20);
  await pass(201, 900);
  expect(lines).toHaveLength(2);
});

test("a time in which nothing was measured leaves the figures before", async () => {
  await pass(3, 61);
  await clock.virtual.advance(windowMs);
  expect(loop.figures()).toEqual({ p99Ms: 3, maxMs: 61 });
});

test("a stop leaves nothing running", () => {
  expect(histogram.invented.isEnabled).toBe(true);
  loop.stop();
  expect(histogram.invented.isEnabled).toBe(false);
  expect(clock.virtual.pending).toBe(0);
});

test("a loop that stood still for a while shows it", async () => {
  const real = new LoopDelay({ clock: clock.virtual, log: silentLog });
  real.start();
  await new Promise((resolve) => systemClock.after(4 * resolutionMs, () => resolve(undefined)));
  const untilMs = systemClock.monoMs() + 200;
  while (systemClock.monoMs() < untilMs);
  await vi.waitFor(async () => {
    await clock.virtual.advance(windowMs);
    expect(real.figures()?.maxMs).toBeGreaterThan(100);
  });
  real.stop();
});
