import { format, inspect } from "node:util";
import { expect, test } from "vitest";
import { Secret } from "../../../src/agent/leaf/secret.ts";

const secret = new Secret("canary");

test.each([
  ["template", `${secret}`],
  ["String", String(secret)],
  ["JSON", JSON.stringify({ secret })],
  ["inspect", inspect(secret)],
  [
    "inspect of an object, deep and with hidden fields",
    inspect({ a: { b: [secret] } }, { depth: 9, showHidden: true }),
  ],
  ["format %s", format("%s", secret)],
  ["format %o", format("%o", secret)],
  ["format %j", format("%j", { secret })],
  ["an error's message", new Error(`failed with ${secret}`).message],
  ["spread", JSON.stringify({ ...secret })],
  ["entries", JSON.stringify(Object.entries(secret))],
  ["structured clone", inspect(structuredClone({ ...secret }))],
])("a secret does not show in %s", (_, shown) => {
  expect(shown).not.toContain("canary");
});

test("reveal gives the text", () => {
  expect(secret.reveal()).toBe("canary");
});
