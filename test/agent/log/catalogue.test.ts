import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { catalogueTable, logCatalogue } from "../../../src/agent/log/catalogue.ts";
import { readSourceTree } from "../../architecture/source-tree.ts";

const project = fileURLToPath(new URL("../../..", import.meta.url));
/** A call of the log with its code in plain text, on one line or two. */
const call = /\blog(?:\.(?:debug|info|warn|error)|\[[^\]]+\])\(\s*"([^"]+)"/g;

const written = readSourceTree(project, "src/agent").flatMap(({ path, text }) =>
  [...text.matchAll(call)].map(([, code = ""]) => ({ path, code })),
);

test("every code that the agent writes stands in the catalogue", () => {
  expect(written.length).toBeGreaterThan(20);
  expect(written.filter(({ code }) => !Object.hasOwn(logCatalogue, code))).toEqual([]);
});

test("the catalogue holds no code that nothing writes", () => {
  const codes = new Set(written.map(({ code }) => code));
  expect(Object.keys(logCatalogue).filter((code) => !codes.has(code))).toEqual([]);
});

test("the table has one row a code, and no cell breaks it", () => {
  const [, , ...rows] = catalogueTable().split("\n");
  expect(rows.length).toBe(Object.keys(logCatalogue).length);
  for (const row of rows) expect(row.split("|").length, row).toBe(7);
});
