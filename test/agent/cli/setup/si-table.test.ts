import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addSiNumbers } from "../../../../src/agent/cli/setup/si-table.ts";
import { parseSiNumbers } from "../../../../src/agent/config/si-numbers.ts";

const added = new Map([
  ["A1", "UA-9"],
  ["B2", "UA-2"],
]);

test.each([
  ["no table", undefined, "serial,si\nA1,UA-9\nB2,UA-2\n"],
  ["a table of one column more", "si;place;serial\nUA-1;Hall;A1\n", "si;place;serial\nUA-9;Hall;A1\nUA-2;;B2\n"],
  ["a table of Windows", "\uFEFFserial,si\r\nA1,UA-1\r\n\r\nC3,UA-3", "\uFEFFserial,si\nA1,UA-9\nC3,UA-3\nB2,UA-2\n"],
])("%s takes new numbers and keeps the rest", (_, table, expected) => {
  expect(addSiNumbers(table, added)).toBe(expected);
});

describe("what was added", () => {
  const number = fc.stringMatching(/^[A-Z0-9-]{1,12}$/);
  const numbers = fc.dictionary(number, number).map((all) => new Map(Object.entries(all)));

  test("is read back with what was there", () => {
    fc.assert(
      fc.property(numbers, numbers, (before, more) => {
        const read = parseSiNumbers("t", addSiNumbers(addSiNumbers(undefined, before), more));
        expect(read).toEqual(new Map([...before, ...more]));
      }),
    );
  });
});
