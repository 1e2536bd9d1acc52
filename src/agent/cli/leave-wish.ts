import type { LoadedConfig } from "../config/config-store.ts";
import { stateFolderOf } from "../config/state-folder.ts";
import { handIn } from "../inbox/hand-in.ts";
import type { Wish } from "../inbox/wish.ts";
import { sleep, systemClock } from "../leaf/clock.ts";
import { systemRandom } from "../leaf/random.ts";
import { isFolderInUse } from "./stored-agent.ts";

/** A running agent looks every second. */
const patienceMs = 5000;
const lookEveryMs = 100;

/** Leaves a wish for the agent; answers whether one that runs has taken it. Otherwise it is kept for the next start. */
export async function leaveWish(loaded: LoadedConfig, wish: Wish): Promise<boolean> {
  const folder = stateFolderOf(loaded);
  const left = handIn(folder, wish, systemClock, systemRandom);
  if (!isFolderInUse(folder)) return false;
  const untilMs = systemClock.monoMs() + patienceMs;
  while (!left.isTaken() && systemClock.monoMs() < untilMs) await sleep(systemClock, lookEveryMs);
  return left.isTaken();
}
