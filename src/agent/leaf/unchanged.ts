import { isDeepStrictEqual } from "node:util";

/**
 * What did not change stays the same object, so that whoever stores, compares or sends it can tell by reference alone.
 * Without this a device at which nothing happened would be written anew with every poll.
 */

/** The former object when every field of the new one is the former's. */
export function keepObject<Kept extends object>(before: Kept | null | undefined, after: Kept): Kept {
  if (before === null || before === undefined) return after;
  for (const key in before) if (!Object.hasOwn(after, key)) return after;
  for (const key in after) if (after[key] !== before[key]) return after;
  return before;
}

/** The new object, in which every field that says the same as the former's is the former's. */
export function keepFields<Kept extends object>(before: Kept, after: Kept): Kept {
  const kept = { ...after };
  for (const key in kept) if (isDeepStrictEqual(before[key], kept[key])) kept[key] = before[key];
  return kept;
}

/** The former list when it has the same items in the same order. */
export function keepList<Item>(before: readonly Item[], after: readonly Item[]): readonly Item[] {
  return before.length === after.length && after.every((item, at) => item === before[at]) ? before : after;
}
