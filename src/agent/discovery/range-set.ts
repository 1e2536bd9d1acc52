import { type AddressRange, parseOwnRange } from "../config/address-range.ts";
import {
  type AddressSpan,
  formatAddress,
  isInside,
  isPrivate,
  noHosts,
  overlaps,
  parseAddress,
  sizeOf,
  thisNetwork,
} from "../leaf/ipv4.ts";
import { failed, ok, type Result } from "../leaf/result.ts";

export interface Place {
  readonly address: string;
  readonly port: number;
}

export interface NamedPlace {
  readonly name: string;
  readonly port: number;
}

/** Where to look: each address and port once, however the ranges overlap, and nothing that is excluded. */
export interface RangeSet {
  /** In ascending order by port, then address; no two overlap. */
  readonly spans: readonly PortSpan[];
  readonly names: readonly NamedPlace[];
  readonly exclusions: readonly AddressSpan[];
  /** Whether the owner said yes to addresses outside of the private networks. */
  readonly isPublicAllowed: boolean;
}

export interface PortSpan extends AddressSpan {
  readonly port: number;
}

/**
 * Reads all lines of a list and gives all mistakes at once. Ranges of public addresses are mistakes unless the owner
 * said yes to them.
 */
export function parseRanges(
  lines: readonly string[],
  options: { readonly isPublicAllowed: boolean },
): Result<RangeSet, readonly string[]> {
  const parsed = lines.map((line) => parseOwnRange(line, options.isPublicAllowed));
  const mistakes = parsed.flatMap((range) => (range.ok ? [] : [range.failure]));
  if (mistakes.length > 0) return failed(mistakes);
  const ranges = parsed.flatMap((range) => (range.ok ? [range.value] : []));
  return ok(rangeSet(ranges, options.isPublicAllowed));
}

/** Joins ranges and takes the exclusions out. */
export function rangeSet(ranges: readonly AddressRange[], isPublicAllowed = false): RangeSet {
  const exclusions = ranges.filter((range) => range.kind === "exclusion");
  const swept = ranges.filter((range) => range.kind === "addresses");
  const left = exclusions.reduce<readonly PortSpan[]>(
    (spans, exclusion) => spans.flatMap((span) => without(span, exclusion)),
    merge(swept),
  );
  const names = new Map(
    ranges.flatMap((range) => (range.kind === "name" ? [[`${range.name}:${range.port}`, range]] : [])),
  );
  return { spans: left, names: [...names.values()], exclusions, isPublicAllowed };
}

/** How many addresses there are to look at, names not counted. */
export function countPlaces({ spans }: RangeSet): number {
  return spans.reduce((sum, span) => sum + sizeOf(span), 0);
}

/** One after the other, without holding them all. */
export function* placesOf({ spans }: RangeSet): Generator<Place> {
  for (const { first, last, port } of spans) {
    for (let address = first; address <= last; address += 1) yield { address: formatAddress(address), port };
  }
}

/** Whether the place is one to look at; what the names stand for is not known here. */
export function holdsPlace({ spans }: RangeSet, { address, port }: Place): boolean {
  const at = spanOf(address);
  return at !== undefined && spans.some((span) => span.port === port && isInside(at, span));
}

/** Whether the address must not be asked on any port, even if a name leads there. */
export function isExcluded({ exclusions }: RangeSet, address: string): boolean {
  const at = spanOf(address);
  return at === undefined || exclusions.some((exclusion) => isInside(at, exclusion));
}

/** Whether a name may lead to this address: what a name server says must not widen what the owner said yes to. */
export function admitsNamed(set: RangeSet, address: string): boolean {
  const at = spanOf(address);
  if (at === undefined || overlaps(at, noHosts) || overlaps(at, thisNetwork)) return false;
  return (set.isPublicAllowed || isPrivate(at)) && !isExcluded(set, address);
}

function spanOf(address: string): AddressSpan | undefined {
  const number = parseAddress(address);
  return number === undefined ? undefined : { first: number, last: number };
}

function merge(ranges: readonly PortSpan[]): readonly PortSpan[] {
  const sorted = ranges.toSorted((left, right) => left.port - right.port || left.first - right.first);
  const merged: PortSpan[] = [];
  for (const { first, last, port } of sorted) {
    const before = merged.at(-1);
    if (before && before.port === port && first <= before.last + 1) {
      merged.splice(-1, 1, { ...before, last: Math.max(before.last, last) });
    } else {
      merged.push({ first, last, port });
    }
  }
  return merged;
}

function without(span: PortSpan, exclusion: AddressSpan): readonly PortSpan[] {
  if (!overlaps(span, exclusion)) return [span];
  const pieces = [
    { ...span, last: exclusion.first - 1 },
    { ...span, first: exclusion.last + 1 },
  ];
  return pieces.filter(({ first, last }) => first <= last);
}
