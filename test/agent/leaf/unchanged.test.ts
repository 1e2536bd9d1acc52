import fc from "fast-check";
import { expect, test } from "vitest";
import { keepList, keepObject } from "../../../src/agent/leaf/unchanged.ts";

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
