/** What thinning looks at. */
export interface ThinnableReading {
  readonly seq: number;
  readonly device: string | null;
}

/**
 * The readings of one day that can go without losing any total: meters only rise, so the first and the last reading of
 * a device's day say all that the ones between them say, but for the hour. `readings` in order of their numbers.
 */
export function readingsBetween(readings: readonly ThinnableReading[]): readonly number[] {
  const first = new Map<string | null, number>();
  const last = new Map<string | null, number>();
  for (const { seq, device } of readings) {
    if (!first.has(device)) first.set(device, seq);
    last.set(device, seq);
  }
  return readings
    .filter(({ seq, device }) => seq !== first.get(device) && seq !== last.get(device))
    .map(({ seq }) => seq);
}

/** Numbers as inclusive ranges: 1, 2, 3, 7 become [1, 3] and [7, 7]. `seqs` rising. */
export function toRanges(seqs: readonly number[]): readonly (readonly [number, number])[] {
  const ranges: [number, number][] = [];
  for (const seq of seqs) {
    const open = ranges.at(-1);
    if (open !== undefined && seq === open[1] + 1) open[1] = seq;
    else ranges.push([seq, seq]);
  }
  return ranges;
}
