import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseJson } from "../../../src/agent/config/json-text.ts";

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe("a mistake is told with its place and what should stand there", () => {
  test.each([
    ["no value", '{"a": }', 1, 7, /^a value .* should stand here$/],
    ["a word without quotes", '{\n  "a": yes\n}', 2, 8, /^a value .* should stand here$/],
    ["no comma", '{\n  "a": 1\n  "b": 2\n}', 3, 3, /^a comma or } should stand here$/],
    ["a comma too many", '{"a": 1,}', 1, 9, /^a name in double quotes should stand here$/],
    ["a comma too many in a list", "[1,]", 1, 4, /^a value .* should stand here$/],
    ["a wrong bracket", '{"a": [1}', 1, 9, /^a comma or \] should stand here$/],
    ["no colon", '{"a" 1}', 1, 6, /^a colon should stand here$/],
    ["single quotes", "{'a': 1}", 1, 2, /^a name in double quotes or } should stand here$/],
    ["a comment", '{\r\n// x\r\n"a": 1}', 2, 1, /^a name in double quotes or }/],
    ["a path of Windows", '{"a": "C:\\Users"}', 1, 7, /^write a backslash in this text as \\\\$/],
    ["a text without end", '{"a": "b\n}', 1, 7, /^end this text with a double quote/],
    ["an end too early", '{"a": {"b": 1}\n', 2, 1, /^a comma or } is missing$/],
    ["something after the end", "{} {}", 1, 4, /^nothing more should stand here$/],
    ["nothing at all", "", 1, 1, /is missing$/],
    ["a name twice in an object", '{"a": 1, "b": {"a": 2}, "a": 3}', 1, 25, /^"a" stands twice/],
  ])("%s", (_, text, line, column, remedy) => {
    const parsed = parseJson(text);
    expect(parsed).toMatchObject({ ok: false, failure: { line, column, remedy: expect.stringMatching(remedy) } });
  });
});

test("whatever is JSON is read as its own parser reads it", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(parseJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
    }),
  );
});

test("whatever is not JSON is a mistake and never an exception", () => {
  const pieces = fc.constantFrom(
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"a"',
    '"b"',
    "1",
    "-",
    "01",
    "null",
    " ",
    "\n",
    '"',
    "\\",
    "\u0000",
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const text = parts.join("");
      const parsed = parseJson(text);
      // A name that stands twice is the one thing that the parser takes and this does not.
      if (!isJson(text)) expect(parsed.ok).toBe(false);
      else expect(parsed.ok || parsed.failure.remedy.includes("stands twice")).toBe(true);
    }),
  );
});

test("a text nested very deeply is read", () => {
  expect(parseJson(`${"[".repeat(100_000)}${"]".repeat(100_000)}`).ok).toBe(true);
});
