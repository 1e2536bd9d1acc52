/** Milliseconds from one stamp to another. */
export function spanMs(from: string, to: string): number {
  return Date.parse(to) - Date.parse(from);
}

/** How far two polls lie apart. After the wall clock was set back the earlier poll bears the later stamp. */
export function apartMs(one: string, other: string): number {
  return Math.abs(spanMs(one, other));
}
