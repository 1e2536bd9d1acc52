/**
 * Writes the documents that follow from the code. `node scripts/generate.ts` after a change of a schema;
 * `--check` writes nothing and fails with the names of the files that are stale.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { z } from "zod";
import { Configuration } from "../src/agent/config/config-schema.ts";
import { operations, Problem } from "../src/contract/api.ts";
import { describeApi } from "./openapi.ts";

interface GeneratedDocument {
  /** Relative to the project. */
  readonly path: string;
  readonly content: () => unknown;
}

const documents: readonly GeneratedDocument[] = [
  { path: "config/central.openapi.json", content: describeUploads },
  { path: "config/mfp-agent.schema.json", content: () => z.toJSONSchema(Configuration, { io: "input" }) },
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
  const stale = documents.filter((document) => readText(document.path) !== render(document));
  if (!values.check) {
    for (const document of stale) writeFileSync(locate(document.path), render(document));
  } else if (stale.length > 0) {
    for (const { path } of stale) process.stderr.write(`${path} is stale; run: npm run generate\n`);
    process.exitCode = 1;
  }
}

function render(document: GeneratedDocument): string {
  return `${JSON.stringify(document.content(), null, 2)}\n`;
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
