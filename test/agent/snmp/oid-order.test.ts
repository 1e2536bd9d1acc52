import { describe, expect, it } from "vitest";
import { compareOids, isBelow } from "../../../src/agent/snmp/oid-order.ts";

describe("the order of OIDs", () => {
  it.each([
    ["1.3.6.1", "1.3.6.1", 0],
    ["1.3.6.1.9", "1.3.6.1.10", -1],
    ["1.3.6.1", "1.3.6.1.0", -1],
    ["1.3.7", "1.3.6.1.99", 1],
    ["1.3.6.1.4294967295", "1.3.6.1.2", 1],
  ])("of %s and %s is %i", (left, right, sign) => {
    expect(Math.sign(compareOids(left, right))).toBe(sign);
    expect(Math.sign(compareOids(right, left))).toBe(0 - sign);
  });

  it.each([
    ["1.3.6.1.2.1", "1.3.6.1.2", true],
    ["1.3.6.1.2", "1.3.6.1.2", false],
    ["1.3.6.1.20.1", "1.3.6.1.2", false],
  ])("%s below %s: %s", (oid, ancestor, answer) => {
    expect(isBelow(oid, ancestor)).toBe(answer);
  });
});
