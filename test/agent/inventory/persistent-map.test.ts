import fc from "fast-check";
import { expect, test } from "vitest";
import { PersistentMap } from "../../../src/agent/inventory/persistent-map.ts";

const keys = fc.integer({ min: 0, max: 40 }).map((number) => `d-${number}`);
const changes = fc.array(fc.record({ key: keys, value: fc.option(fc.nat(), { nil: undefined }) }), { maxLength: 100 });

test("holds after any changes what a map that is changed in place holds, and every earlier one stays as it was", () => {
  fc.assert(
    fc.property(changes, (list) => {
      const plain = new Map<string, number>();
      let map = PersistentMap.from<number>([]);
      for (const { key, value } of list) {
        const before = new Map(map);
        const next = value === undefined ? map.without(key) : map.with(key, value);
        if (value === undefined) plain.delete(key);
        else plain.set(key, value);
        expect(new Map(map)).toEqual(before);
        map = next;
      }
      expect(new Map(map)).toEqual(plain);
      expect(map.size).toBe(plain.size);
      expect([...map.keys()].every((key) => map.get(key) === plain.get(key))).toBe(true);
    }),
  );
});

test("is the very same when a change changes nothing", () => {
  const map = PersistentMap.from([["d-1", 1]]);
  expect(map.with("d-1", 1)).toBe(map);
  expect(map.without("d-2")).toBe(map);
});
