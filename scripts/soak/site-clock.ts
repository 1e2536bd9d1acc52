import { type Clock, systemClock } from "../../src/agent/leaf/clock.ts";

/**
 * The clock of the soaked site: `speed` times as fast as the machine's since `startedWallMs`. Programs that are killed
 * and started again find it where it is by then, as at a real site.
 */
export function siteClock(startedWallMs: number, speed: number): Clock {
  return {
    wallMs: () => Math.floor(startedWallMs + (systemClock.wallMs() - startedWallMs) * speed),
    monoMs: () => systemClock.monoMs() * speed,
    after: (delayMs, action) => systemClock.after(delayMs / speed, action),
  };
}

/** The words that hand the clock to a child process, and the way back. */
export function clockWords(startedWallMs: number, speed: number): readonly string[] {
  return [String(startedWallMs), String(speed)];
}

export function clockFromWords(startedWallMs: string | undefined, speed: string | undefined): Clock {
  return siteClock(Number(startedWallMs), Number(speed));
}
