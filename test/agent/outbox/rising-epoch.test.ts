import fc from "fast-check";
import { expect, test } from "vitest";
import { risingEpoch } from "../../../src/agent/outbox/rising-epoch.ts";

const name = fc.stringMatching(/^[0-9a-f]{24}$/);
const year = 365 * 86_400_000;
const wallMs = fc.integer({ min: 0, max: 200 * year });

test("of two epochs the later is the greater string, however the clock was set", () => {
  const starts = fc.array(fc.record({ wallMs, name }), { minLength: 2, maxLength: 20 });
  fc.assert(
    fc.property(starts, (epochs) => {
      const named: string[] = [];
      for (const start of epochs) named.push(risingEpoch(named.at(-1), start.wallMs, start.name));
      expect(named.toSorted()).toEqual(named);
      expect(new Set(named).size).toBe(named.length);
    }),
  );
});

test("where the epoch before is forgotten, the clock puts the next one after it", () => {
  const [first, second] = ["a".repeat(24), "0".repeat(24)];
  expect(risingEpoch(undefined, 2 * year, second) > risingEpoch(undefined, year, first)).toBe(true);
});

test.each(["e-1", "epoch-of-a-test"])("a former one that has no number, as %s, is passed over", (former) => {
  expect(risingEpoch(former, year, "b".repeat(24))).toBe(risingEpoch(undefined, year, "b".repeat(24)));
});
