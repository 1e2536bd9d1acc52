import { createSocket } from "node:dgram";
import { once } from "node:events";
import type { NetworkInterfaceInfo } from "node:os";
import { type Clock, sleep } from "../leaf/clock.ts";
import { type AddressSpan, blockOf, formatAddress, overlaps, parseAddress } from "../leaf/ipv4.ts";
import { placeKey } from "../leaf/place-key.ts";
import { communityOf, versionOf } from "../snmp/library-conversion.ts";
import { OidOctets } from "../snmp/oid-octets.ts";
import { RequestEncoder } from "../snmp/request-message.ts";
import { decodeResponse } from "../snmp/response-message.ts";
import type { CommunityCredential } from "../snmp/snmp-client.ts";
import type { Interfaces } from "./local-networks.ts";
import type { Place, RangeSet } from "./range-set.ts";

export interface BroadcastTools {
  readonly clock: Clock;
  /** A random integer from 0 to 2^31 − 1. */
  readonly nextRequestId: () => number;
  readonly signal: AbortSignal;
}

/** sysObjectID: every agent has it (RFC 3418), and it is short. */
const askedOids = ["1.3.6.1.2.1.1.2.0"];
const waitMs = 2000;
/** More than a network of one wire holds; whoever sends more makes them up. */
const mostCandidates = 1024;

/** The broadcast addresses of this machine's own networks of which some part lies in the ranges, by port. */
export function broadcastPlaces(interfaces: Interfaces, { spans }: RangeSet): readonly Place[] {
  const networks = Object.values(interfaces).flatMap((addresses = []) => addresses.flatMap(networkOf));
  const places = networks.flatMap((network) =>
    spans.filter((span) => overlaps(network, span)).map(({ port }) => ({ address: formatAddress(network.last), port })),
  );
  return [...new Map(places.map((place) => [placeKey(place), place])).values()];
}

/**
 * Says one GET to whole networks and listens for two seconds. Who answers is a candidate only: the source of a datagram
 * can be forged, many devices are deaf to a broadcast, and the caller has yet to look whether the place is one to ask.
 */
export async function askNetworks(
  places: readonly Place[],
  credential: CommunityCredential,
  { clock, nextRequestId, signal }: BroadcastTools,
): Promise<readonly Place[]> {
  const octets = new OidOctets();
  const community = communityOf(credential);
  const head = { version: versionOf(credential), community, requestId: nextRequestId() };
  const pdu = { type: "get", oids: askedOids, nonRepeaters: 0, maxRepetitions: 0 } as const;
  const bytes = new RequestEncoder(octets).encode(head, pdu);
  const candidates = new Map<string, Place>();
  const socket = createSocket("udp4");
  try {
    socket.bind(0);
    await once(socket, "listening");
    socket.setBroadcast(true);
    // A network that cannot be reached leaves the others to be asked.
    socket.on("error", () => {});
    socket.on("message", (answer, from) => {
      const decoded = decodeResponse(answer, octets);
      const isOurs =
        decoded.ok && decoded.value.requestId === head.requestId && decoded.value.community.equals(community);
      if (isOurs && candidates.size < mostCandidates)
        candidates.set(placeKey(from), { address: from.address, port: from.port });
    });
    for (const { address, port } of places) socket.send(bytes, port, address, () => {});
    await sleep(clock, waitMs, signal);
  } finally {
    socket.close();
  }
  return [...candidates.values()];
}

function networkOf({ family, address, cidr, internal }: NetworkInterfaceInfo): readonly AddressSpan[] {
  const own = parseAddress(address);
  const prefix = Number(cidr?.split("/")[1]);
  // A /31 and a /32 have no broadcast address (RFC 3021).
  const isNetwork = family === "IPv4" && !internal && prefix >= 0 && prefix <= 30;
  return isNetwork && own !== undefined ? [blockOf(own, prefix)] : [];
}
