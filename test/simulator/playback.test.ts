import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LivingDevice } from "../../src/simulator/living-device.ts";
import { Playback, type Schedule } from "../../src/simulator/playback.ts";
import { readRecording, recordingPath } from "../../src/simulator/snmprec.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const TOTAL = "1.3.6.1.4.1.18334.1.1.1.5.7.2.1.1.0";
const SCANS = "1.3.6.1.4.1.18334.1.1.1.5.7.2.1.5.0";
const recording = readRecording(recordingPath("bizhub-c360i"));
const totalAtStart = new LivingDevice(recording).view.number(TOTAL) ?? 0;

function play(schedule: Partial<Schedule>): Playback {
  return new Playback(new LivingDevice(recording), { rates: [], actions: [], ...schedule });
}

function pagesMade({ device }: Playback): number {
  return (device.view.number(TOTAL) ?? 0) - totalAtStart;
}

const rates: Schedule["rates"] = [
  { kind: "print", function: "print", color: "black", pagesPerDay: 12 },
  { kind: "print", function: "copy", color: "fullColor", isDuplex: true, pagesPerDay: 7 },
  { kind: "scan", pagesPerDay: 3 },
];

describe("a playback", () => {
  test("makes the pages of the days that passed", () => {
    const playback = play({ rates });
    playback.advanceTo(2 * DAY_MS);
    expect(pagesMade(playback)).toBe(2 * 12 + 2 * 7);
    expect(playback.device.view.number(SCANS)).toBe(29_360 + 6);
  });

  test("comes to the same counters and supplies in any number of steps", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 * DAY_MS }), { maxLength: 10 }), (moments) => {
        const [straight, stepped] = [play({ rates }), play({ rates })];
        for (const moment of moments.sort((left, right) => left - right)) stepped.advanceTo(moment);
        for (const playback of [straight, stepped]) playback.advanceTo(20 * DAY_MS);
        for (const prefix of ["1.3.6.1.4.1", "1.3.6.1.2.1.43.11"]) {
          expect(stepped.device.view.below(prefix)).toEqual(straight.device.view.below(prefix));
        }
      }),
      { numRuns: 20 },
    );
  });

  test("plays half a year in moments", () => {
    const playback = play({ rates: [{ kind: "print", function: "print", color: "black", pagesPerDay: 30 }] });
    playback.advanceTo(182 * DAY_MS);
    expect(pagesMade(playback)).toBe(182 * 30);
  });

  test("makes no pages while the device is stopped, asleep or without power", () => {
    const actions = [
      { atMs: 0, act: (device: LivingDevice) => device.jam() },
      { atMs: DAY_MS, act: (device: LivingDevice) => device.clear("jam") },
      { atMs: 2 * DAY_MS, act: (device: LivingDevice) => device.fallAsleep() },
      { atMs: 3 * DAY_MS, act: (device: LivingDevice) => device.wake() },
      { atMs: 4 * DAY_MS, act: (device: LivingDevice) => device.losePower() },
      { atMs: 5 * DAY_MS, act: (device: LivingDevice) => device.boot() },
    ];
    const playback = play({ rates: rates.slice(0, 1), actions });
    playback.advanceTo(6 * DAY_MS);
    expect(pagesMade(playback)).toBe(3 * 12);
  });

  test("gives an alert that follows from wear the time at which it came, to the hour", () => {
    const actions = [{ atMs: 0, act: (device: LivingDevice) => device.setToner("black", 15) }];
    const playback = play({ rates: [{ kind: "print", function: "print", color: "black", pagesPerDay: 24 }], actions });
    playback.advanceTo(90 * DAY_MS);
    expect(playback.device.view.number("1.3.6.1.2.1.43.18.1.1.9.1.1")).toBe(112_340_500 + HOUR_MS / 10);
  });

  test("does not go back in time", () => {
    const playback = play({ rates });
    playback.advanceTo(DAY_MS);
    playback.advanceTo(HOUR_MS);
    expect(playback.device.nowMs).toBe(DAY_MS);
  });
});
