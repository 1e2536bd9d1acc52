import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { startProgram } from "./run-program.ts";

const leftovers = () => readdirSync(tmpdir()).filter((name) => name.startsWith("mfp-agent-demo-"));

test("the demonstration happens in full, says so, and leaves nothing behind", { timeout: 120_000 }, async () => {
  const before = leftovers();
  const { code, stdout, stderr } = await startProgram("demonstration", ["--for", "60s"]).ended;
  expect(stdout + stderr).toMatch(/records lost {3}0\nduplicates {5}0\neverything happened\n$/);
  expect(code).toBe(0);
  expect(leftovers()).toEqual(before);
});

test("one that is stopped early says so, judges its books alone, and leaves nothing behind", async () => {
  const before = leftovers();
  const demo = startProgram("demonstration", ["--for", "60s"]);
  await demo.until(/first upload/);
  // A terminal's Ctrl-C arrives twice: npm passes it on.
  demo.kill("SIGINT");
  demo.kill("SIGINT");
  const { code, stdout, stderr } = await demo.ended;
  expect(stdout).toMatch(/records lost {3}0\nduplicates {5}0\nstopped early: .*\n$/);
  expect(stderr).toBe("");
  expect(code).toBe(130);
  expect(leftovers()).toEqual(before);
});

test.each([
  [["--for", "5"], /^--for 5: a time of at least 20s/],
  [["--four", "60s"], /^Unknown option '--four'/],
])("%j is refused with one line", async (words, says) => {
  const { code, stderr } = await startProgram("demonstration", words).ended;
  expect(stderr).toMatch(says);
  expect(stderr).toMatch(/^.+\n$/);
  expect(code).toBe(64);
});
