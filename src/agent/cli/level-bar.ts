import type { Level } from "../../contract/supply.ts";
import type { Voice } from "../status/voice.ts";

const barWidth = 20;

/** `█████████░░░░░░░░░░░  46 %`; a level without a number shows its name and no bar. */
export function levelBar(level: Level, voice: Pick<Voice, "word">): string {
  if (level.state !== "percent") return `${"·".repeat(barWidth)}  ${voice.word(`level.${level.state}`)}`;
  const filled = Math.round((level.percent / 100) * barWidth);
  return `${"█".repeat(filled)}${"░".repeat(barWidth - filled)}  ${level.percent} %`;
}
