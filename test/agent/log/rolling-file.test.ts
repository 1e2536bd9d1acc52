import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { logFiles, RollingFile } from "../../../src/agent/log/rolling-file.ts";
import { temporaryFolder } from "../outbox/temporary-outbox.ts";

const lineOf = (number: number) => `line ${String(number).padStart(4, "0")}\n`;

test("the files together stay below their bound and hold the newest lines in order", () => {
  const folder = temporaryFolder(onTestFinished);
  const file = new RollingFile(join(folder, "logs", "agent.log"), 100);
  for (let number = 0; number < 200; number += 1) file.write(lineOf(number));
  file.close();
  const names = readdirSync(join(folder, "logs")).sort();
  expect(names).toHaveLength(logFiles);
  for (const name of names) expect(statSync(join(folder, "logs", name)).size).toBeLessThanOrEqual(100);
  const text = names.toReversed().map((name) => readFileSync(join(folder, "logs", name), "utf8"));
  const kept = text.join("").split("\n").filter(Boolean);
  expect(kept).toEqual(Array.from({ length: kept.length }, (_, at) => lineOf(200 - kept.length + at).trim()));
});

test("goes on where a former run ended", () => {
  const path = join(temporaryFolder(onTestFinished), "agent.log");
  for (const number of [1, 2]) {
    const file = new RollingFile(path);
    file.write(lineOf(number));
    file.close();
  }
  expect(readFileSync(path, "utf8")).toBe(lineOf(1) + lineOf(2));
  expect(statSync(path).mode & 0o077).toBe(0);
});

test("a disk that takes nothing ends nothing", () => {
  const file = new RollingFile("/dev/full");
  expect(() => file.write(lineOf(1))).not.toThrow();
});
