import { type Place, rangeSet } from "../../../src/agent/discovery/range-set.ts";
import { parseAddress } from "../../../src/agent/leaf/ipv4.ts";
import { Territory } from "../../../src/agent/schedule/territory.ts";
import { publicCredential } from "../../../src/agent/snmp/credentials.ts";

/** One range of just these places, in which only the community of delivery may be said. */
export function oneRange(places: readonly Place[], credentials = new Map([["public", publicCredential]])): Territory {
  const ranges = places.map(({ address, port }) => {
    const at = parseAddress(address) ?? 0;
    return { kind: "addresses" as const, first: at, last: at, port, isPublic: false };
  });
  return new Territory([{ places: rangeSet(ranges), credentials: [publicCredential] }], credentials);
}
