import { posix } from "node:path";
import { init, parse } from "es-module-lexer";

// The lexer is WebAssembly; it must be loaded once before `parse`.
await init;

export interface SourceFile {
  /** Relative to the project, with slashes: `src/agent/leaf/clock.ts`. */
  readonly path: string;
  readonly text: string;
}

/** One import or re-export, type-only ones as well: a type from behind a wall ties the rooms together like a value. */
export interface Edge {
  readonly from: string;
  /** Path of a file, name of a package (`@hono/node-server`), or a builtin (`node:net`). */
  readonly to: string;
}

export interface Module {
  readonly file: SourceFile;
  readonly edges: readonly Edge[];
  /** Dynamic imports whose target is only known at run time, as they are written. */
  readonly unknownTargets: readonly string[];
  readonly exportNames: readonly string[];
  /** Whether every export only passes on what another file exports. */
  readonly isBarrel: boolean;
}

/** Reads the imports of every file. Throws with the file's name when one cannot be read. */
export function readModules(files: readonly SourceFile[]): readonly Module[] {
  return files.map(readModule);
}

function readModule(file: SourceFile): Module {
  const [imports, exports] = lex(file);
  const edges: Edge[] = [];
  const unknownTargets: string[] = [];
  for (const found of imports) {
    if (found.type === "import-meta") continue;
    const isGlob = found.type === "dynamic" && found.glob;
    if (found.specifier === undefined || isGlob)
      unknownTargets.push(file.text.slice(found.importStart, found.importEnd));
    else edges.push({ from: file.path, to: resolveTarget(file.path, found.specifier) });
  }
  const passedOn = exports.filter((found) => found.type !== "direct");
  return {
    file,
    edges,
    unknownTargets,
    exportNames: exports.flatMap((found) => (found.type === "reexport-all" ? [] : [found.name])),
    isBarrel: passedOn.length > 0 && passedOn.length === exports.length,
  };
}

function lex(file: SourceFile): ReturnType<typeof parse> {
  try {
    return parse(file.text);
  } catch (cause) {
    throw new Error(`${file.path} cannot be read`, { cause });
  }
}

function resolveTarget(from: string, specifier: string): string {
  if (specifier.startsWith(".")) return posix.join(posix.dirname(from), specifier);
  if (specifier.startsWith("node:")) return specifier;
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

/** One circle of each knot of files that import each other, as `a → b → a`. */
export function findCircles(modules: readonly Module[]): readonly string[] {
  const targets = new Map(modules.map(({ file, edges }) => [file.path, edges.map(({ to }) => to)]));
  const circles: string[] = [];
  const done = new Set<string>();
  const trail: string[] = [];
  const visit = (path: string): void => {
    const start = trail.indexOf(path);
    if (start >= 0) circles.push([...trail.slice(start), path].join(" → "));
    if (start >= 0 || done.has(path)) return;
    trail.push(path);
    for (const target of targets.get(path) ?? []) visit(target);
    trail.pop();
    done.add(path);
  };
  for (const path of targets.keys()) visit(path);
  return circles;
}
