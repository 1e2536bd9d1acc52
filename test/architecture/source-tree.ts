import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import type { SourceFile } from "./import-graph.ts";

const codeFile = /\.[cm]?[jt]s$/;

/** All code below a folder of the project, as `src/…` paths with slashes. */
export function readSourceTree(projectDir: string, folder: string): readonly SourceFile[] {
  return readdirSync(join(projectDir, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => codeFile.test(name))
    .map((name) => join(folder, name))
    .sort()
    .map((path) => ({ path: path.split(sep).join("/"), text: readFileSync(join(projectDir, path), "utf8") }));
}
