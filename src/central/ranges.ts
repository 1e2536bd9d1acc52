import type { SeqRange } from "../contract/batch.ts";

/** Sequence numbers in any order, with repeats, as the fewest inclusive ranges: 3, 1, 2, 7 gives [1, 3] [7, 7]. */
export function rangesOf(seqs: Iterable<number>): SeqRange[] {
  return mergeRanges([...seqs].map((seq): SeqRange => [seq, seq]));
}

/** Joins ranges that overlap or touch; the answer is sorted. */
export function mergeRanges(ranges: readonly SeqRange[]): SeqRange[] {
  const merged: SeqRange[] = [];
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

/** What is missing between 1 and the highest covered number: records still on their way, or lost without a word. */
export function holesIn(covered: readonly SeqRange[]): SeqRange[] {
  let next = 1;
  const holes: SeqRange[] = [];
  for (const [from, to] of mergeRanges(covered)) {
    if (from > next) holes.push([next, from - 1]);
    next = to + 1;
  }
  return holes;
}
