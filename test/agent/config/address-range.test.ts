import { describe, expect, it } from "vitest";
import { parseRange } from "../../../src/agent/config/address-range.ts";
import { formatAddress } from "../../../src/agent/leaf/ipv4.ts";

/** `first-last:port`, with `public` where it is; or what went wrong. */
function read(text: string): string {
  const parsed = parseRange(text);
  if (!parsed.ok) return parsed.failure;
  const range = parsed.value;
  if (range.kind === "name") return `${range.name}:${range.port}`;
  const span = `${formatAddress(range.first)}-${formatAddress(range.last)}`;
  if (range.kind === "exclusion") return `!${span}`;
  return `${span}:${range.port}${range.isPublic ? " public" : ""}`;
}

describe("a range", () => {
  it.each([
    ["192.168.1.0/24", "192.168.1.1-192.168.1.254:161"],
    ["192.168.1.77/24", "192.168.1.1-192.168.1.254:161"],
    ["192.168.1.0/24:1161", "192.168.1.1-192.168.1.254:1161"],
    ["10.1.0.0/16", "10.1.0.1-10.1.255.254:161"],
    ["10.0.0.0/30", "10.0.0.1-10.0.0.2:161"],
    ["10.0.0.0/31", "10.0.0.0-10.0.0.1:161"],
    ["10.0.0.7/32", "10.0.0.7-10.0.0.7:161"],
    ["192.168.1.10-50", "192.168.1.10-192.168.1.50:161"],
    ["192.168.1.10-50:1161", "192.168.1.10-192.168.1.50:1161"],
    ["192.168.1.10 - 192.168.2.20", "192.168.1.10-192.168.2.20:161"],
    ["  192.168.1.10  ", "192.168.1.10-192.168.1.10:161"],
    ["192.168.1.10:1161", "192.168.1.10-192.168.1.10:1161"],
    ["100.64.0.0/24", "100.64.0.1-100.64.0.254:161"],
    ["172.31.255.0/24", "172.31.255.1-172.31.255.254:161"],
    ["127.0.0.1", "127.0.0.1-127.0.0.1:161"],
    ["127.1.0.0/24", "127.1.0.1-127.1.0.254:161"],
    ["169.254.10.1", "169.254.10.1-169.254.10.1:161"],
    ["8.8.8.8", "8.8.8.8-8.8.8.8:161 public"],
    ["172.32.0.0/24", "172.32.0.1-172.32.0.254:161 public"],
    ["172.31.255.250-172.32.0.5", "172.31.255.250-172.32.0.5:161 public"],
    ["printer-2.Example.org", "printer-2.example.org:161"],
    ["printer", "printer:161"],
    ["printer:1161", "printer:1161"],
    ["!192.168.1.0/24", "!192.168.1.0-192.168.1.255"],
    ["! 192.168.1.5", "!192.168.1.5-192.168.1.5"],
    ["!10.0.0.0/8", "!10.0.0.0-10.255.255.255"],
  ])("%s is %s", (text, range) => {
    expect(read(text)).toBe(range);
  });

  it.each([
    ["", "no IPv4 address"],
    ["192.168.1", "no IPv4 address"],
    ["192.168.1.256", "no IPv4 address"],
    ["192.168.1.010", "no IPv4 address"],
    ["192.168.1.1.1", "no IPv4 address"],
    ["192.168.1.0/33", "as in 192.168.1.0/24"],
    ["192.168.1.0/", "as in 192.168.1.0/24"],
    ["192.168.1.0/24/3", "as in 192.168.1.0/24"],
    ["printer/24", "no IPv4 address"],
    ["192.168.1.50-10", "lower address first"],
    ["192.168.1.10-", "write 192.168.1.10-254"],
    ["192.168.1.10-300", "write 192.168.1.10-254"],
    ["192.168.1.10-20-30", "write 192.168.1.10-254"],
    ["192.168.1.10:0", "from 1 to 65535"],
    ["192.168.1.10:70000", "from 1 to 65535"],
    ["192.168.1.10:snmp", "from 1 to 65535"],
    ["fe80::1", "only IPv4"],
    ["10.0.0.0/8", "split it"],
    ["0.0.0.0/0", "split it"],
    ["10.0.0.0-10.1.0.0", "split it"],
    ["0.1.2.3", "no device can be"],
    ["224.0.0.1", "multicast"],
    ["239.255.0.0/24", "multicast"],
    ["250.1.1.1", "multicast, reserved or broadcast"],
    ["255.255.255.255", "broadcast"],
    ["126.255.255.0-127.0.0.5", "name those addresses by themselves"],
    ["169.254.0.0/24", "name a single host"],
    ["-printer", "no IPv4 address"],
    ["prin_ter", "no IPv4 address"],
    ["printer..example", "no IPv4 address"],
    [`${"a".repeat(64)}.example`, "no IPv4 address"],
    ["!printer", "no IPv4 address"],
  ])("%s is refused and it is said what would be right", (text, sentence) => {
    expect(parseRange(text).ok).toBe(false);
    expect(read(text)).toContain(sentence);
  });
});
