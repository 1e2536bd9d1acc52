import { expect, test } from "vitest";
import { beginRun, type CrashNotes } from "../../../src/agent/supervision/crash-notes.ts";

const minuteMs = 60_000;
const startMs = 100 * minuteMs;
const boot = "boot-1";
const left = (more: Partial<CrashNotes> = {}): CrashNotes => ({
  ...{ boot, writtenMs: startMs, asked: null, crashes: [], leftOut: null },
  ...more,
});

/** Runs that all end without a stop, each leaving who was being asked; the first is not watched. */
function runThrough(ends: readonly (readonly string[])[], everyMs = minuteMs): CrashNotes {
  let notes = beginRun(undefined, startMs, boot);
  ends.forEach((asked, at) => {
    notes = beginRun({ ...notes, asked: notes.crashes.length > 0 ? asked : null }, startMs + (at + 1) * everyMs, boot);
  });
  return notes;
}

test("notes that are there mean that the run before was not stopped, be it by kill -9", () => {
  expect(beginRun(left({ asked: ["a"] }), startMs + minuteMs, boot).crashes).toEqual([
    { atMs: startMs + minuteMs, asked: ["a"] },
  ]);
  expect(beginRun(undefined, startMs, boot).crashes).toEqual([]);
});

test("notes of an earlier boot say nothing", () => {
  const before = left({ crashes: [{ atMs: startMs, asked: ["a"] }], leftOut: { addresses: ["a"], sinceMs: startMs } });
  expect(beginRun(before, minuteMs, boot)).toEqual(left({ writtenMs: minuteMs }));
});

test("power cuts are no crashes, though each boot starts the agent a little later than the one before", () => {
  let notes = beginRun(undefined, startMs, "boot-0");
  for (let cut = 1; cut <= 9; cut += 1) notes = beginRun(notes, startMs + cut * 1000, `boot-${cut}`);
  expect(notes).toMatchObject({ crashes: [], leftOut: null });
});

test("where no boot can be known, notes that are not from the future count", () => {
  expect(beginRun(left({ boot: null }), startMs + 1, null).crashes).toHaveLength(1);
  expect(beginRun(left({ boot: null }), startMs - 1, null).crashes).toEqual([]);
});

test("crashes are forgotten after ten minutes", () => {
  expect(runThrough(Array(9).fill(["a"]), 2.5 * minuteMs)).toMatchObject({ leftOut: null });
  expect(runThrough(Array(9).fill(["a"]), 2.5 * minuteMs).crashes).toHaveLength(4);
});

const ends: readonly (readonly [string, readonly (readonly string[])[], readonly string[] | undefined])[] = [
  ["one was asked each time", [["a"], ["a", "b"], ["c", "a"], ["a"], ["b", "a"]], ["a"]],
  ["there were four crashes", [["a"], ["a"], ["a"], ["a"]], undefined],
  ["nobody was asked each time", [[], ["a"], ["b"], ["c"], ["d"]], undefined],
  ["nobody was asked at all", [[], [], [], [], []], undefined],
  ["one was asked at some crashes only", [[], ["a"], ["a"], ["b"], ["c"]], undefined],
  ["one was asked at most crashes", [[], ["a"], ["a", "b"], ["a"], []], ["a"]],
  ["two were always asked together", [[], ["a", "b"], ["a", "b"], ["b", "a"], ["a", "b"]], ["a", "b"]],
];

test.each(ends)("who is left out at the sixth start when %s", (_name, crashes, addresses) => {
  expect(runThrough(crashes).leftOut?.addresses).toEqual(addresses);
});

test("a second guilty one is found after the first, which stays out", () => {
  const notes = runThrough([...Array(5).fill(["a"]), ...Array(6).fill(["b"])]);
  expect(notes.leftOut?.addresses).toEqual(["a", "b"]);
});

test("what is left out is asked again after a day", () => {
  const before = left({ leftOut: { addresses: ["a"], sinceMs: startMs } });
  const dayMs = 1440 * minuteMs;
  expect(beginRun({ ...before, writtenMs: startMs + dayMs - 1 }, startMs + dayMs - 1, boot).leftOut).not.toBeNull();
  expect(beginRun(before, startMs + dayMs, boot).leftOut).toBeNull();
});
