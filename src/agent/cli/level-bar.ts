import type { Part, Supply } from "../../contract/supply.ts";
import { levelWords } from "../status/level-line.ts";
import type { Voice } from "../status/voice.ts";

const barWidth = 20;

/** Stands where a bar would, when its length is not known. */
export const blankBar = "·".repeat(barWidth);

/** `██████████░░░░░░░░░░` for 0.5. */
export function barOf(fraction: number): string {
  const filled = Math.round(fraction * barWidth);
  return `${"█".repeat(filled)}${"░".repeat(barWidth - filled)}`;
}

/** `█████████░░░░░░░░░░░  46%`; a level without a number shows its name and no bar. */
export function levelBar({ level, kind }: Pick<Supply | Part, "level" | "kind">, voice: Voice): string {
  const bar = level.state === "percent" ? barOf(level.percent / 100) : blankBar;
  return `${bar}  ${levelWords(level, kind === "waste", voice)}`;
}
