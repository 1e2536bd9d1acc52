/**
 * Writes the documents that follow from the code. `node scripts/generate.ts` after a change of a schema;
 * `--check` writes nothing and fails with the names of the files that are stale.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { z } from "zod";
import { diagnosisTable } from "../src/agent/cli/doctor/diagnosis-table.ts";
import { Configuration } from "../src/agent/config/config-schema.ts";
import { catalogueTable } from "../src/agent/log/catalogue.ts";
import { operations, Problem } from "../src/contract/api.ts";
import { describeApi } from "./openapi.ts";

interface GeneratedDocument {
  /** Relative to the project. */
  readonly path: string;
  /** The whole text of the file as it should be, from what it is. */
  readonly render: (present: string | undefined) => string;
}

const documents: readonly GeneratedDocument[] = [
  { path: "config/central.openapi.json", render: () => asJson(describeUploads()) },
  { path: "config/mfp-agent.schema.json", render: () => asJson(z.toJSONSchema(Configuration, { io: "input" })) },
  {
    path: "README.md",
    render: (present = "") =>
      withSection(withSection(present, "log codes", catalogueTable()), "doctor codes", diagnosisTable()),
  },
];

function describeUploads(): unknown {
  return describeApi({
    title: "Central service of mfp-agent",
    version: "1",
    description:
      "What an agent asks of central. Within a major version only additions are made; a receiver keeps or ignores " +
      "fields that it does not know.",
    operations,
    problem: Problem,
  });
}

function main(): void {
  const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
  const stale = documents.filter(({ path, render }) => readText(path) !== render(readText(path)));
  if (!values.check) {
    for (const { path, render } of stale) writeFileSync(locate(path), render(readText(path)));
  } else if (stale.length > 0) {
    for (const { path } of stale) process.stderr.write(`${path} is stale; run: npm run generate\n`);
    process.exitCode = 1;
  }
}

function asJson(content: unknown): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** Puts a generated part between its markers; a text without them stays as it is. */
function withSection(text: string, name: string, content: string): string {
  const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  return from < 0 || to < from ? text : `${text.slice(0, from)}${begin}\n${content}\n${text.slice(to)}`;
}

/** A file that is not there yet is stale like any other. */
function readText(path: string): string | undefined {
  try {
    return readFileSync(locate(path), "utf8");
  } catch {
    return undefined;
  }
}

function locate(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}

main();
