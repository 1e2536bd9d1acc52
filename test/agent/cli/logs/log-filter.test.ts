import { expect, test } from "vitest";
import { isWanted, type LogWish } from "../../../../src/agent/cli/logs/log-filter.ts";

const line = JSON.stringify({
  ...{ level: "warn", time: "2026-11-22T08:15:00.000Z", event: "upload.failed", kind: "dns" },
  ...{ serial: "A5C0222481137", address: "192.0.2.7" },
});

const cases: readonly (readonly [string, LogWish, boolean])[] = [
  ["nothing asked", {}, true],
  ["its code", { code: "upload.failed" }, true],
  ["the beginning of its code", { code: "upload" }, true],
  ["part of a word", { code: "up" }, false],
  ["another code", { code: "sweep" }, false],
  ["before it", { since: "2026-11-22T08:14:59.000Z" }, true],
  ["after it", { since: "2026-11-22T08:15:00.001Z" }, false],
  ["one of its device's names", { names: ["UA-1", "a5c0222481137"] }, true],
  ["part of a name", { names: ["A5C0"] }, false],
  ["code and another device", { code: "upload", names: ["192.0.2.8"] }, false],
];

test.each(cases)("a line is judged by %s", (_name, wish, isExpected) => {
  expect(isWanted(line, wish)).toBe(isExpected);
});

test.each(["", "half a li", "17", "null"])("what is no line of ours is passed over: %s", (broken) => {
  expect(isWanted(broken, {})).toBe(false);
});
