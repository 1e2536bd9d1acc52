/** RFC 2578 section 3.5: at most 128 sub-identifiers, each at most 2^32 - 1. */
const MAX_ARCS = 128;
const MAX_ARC = 2 ** 32 - 1;
const DIGITS = /^(?:0|[1-9][0-9]{0,9})$/;

/** Reads a dotted OID such as "1.3.6.1.2.1.1.1.0"; undefined if it is not one. */
export function parseOid(oid: string): readonly number[] | undefined {
  const words = oid.split(".", MAX_ARCS + 1);
  if (words.length < 2 || !words.every((word) => DIGITS.test(word))) {
    return undefined;
  }
  const arcs = words.map(Number);
  return areArcs(arcs) ? arcs : undefined;
}

/**
 * Whether the arcs make an OID that BER can carry. The first two share one sub-identifier, 40 x first + second,
 * so the first is at most 2 and, below 2, the second at most 39 (X.690 section 8.19.4).
 */
export function areArcs(arcs: readonly number[]): boolean {
  const [first = 3, second = 0] = arcs;
  return (
    arcs.length >= 2 &&
    arcs.length <= MAX_ARCS &&
    first <= 2 &&
    (first === 2 ? second <= MAX_ARC - 80 : second <= 39) &&
    arcs.every((arc) => arc <= MAX_ARC)
  );
}

/** The order of a walk: arc by arc, and a prefix stands before what is below it. */
export function compareArcs(left: readonly number[], right: readonly number[]): number {
  const shared = Math.min(left.length, right.length);
  for (let at = 0; at < shared; at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) {
      return difference;
    }
  }
  return left.length - right.length;
}
