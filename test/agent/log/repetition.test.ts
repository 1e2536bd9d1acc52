import { expect, test } from "vitest";
import { Repetition } from "../../../src/agent/log/repetition.ts";

const hourMs = 3_600_000;

test("a device that fails each hour of a week costs a handful of lines a day, and the rest are counted", () => {
  const repetition = new Repetition();
  const written = Array.from({ length: 7 * 24 }, (_, hour) => repetition.admit("device.not-met", hour * hourMs));
  const held = written.filter((each) => each !== undefined);
  expect(held).toHaveLength(7 * 5);
  expect(held.reduce((sum, each) => sum + each, 0)).toBe(6 * 19);
});

test("different lines do not hold each other up", () => {
  const repetition = new Repetition();
  for (let count = 0; count < 9; count += 1) repetition.admit("one", 0);
  expect(repetition.admit("one", 0)).toBeUndefined();
  expect(repetition.admit("other", 0)).toBe(0);
});

test("lines without end are not remembered without end", () => {
  const repetition = new Repetition();
  for (let count = 0; count < 9; count += 1) repetition.admit("first", 0);
  for (let count = 0; count < 1000; count += 1) repetition.admit(`other ${count}`, 0);
  expect(repetition.admit("first", 0)).toBe(0);
});
