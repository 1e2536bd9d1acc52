/**
 * Checks the whole project: `node scripts/check.ts` in a minute or two, `--all` with the slow suites as well.
 * One line a step, output only of what failed, and `N passed, N failed` as the last line; each step counts as one test.
 */
import { spawnSync } from "node:child_process";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { inspect, parseArgs } from "node:util";
import { startVitest } from "vitest/node";
import { closingLines, SummaryReporter } from "../test/reporter.ts";

interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly notRun: readonly string[];
  /** What a failed step has to say. */
  readonly output: string;
}

interface Step {
  readonly name: string;
  readonly run: () => Outcome | Promise<Outcome>;
}

const projectDir = fileURLToPath(new URL("..", import.meta.url));
const slowSuites = "**/*.slow.test.ts";

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { all: { type: "boolean", default: false } } });
  process.chdir(projectDir);
  const steps: readonly Step[] = [
    { name: "type check", run: () => runProgram("node_modules/.bin/tsc", []) },
    { name: "lint", run: () => runProgram("node_modules/.bin/biome", ["check", "--error-on-warnings"]) },
    { name: "generated files", run: () => runProgram(process.execPath, ["scripts/generate.ts", "--check"]) },
    { name: values.all ? "all tests" : "quick tests", run: () => runTests(values.all) },
  ];
  const outcomes: Outcome[] = [];
  for (const step of steps) outcomes.push(await runStep(step));
  finish(outcomes);
}

async function runStep(step: Step): Promise<Outcome> {
  const startMs = performance.now();
  const outcome = await runSafely(step);
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  print(`${outcome.failed === 0 ? "ok    " : "FAILED"}  ${step.name.padEnd(16)} ${seconds.padStart(6)} s`);
  if (outcome.failed > 0) print(outcome.output.trimEnd());
  return outcome;
}

/** A step that threw is a failed one; the others still run, and the last line still comes. */
async function runSafely(step: Step): Promise<Outcome> {
  try {
    return await step.run();
  } catch (cause) {
    return { passed: 0, failed: 1, notRun: [], output: inspect(cause) };
  }
}

/** Runs to the end and is one test: it passed when the exit code is 0. */
function runProgram(program: string, args: readonly string[]): Outcome {
  const child = spawnSync(program, args, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  const output = child.error === undefined ? child.stdout + child.stderr : child.error.message;
  return child.status === 0
    ? { passed: 1, failed: 0, notRun: [], output }
    : { passed: 0, failed: 1, notRun: [], output };
}

async function runTests(withSlowSuites: boolean): Promise<Outcome> {
  const lines: string[] = [];
  const reporter = new SummaryReporter({ endsRun: false }, (line) => lines.push(line));
  const vitest = await startVitest([], {
    config: "test/vitest.config.ts",
    watch: false,
    reporters: [reporter],
    exclude: withSlowSuites ? [] : [slowSuites],
  });
  await vitest.close();
  // A run that found no tests, or that ended before its report, must not look green.
  const isBroken = reporter.failed === 0 && (reporter.passed === 0 || Boolean(process.exitCode));
  if (isBroken) lines.push("vitest did not finish its run");
  return {
    passed: reporter.passed,
    failed: reporter.failed + (isBroken ? 1 : 0),
    notRun: reporter.notRun,
    output: lines.join("\n"),
  };
}

function finish(outcomes: readonly Outcome[]): void {
  const total = {
    passed: outcomes.reduce((sum, outcome) => sum + outcome.passed, 0),
    failed: outcomes.reduce((sum, outcome) => sum + outcome.failed, 0),
    notRun: outcomes.flatMap((outcome) => outcome.notRun),
  };
  for (const line of closingLines(total)) print(line);
  process.exitCode = total.failed === 0 ? 0 : 1;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main();
