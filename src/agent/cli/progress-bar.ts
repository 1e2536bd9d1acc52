import type { SweepProgress } from "../discovery/sweep-plan.ts";
import type { Speech } from "./speech.ts";

const barWidth = 30;

export interface ProgressBar {
  readonly show: (progress: SweepProgress) => void;
  readonly clear: () => void;
}

/** A bar that redraws its line on a terminal and keeps silent elsewhere. */
export function progressBar(stream: NodeJS.WriteStream, speech: Speech): ProgressBar {
  if (!stream.isTTY) return { show: () => {}, clear: () => {} };
  return {
    show: (progress) => void stream.write(`\r${progressLine(progress, speech)}\u001b[K`),
    clear: () => void stream.write("\r\u001b[K"),
  };
}

/** `[██████░░░░]  120 of 254, 3 found, 2 s left` */
export function progressLine({ probed, total, found, remainingMs }: SweepProgress, { say }: Speech): string {
  const filled = total === 0 ? barWidth : Math.round((probed / total) * barWidth);
  const bar = `${"█".repeat(filled)}${"░".repeat(barWidth - filled)}`;
  return `[${bar}]  ${say("progress", { probed, total, found, seconds: Math.ceil(remainingMs / 1000) })}`;
}
