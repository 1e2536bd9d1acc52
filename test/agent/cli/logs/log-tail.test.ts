import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { LogTail } from "../../../../src/agent/cli/logs/log-tail.ts";
import { agedLogFile, logFiles, RollingFile } from "../../../../src/agent/log/rolling-file.ts";
import { temporaryFolder } from "../../outbox/temporary-outbox.ts";

function bench(bytes?: number) {
  const path = join(temporaryFolder(onTestFinished), "agent.log");
  const file = new RollingFile(path, bytes);
  onTestFinished(() => file.close());
  const paths = Array.from({ length: logFiles }, (_, age) => agedLogFile(path, age)).toReversed();
  return { path, file, tail: new LogTail(paths) };
}

test("gives each line once, as it comes", () => {
  const { file, tail } = bench();
  file.write("one\n");
  expect([...tail.lines()]).toEqual(["one"]);
  expect([...tail.lines()]).toEqual([]);
  file.write("two\n");
  file.write("three\n");
  expect([...tail.lines()]).toEqual(["two", "three"]);
});

test("loses no line and doubles none while the file rolls under it", () => {
  const { file, tail } = bench(64);
  const seen: string[] = [];
  const told = Array.from({ length: 100 }, (_, number) => `line ${number}`);
  for (const [at, line] of told.entries()) {
    file.write(`${line}\n`);
    if (at % 3 === 0) seen.push(...tail.lines());
  }
  expect([...seen, ...tail.lines()]).toEqual(told);
});

test("waits for the end of a line that is being written", () => {
  const { path, tail } = bench();
  appendFileSync(path, "ha");
  expect([...tail.lines()]).toEqual([]);
  appendFileSync(path, "lf\nnext");
  expect([...tail.lines()]).toEqual(["half"]);
});

test("without any file there is no line", () => {
  expect([...bench().tail.lines()]).toEqual([]);
});

test("reads lines longer than it reads at once, letters of several bytes included", () => {
  const { file, tail } = bench();
  const long = "ї".repeat(100_000);
  file.write(`${long}\n`);
  expect([...tail.lines()]).toEqual([long]);
});
