import type { NetworkInterfaceInfo } from "node:os";
import { describe, expect, it } from "vitest";
import { proposeRanges } from "../../../src/agent/discovery/local-networks.ts";

function ipv4(cidr: string, internal = false): NetworkInterfaceInfo {
  const address = cidr.split("/")[0] ?? "";
  return { family: "IPv4", address, cidr, internal, netmask: "", mac: "00:20:6b:00:00:01" };
}

describe("the ranges proposed at set-up", () => {
  it.each([
    ["an office network", { eth0: [ipv4("192.168.1.77/24")] }, ["192.168.1.0/24"]],
    ["a small network", { eth0: [ipv4("10.0.0.6/29")] }, ["10.0.0.0/29"]],
    ["a very wide network: the part around the machine", { eth0: [ipv4("10.20.30.40/8")] }, ["10.20.30.0/24"]],
    ["two cards in one network", { eth0: [ipv4("10.0.0.1/24")], wlan0: [ipv4("10.0.0.2/24")] }, ["10.0.0.0/24"]],
    ["loopback", { lo: [ipv4("127.0.0.1/8", true)] }, []],
    ["no address from DHCP", { eth0: [ipv4("169.254.3.4/16")] }, []],
    ["a tunnel", { tailscale0: [ipv4("100.64.1.2/32")] }, []],
    ["a public address", { eth0: [ipv4("8.8.8.1/24")] }, []],
    ["containers", { docker0: [ipv4("172.17.0.1/16")], "br-1f2e": [ipv4("172.18.0.1/16")] }, []],
    ["a card without addresses", { eth0: undefined }, []],
    ["a card without a prefix", { eth0: [{ ...ipv4("10.0.0.1/24"), cidr: null }] }, []],
  ])("for %s", (_name, interfaces, ranges) => {
    expect(proposeRanges(interfaces)).toEqual(ranges);
  });
});
