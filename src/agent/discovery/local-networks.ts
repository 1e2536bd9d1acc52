import type { NetworkInterfaceInfo } from "node:os";
import { blockOf, formatAddress, isInside, isPrivate, linkLocal, loopback, parseAddress } from "../leaf/ipv4.ts";

/** What `os.networkInterfaces()` gives. */
export type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/** Bridges of containers and virtual machines, behind which no printer stands. */
const virtualPrefixes: readonly string[] = ["docker", "br-", "veth", "virbr", "vmnet", "vboxnet", "cni", "podman"];
/** A wider network is proposed as this part of it around the machine's own address; the operator can widen it. */
const widestPrefix = 22;
const usualPrefix = 24;

/** Ranges to offer at set-up: the private IPv4 networks that this machine is part of, as in `192.168.1.0/24`. */
export function proposeRanges(interfaces: Interfaces): readonly string[] {
  const proposals = Object.entries(interfaces)
    .filter(([name]) => !virtualPrefixes.some((prefix) => name.startsWith(prefix)))
    .flatMap(([, addresses = []]) => addresses.flatMap(proposalFor));
  return [...new Set(proposals)];
}

function proposalFor({ family, address, cidr, internal }: NetworkInterfaceInfo): readonly string[] {
  const own = parseAddress(address);
  const prefix = Number(cidr?.split("/")[1]);
  // In a network of one address, as of a tunnel, there is nobody but this machine.
  if (family !== "IPv4" || internal || own === undefined || !(prefix >= 0 && prefix < 32)) return [];
  const host = { first: own, last: own };
  if (!isPrivate(host) || isInside(host, loopback) || isInside(host, linkLocal)) return [];
  const offered = prefix < widestPrefix ? usualPrefix : prefix;
  return [`${formatAddress(blockOf(own, offered).first)}/${offered}`];
}
