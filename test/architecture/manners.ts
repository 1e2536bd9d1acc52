import { posix } from "node:path";
import type { Edge, Module, SourceFile } from "./import-graph.ts";

const forbiddenBuiltins = ["child_process", "vm", "worker_threads", "cluster", "inspector", "repl", "module"];

/** Node has no datagrams on Unix sockets, and systemd hears no other: this file alone starts a program, systemd's own. */
const notifier = "src/agent/supervision/systemd-notify.ts";

/** Ways to run text as code, or to reach a module past the imports that the other rules read. */
const codeFromText = /\beval\b|\bFunction\s*\(|\bcreateRequire\b|\bgetBuiltinModule\b|\brequire\s*\(\s*[^"'\s]/;

/** Everything that reads the machine's time or waits for it; `new Date(stamp)` with an argument does neither. */
const timeSource =
  /\bDate\.now\b|\bperformance\.now\b|\bhrtime\b|\bnew Date\(\)|(?<!\.)\bset(?:Timeout|Interval)\b|\bglobalThis\.set\w+|\bAbortSignal\.timeout\b|["']node:timers/;

/** Each house that knows the time has one file for it. */
const clockFile = /^src\/(?:agent\/leaf|central|simulator)\/clock\.ts$/;

const randomSource = /\bMath\.random\b|\brandom(?:Bytes|UUID|Int|Fill\w*)\b|\bgetRandomValues\b/;

const wordsWithoutMeaning = ["util", "utils", "helper", "helpers", "common", "manager", "managers", "misc"];
const kebabName = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.d)?\.(?:ts|mjs)$/;

/** Plain-text secrets leave their wrapper only where they are written to the wire or to the store. */
const maxRevealingFiles = 4;

/** Imports whose target cannot be read from the text. */
export function findUnknownTargets(modules: readonly Module[]): readonly string[] {
  return modules.flatMap(({ file, unknownTargets }) => unknownTargets.map((text) => `${file.path}: ${text}`));
}

/** Builtins that start programs or run text as code. */
export function findForbiddenBuiltins(modules: readonly Module[]): readonly string[] {
  const isForbidden = ({ from, to }: Edge): boolean =>
    forbiddenBuiltins.includes(to.replace("node:", "")) && !(from === notifier && to === "node:child_process");
  return modules.flatMap(({ edges }) =>
    edges.filter(isForbidden).map(({ from, to }) => `${from} → ${to}: is not for src`),
  );
}

export function findCodeFromText(files: readonly SourceFile[]): readonly string[] {
  return findLines(files, codeFromText);
}

/** Lines outside of the clock files that read or wait for the machine's time. */
export function findStrayTime(files: readonly SourceFile[]): readonly string[] {
  return findLines(
    files.filter(({ path }) => !clockFile.test(path)),
    timeSource,
  );
}

/** Lines that draw random numbers, in houses where more than one file does. */
export function findStrayRandomness(files: readonly SourceFile[]): readonly string[] {
  const byHouse = Map.groupBy(files, ({ path }) => path.split("/")[1] ?? path);
  return [...byHouse.values()].flatMap((house) => {
    const drawing = house.filter((file) => findLines([file], randomSource).length > 0);
    return drawing.length > 1 ? findLines(drawing, randomSource) : [];
  });
}

/** An ambient declaration (`.d.ts`) tells how another's package is made, so it is not ours to name. */
export function findDefaultExports(modules: readonly Module[]): readonly string[] {
  return modules
    .filter(({ file, exportNames }) => exportNames.includes("default") && !file.path.endsWith(".d.ts"))
    .map(({ file }) => `${file.path}: has a default export`);
}

export function findBarrels(modules: readonly Module[]): readonly string[] {
  return modules.filter(({ isBarrel }) => isBarrel).map(({ file }) => `${file.path}: only passes on other exports`);
}

export function findPoorNames(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap(({ path }) => {
    const name = posix.basename(path);
    const parts = path.split(/[/.-]/);
    const word = parts.find((part) => wordsWithoutMeaning.includes(part));
    if (word !== undefined) return [`${path}: "${word}" names no idea`];
    if (/^(?:types|index)\./.test(name)) return [`${path}: "${name}" names no idea`];
    return kebabName.test(name) ? [] : [`${path}: is not in kebab-case`];
  });
}

/** Empty as long as few enough files take secrets out of their wrapper. */
export function findRevealingFiles(files: readonly SourceFile[]): readonly string[] {
  const revealing = files.filter((file) => findLines([file], /\.reveal\(/).length > 0).map(({ path }) => path);
  return revealing.length > maxRevealingFiles ? revealing : [];
}

/** `path:line: text` of each line of code that matches; whole-line comments are left out, strings are not. */
function findLines(files: readonly SourceFile[], pattern: RegExp): readonly string[] {
  return files.flatMap((file) =>
    blankComments(file.text)
      .split("\n")
      .flatMap((line, index) => (pattern.test(line) ? [`${file.path}:${index + 1}: ${line.trim()}`] : [])),
  );
}

/**
 * Blanks only comments that begin a line, which is how comments stand here. One behind code is still searched: a false
 * alarm is cheap, but telling `//` in a string from a comment would need a parser, and a mistake would hide a breach.
 */
function blankComments(text: string): string {
  const keepLineBreaks = (comment: string): string => comment.replaceAll(/[^\n]/g, " ");
  return text.replaceAll(/^[ \t]*(?:\/\/[^\n]*|\/\*[\s\S]*?\*\/)/gm, keepLineBreaks);
}
