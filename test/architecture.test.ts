import { readdirSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { findCircles, type Module, readModules } from "./architecture/import-graph.ts";
import {
  findBarrels,
  findCodeFromText,
  findDefaultExports,
  findForbiddenBuiltins,
  findPoorNames,
  findRevealingFiles,
  findStrayRandomness,
  findStrayTime,
  findUnknownTargets,
} from "./architecture/manners.ts";
import { readSourceTree } from "./architecture/source-tree.ts";
import {
  findContractPackages,
  findHomelessFiles,
  findHouseBreaches,
  findRoomBreaches,
  findSpreadPackages,
} from "./architecture/walls.ts";

const projectDir = fileURLToPath(new URL("..", import.meta.url));
const files = readSourceTree(projectDir, "src");
const modules = readModules(files);

/** Fixed: whoever opens the repository sees only these. */
const topLevel = [
  ".ci",
  ".gitignore",
  "CHANGELOG.md",
  "LICENSE",
  "README.md",
  "biome.json",
  "config",
  "mibs",
  "package-lock.json",
  "package.json",
  "scripts",
  "src",
  "test",
  "tsconfig.json",
];

/** Kept out of the repository: the clone's own data and what tools make. */
const unversioned = [".git", "node_modules", "dist"];

describe("the walls", () => {
  test("every house imports only itself and, where allowed, the contract", () => {
    expect(findHouseBreaches(modules)).toEqual([]);
  });

  test("the contract brings no package but zod", () => {
    expect(findContractPackages(modules)).toEqual([]);
  });

  test("every file of the agent stands in a room of the plan", () => {
    expect(findHomelessFiles(modules)).toEqual([]);
  });

  test("a room of the agent imports only rooms before it", () => {
    expect(findRoomBreaches(modules)).toEqual([]);
  });

  test("no files import each other in a circle", () => {
    expect(findCircles(modules)).toEqual([]);
  });

  test("a package with a side effect has one importer in each house", () => {
    expect(findSpreadPackages(modules)).toEqual([]);
  });
});

describe("the manners", () => {
  test("every import names its target", () => {
    expect(findUnknownTargets(modules)).toEqual([]);
  });

  test("no file starts programs, threads or other engines", () => {
    expect(findForbiddenBuiltins(modules)).toEqual([]);
  });

  test("no file runs text as code", () => {
    expect(findCodeFromText(files)).toEqual([]);
  });

  test("only the clock files know the machine's time", () => {
    expect(findStrayTime(files)).toEqual([]);
  });

  test("one file in each house draws random numbers", () => {
    expect(findStrayRandomness(files)).toEqual([]);
  });

  test("nothing is exported as default", () => {
    expect(findDefaultExports(modules)).toEqual([]);
  });

  test("no file only passes on what others export", () => {
    expect(findBarrels(modules)).toEqual([]);
  });

  test("every file is named after an idea, in kebab-case", () => {
    expect(findPoorNames(files)).toEqual([]);
  });

  test("few files reveal secrets", () => {
    expect(findRevealingFiles(files)).toEqual([]);
  });

  test("the top level holds only what belongs there", () => {
    const allowed = [...topLevel, ...unversioned];
    expect(readdirSync(projectDir).filter((name) => !allowed.includes(name))).toEqual([]);
    expect(readdirSync(`${projectDir}.ci`)).toEqual(["run"]);
  });
});

describe("the reading of imports", () => {
  test("src is there to be checked", () => {
    expect(files.map(({ path }) => path)).toContain("src/contract/api.ts");
  });

  test("types do not hide an import from the lexer", () => {
    const edgesOf = (text: string): readonly string[] =>
      readModules([{ path: "src/any.ts", text }]).flatMap(({ edges }) => edges.map(({ to }) => to));
    for (const { path, text } of files.filter((file) => file.path.endsWith(".ts"))) {
      expect(edgesOf(text), path).toEqual(expect.arrayContaining([...edgesOf(stripTypeScriptTypes(text))]));
    }
  });

  test("no line that reads like an import is missed", () => {
    const importLine = /^(?:import|export|\}).* from "[^"]+"(?: with \{.*\})?;$|^import "[^"]+";$/gm;
    const isShort = ({ file, edges }: Module): boolean => edges.length < (file.text.match(importLine)?.length ?? 0);
    expect(modules.filter(isShort).map(({ file }) => file.path)).toEqual([]);
  });
});
