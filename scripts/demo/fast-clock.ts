import { type Clock, systemClock } from "../../src/agent/leaf/clock.ts";

/** A clock that starts now and runs `speed` times as fast as the machine's. */
export function fastClock(speed: number): Clock {
  const startedMono = systemClock.monoMs();
  const startedWall = systemClock.wallMs();
  const passedMs = () => (systemClock.monoMs() - startedMono) * speed;
  return {
    wallMs: () => Math.floor(startedWall + passedMs()),
    monoMs: () => startedMono + passedMs(),
    after: (delayMs, action) => systemClock.after(delayMs / speed, action),
  };
}
