import type { SweepProgress } from "../discovery/sweep-plan.ts";
import type { Speech } from "./speech.ts";

const widestBar = 30;
const narrowestBar = 5;
const usualColumns = 80;

export interface ProgressBar {
  readonly show: (progress: SweepProgress) => void;
  readonly clear: () => void;
}

/** A bar that redraws its line on a terminal and keeps silent elsewhere. */
export function progressBar(stream: NodeJS.WriteStream, speech: Speech): ProgressBar {
  if (!stream.isTTY) return { show: () => {}, clear: () => {} };
  return {
    show: (progress) => void stream.write(`\r${progressLine(progress, speech, stream.columns)}\u001b[K`),
    clear: () => void stream.write("\r\u001b[K"),
  };
}

/** `[██████░░░░]  120 of 254, 3 found, 2 s left`, on one line of the terminal: a broken one cannot be drawn over. */
export function progressLine(
  { probed, total, found, remainingMs }: SweepProgress,
  { say }: Speech,
  columns = usualColumns,
): string {
  const text = say("progress", { probed, total, found, seconds: Math.ceil(remainingMs / 1000) });
  const width = Math.min(widestBar, Math.max(narrowestBar, columns - text.length - "[]   ".length));
  const filled = total === 0 ? width : Math.round((probed / total) * width);
  return `[${"█".repeat(filled)}${"░".repeat(width - filled)}]  ${text}`.slice(0, columns - 1);
}
