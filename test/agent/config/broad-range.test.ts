import { expect, test } from "vitest";
import { countAddresses, isBroad } from "../../../src/agent/config/broad-range.ts";
import { findContradictions } from "../../../src/agent/config/contradictions.ts";

test.each<readonly [string, readonly string[], number]>([
  ["10.0.0.0/24", [], 254],
  ["10.0.0.0/24:1161", ["10.0.0.1-54"], 200],
  ["10.0.0.0/24", ["10.0.0.1-54", "10.0.0.10-20", "10.0.0.50-60"], 194],
  ["10.0.0.1-10", ["10.0.0.0/28", "10.0.0.5"], 0],
  ["10.0.0.1-10", ["10.0.0.8-20", "192.168.1.1"], 7],
  ["printer.example", ["10.0.0.1"], 0],
  ["10.0.0.300", [], 0],
  ["10.0.0.1-10", ["what"], 10],
])("of %s without %j are searched %i", (addresses, exclude, count) => {
  expect(countAddresses({ addresses, exclude })).toBe(count);
});

test("a /20 is not broad, and one address more is", () => {
  expect(isBroad({ addresses: "10.0.0.0-10.0.15.255", exclude: [] })).toBe(false);
  expect(isBroad({ addresses: "10.0.0.0-10.0.16.0", exclude: [] })).toBe(true);
});

test.each([
  ["with a yes", { addresses: "10.0.0.0/16", isBroadRange: true }],
  ["with so much left out that it is not", { addresses: "10.0.0.0/16", exclude: ["10.0.16.0-10.0.255.255"] }],
  ["whose exclusions cannot be read, which is told by itself", { addresses: "10.0.0.0/24", exclude: 7 }],
])("a broad range is no contradiction %s", (_, range) => {
  expect(findContradictions({ ranges: [range] })).toEqual([]);
});
