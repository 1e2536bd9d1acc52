import type { Level } from "../../contract/supply.ts";

const barWidth = 20;

/** `█████████░░░░░░░░░░░  46 %`; a level without a number shows its name and no bar. */
export function levelBar(level: Level): string {
  if (level.state !== "percent") return `${"·".repeat(barWidth)}  ${level.state}`;
  const filled = Math.round((level.percent / 100) * barWidth);
  return `${"█".repeat(filled)}${"░".repeat(barWidth - filled)}  ${level.percent} %`;
}
