import { stripVTControlCharacters } from "node:util";
import type { Reporter, SerializedError, TestCase, TestModule, TestSuite } from "vitest/node";

type Print = (line: string) => void;
type ConsoleLog = Parameters<NonNullable<Reporter["onUserConsoleLog"]>>[0];

/** A test that failed, or an error outside of any test. */
interface Failure {
  readonly title: string;
  readonly errors: readonly FailureError[];
  readonly output: string;
}

interface FailureError {
  readonly name?: string | undefined;
  readonly message: string;
  readonly diff?: string | undefined;
  readonly stack?: string | undefined;
}

/**
 * Prints what failed, then `not run: NAME, why` for every suite that was left out, then `N passed, N failed` as the last
 * line. A left-out test without a reason is named as well, so that nothing is skipped in silence.
 */
export class SummaryReporter implements Reporter {
  passed = 0;
  failed = 0;
  readonly notRun: string[] = [];
  readonly #print: Print;
  readonly #endsRun: boolean;
  readonly #output = new Map<string, string>();

  /** `endsRun: false` leaves the closing lines to a caller that adds counts of its own. */
  constructor(options: { readonly endsRun: boolean } = { endsRun: true }, print: Print = printLine) {
    this.#print = print;
    this.#endsRun = options.endsRun;
  }

  onUserConsoleLog(log: ConsoleLog): void {
    const source = log.taskId ?? "";
    this.#output.set(source, (this.#output.get(source) ?? "") + log.content);
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const failures = [
      ...modules.flatMap((module) => [module, ...module.children.allSuites()]).flatMap(suiteFailure),
      ...tests.flatMap((test) => testFailure(test, this.#output.get(test.id) ?? "")),
      ...unhandled.map((error) => ({ title: "outside of any test", errors: [error], output: "" })),
    ];
    this.passed = tests.filter((test) => test.result().state === "passed").length;
    this.failed = failures.length;
    this.notRun.push(...tests.flatMap(noteNotRun), ...modules.flatMap(countSilentlySkipped));
    for (const failure of failures) this.#print(showFailure(failure));
    if (this.#endsRun) for (const line of closingLines(this)) this.#print(line);
  }
}

/** The last lines of every run; scripts read them. */
export function closingLines(run: {
  readonly passed: number;
  readonly failed: number;
  readonly notRun: readonly string[];
}): readonly string[] {
  return [...run.notRun.map((note) => `not run: ${note}`), `${run.passed} passed, ${run.failed} failed`];
}

function suiteFailure(suite: TestModule | TestSuite): readonly Failure[] {
  const title = suite.type === "module" ? suite.relativeModuleId : titleOf(suite);
  return suite.errors().length === 0 ? [] : [{ title, errors: suite.errors(), output: "" }];
}

function testFailure(test: TestCase, output: string): readonly Failure[] {
  const result = test.result();
  if (result.state === "failed") return [{ title: titleOf(test), errors: result.errors, output }];
  if (result.state === "pending") return [{ title: titleOf(test), errors: [{ message: "did not end" }], output }];
  return [];
}

function noteNotRun(test: TestCase): readonly string[] {
  const result = test.result();
  if (result.state !== "skipped" || result.note === undefined) return [];
  const suite = test.parent.type === "suite" ? test.parent.fullName : test.fullName;
  return [`${suite}, ${result.note}`];
}

/** Tests behind `skip`, `skipIf` or `todo` carry no note. Those behind a broken `beforeAll` failed with their suite. */
function countSilentlySkipped(module: TestModule): readonly string[] {
  const silent = [...module.children.allTests("skipped")].filter((test) => isSilentlySkipped(test));
  return silent.length === 0 ? [] : [`${module.relativeModuleId}, ${silent.length} skipped without a reason`];
}

function isSilentlySkipped(test: TestCase): boolean {
  const result = test.result();
  const isMarked = test.options.mode === "skip" || test.options.mode === "todo";
  return result.state === "skipped" && result.note === undefined && isMarked;
}

function titleOf(task: TestCase | TestSuite): string {
  return `${task.module.relativeModuleId} > ${task.fullName}`;
}

function showFailure(failure: Failure): string {
  const blocks = failure.errors.map(showError);
  if (failure.output !== "") blocks.push(`printed:\n${failure.output.trimEnd()}`);
  return stripVTControlCharacters([`FAILED ${failure.title}`, ...blocks.map(indent), ""].join("\n"));
}

function showError(error: FailureError): string {
  const heading = `${error.name ?? "Error"}: ${error.message}`;
  const frames = (error.stack ?? "").split("\n").filter(isOwnFrame).map(shortenFrame);
  return [heading, error.diff, ...frames].filter((part) => part !== undefined && part !== "").join("\n");
}

function isOwnFrame(line: string): boolean {
  return /^ +at /.test(line) && !/node_modules|node:internal|<anonymous>/.test(line);
}

function shortenFrame(line: string): string {
  return line.replace("file://", "").replace(`${process.cwd()}/`, "");
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, "  ");
}

function printLine(line: string): void {
  process.stdout.write(`${line}\n`);
}
