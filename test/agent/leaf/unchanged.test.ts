import fc from "fast-check";
import { expect, test } from "vitest";
import { keepFields, keepList, keepObject } from "../../../src/agent/leaf/unchanged.ts";

const fields = fc.dictionary(fc.constantFrom("level", "at", "constructor", "__proto__"), fc.nat(1));

test("an object is kept when it has the same fields, and what is answered equals the new one always", () => {
  fc.assert(
    fc.property(fields, fields, (before, after) => {
      const kept = keepObject(before, after);
      expect(kept).toEqual(after);
      expect(kept === before).toBe(
        JSON.stringify(Object.entries(before).sort()) === JSON.stringify(Object.entries(after).sort()),
      );
    }),
  );
});

test("where nothing was before, the new one is taken", () => {
  const after = { level: 5 };
  expect(keepObject(null, after)).toBe(after);
  expect(keepObject(undefined, after)).toBe(after);
});

test("a list is kept when it has the same items in the same order", () => {
  const [one, other] = [{ level: 1 }, { level: 1 }];
  const before = [one, other];
  expect(keepList(before, [one, other])).toBe(before);
  for (const after of [[other, one], [one], [one, other, one]]) expect(keepList(before, after)).toBe(after);
});

test("fields that say the same are the former's, and the whole says what the new one does", () => {
  const deep = fc.dictionary(
    fc.constantFrom("alerts", "status", "supplies"),
    fc.array(fc.record({ level: fc.nat(1) }, { noNullPrototype: true })),
  );
  fc.assert(
    fc.property(deep, deep, (before, after) => {
      const kept = keepFields(before, after);
      expect(kept).toEqual(after);
      for (const key of Object.keys(kept)) {
        const isSame = JSON.stringify(before[key]) === JSON.stringify(after[key]);
        expect(kept[key] === before[key]).toBe(isSame);
      }
    }),
  );
});
