import type { AddressSpan } from "../leaf/ipv4.ts";
import { parseExclusion, parseRange } from "./address-range.ts";

/** A /20. To search more is minutes of packets for a whole network: a person has to say yes to it. */
export const broadAddresses = 4096;

interface WrittenRange {
  readonly addresses: string;
  readonly exclude: readonly string[];
}

/** Whether the search of a configured range needs a yes of its own. */
export function isBroad(range: WrittenRange): boolean {
  return countAddresses(range) > broadAddresses;
}

/**
 * How many addresses of a range are searched: 10.0.0.0/24 without 10.0.0.1-54 are 200. None of a name, and of what
 * cannot be read: that is told elsewhere.
 */
export function countAddresses({ addresses, exclude }: WrittenRange): number {
  const range = parseRange(addresses);
  if (!range.ok || range.value.kind !== "addresses") return 0;
  const { first, last } = range.value;
  const exclusions = exclude.flatMap((text) => spanOf(text) ?? []).toSorted((one, other) => one.first - other.first);
  let count = 0;
  let next = first;
  for (const exclusion of exclusions) {
    count += Math.max(0, Math.min(exclusion.first, last + 1) - next);
    next = Math.max(next, exclusion.last + 1);
  }
  return count + Math.max(0, last + 1 - next);
}

function spanOf(text: string): AddressSpan | undefined {
  const exclusion = parseExclusion(text);
  return exclusion.ok && exclusion.value.kind === "exclusion" ? exclusion.value : undefined;
}
