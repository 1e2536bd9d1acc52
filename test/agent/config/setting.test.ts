import { expect, test } from "vitest";
import { settingAt, withSetting } from "../../../src/agent/config/setting.ts";

const content = { a: { b: 1, c: 2 }, list: [{ x: 1 }, { x: 2 }] };

test.each<readonly [string, unknown, object]>([
  ["a.b", 5, { ...content, a: { b: 5, c: 2 } }],
  ["a.d", "new", { ...content, a: { b: 1, c: 2, d: "new" } }],
  ["n.m", true, { ...content, n: { m: true } }],
  ["a.b", undefined, { ...content, a: { c: 2 } }],
  ["list.1.x", 9, { ...content, list: [{ x: 1 }, { x: 9 }] }],
  ["__proto__.polluted", 1, content],
  ["a.constructor", 1, content],
])("setting %s to %o changes that and nothing else", (path, value, expected) => {
  expect(withSetting(content, path, value)).toEqual(expected);
  expect(content.a.b).toBe(1);
});

test("a setting is found by its path", () => {
  expect(settingAt(content, "list.0.x")).toBe(1);
  expect(settingAt(content, "a.toString")).toBeUndefined();
  expect(settingAt(content, "a.b.c")).toBeUndefined();
});
