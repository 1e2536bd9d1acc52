import { readFileSync } from "node:fs";
import { z } from "zod";
import { type Clock, systemClock } from "../../src/agent/leaf/clock.ts";

/** The words that hand the site's clock to a child process. */
export function clockWords(startedWallMs: number, speed: number): readonly [started: string, speed: string] {
  return [String(startedWallMs), String(speed)];
}

/**
 * The clock of the soaked site: `speed` times as fast as the machine's since it was started. Programs that are killed
 * and started again find it where it is by then, as at a real site.
 */
export function clockFromWords(startedWallMs: string | undefined, speedWord: string | undefined): Clock {
  const [startedMs, speed] = [Number(startedWallMs), Number(speedWord)];
  return {
    wallMs: () => Math.floor(startedMs + (systemClock.wallMs() - startedMs) * speed),
    monoMs: () => systemClock.monoMs() * speed,
    after: (delayMs, action) => systemClock.after(delayMs / speed, action),
  };
}

/** A clock whose wall time is wrong by what stands in a file; monotonic time does not notice. */
export function wrongBy(file: string, clock: Clock): { readonly clock: Clock; readAgain(): void } {
  const read = () => z.number().parse(JSON.parse(readFileSync(file, "utf8")));
  let offsetMs = read();
  return {
    clock: { ...clock, wallMs: () => clock.wallMs() + offsetMs },
    readAgain() {
      offsetMs = read();
    },
  };
}
