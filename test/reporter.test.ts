import { expect, onTestFinished, test } from "vitest";
import { startVitest } from "vitest/node";
import { SummaryReporter } from "./reporter.ts";

test("a run shows what failed, names what did not run, and ends with the count", async () => {
  // The inner run fails on purpose and says so in the exit code, which belongs to the outer run.
  const { exitCode } = process;
  onTestFinished(() => {
    process.exitCode = exitCode;
  });
  const printed: string[] = [];
  const reporter = new SummaryReporter({ endsRun: true }, (line) => printed.push(line));
  const vitest = await startVitest([], {
    config: "test/vitest.config.ts",
    include: ["test/reporter/*.fixture.ts"],
    watch: false,
    reporters: [reporter],
  });
  await vitest.close();

  const file = "test/reporter/every-outcome.fixture.ts";
  expect(printed).toEqual([
    expect.stringMatching(new RegExp(`^FAILED ${file} > a broken suite\n  Error: the broken ground\n {6}at ${file}:`)),
    expect.stringMatching(new RegExp(`^FAILED ${file} > a wrong sum\n[^]*-   "sum": 3,\n[^]*\\+   "sum": 2,`)),
    "not run: an engine that nobody has, no-such-program-a is not installed, no-such-program-b is not installed",
    `not run: ${file}, 1 skipped without a reason`,
    "1 passed, 2 failed",
  ]);
});
