/** Compares two OIDs in the order of a walk, arc by arc: negative when `left` comes first, 0 when they are the same. */
export function compareOids(left: string, right: string): number {
  if (left === right) return 0;
  const leftArcs = left.split(".");
  const rightArcs = right.split(".");
  const shared = Math.min(leftArcs.length, rightArcs.length);
  for (let at = 0; at < shared; at += 1) {
    const difference = Number(leftArcs[at]) - Number(rightArcs[at]);
    if (difference !== 0) return difference;
  }
  return leftArcs.length - rightArcs.length;
}

/** Whether an OID lies below another: 1.3.6.1.2.1.1.3.0 is below 1.3.6.1.2.1.1, but 1.3.6.1.2.1.10.1 is not. */
export function isBelow(oid: string, ancestor: string): boolean {
  // Not by a text with the dot at its end, which would be put together anew for every varbind of every poll.
  return oid[ancestor.length] === "." && oid.startsWith(ancestor);
}
