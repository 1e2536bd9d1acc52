import type { Configuration } from "../config/config-schema.ts";
import { parseRanges, type RangeSet } from "../discovery/range-set.ts";
import type { SweepTarget } from "../discovery/sweep-plan.ts";
import type { SnmpCredential } from "../snmp/snmp-client.ts";

/** A configured range, checked, with the credentials that may be tried in it. */
export interface SearchRange {
  readonly places: RangeSet;
  readonly credentials: SweepTarget["credentials"];
}

/** The ranges of a configuration that was checked when it was read: one that cannot be searched is a bug. */
export function searchRanges(
  ranges: Configuration["ranges"],
  credentials: ReadonlyMap<string, SnmpCredential>,
): readonly SearchRange[] {
  return ranges.flatMap((range, index): readonly SearchRange[] => {
    const lines = [range.addresses, ...range.exclude.map((exclusion) => `!${exclusion}`)];
    const parsed = parseRanges(lines, { isPublicAllowed: range.isOwnPublicRange });
    if (!parsed.ok) throw new Error(`ranges.${index}: ${parsed.failure.join("; ")}`);
    const [first, second] = range.credentials.flatMap((name) => credentials.get(name) ?? []);
    return first ? [{ places: parsed.value, credentials: second ? [first, second] : [first] }] : [];
  });
}
