import { isMap, isNode, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { explain } from "../config/findings.ts";
import { AgentError } from "../leaf/errors.ts";

interface Finding {
  readonly line: number;
  readonly text: string;
}

/** A YAML file that its schema found right, for those who judge what it names. */
export interface YamlFile<Content> {
  readonly file: string;
  readonly content: Content;
  /** The line, from 1, at which the key or entry of this path stands. */
  readonly lineOf: (path: readonly PropertyKey[]) => number;
}

/**
 * Reads one YAML text by its schema. Everything that is wrong is told at once, each finding with file, line and key.
 * @throws AgentError of kind `data`
 */
export function parseYamlFile<Schema extends z.ZodType>(
  file: string,
  text: string,
  schema: Schema,
): YamlFile<z.infer<Schema>> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    throw wrongFile(
      file,
      document.errors.map((error) => ({
        line: lines.linePos(error.pos[0]).line,
        text: `is no YAML: ${firstLine(error.message)}`,
      })),
    );
  }
  const parsed = schema.safeParse(document.toJS(), { error: explain });
  if (parsed.success) return { file, content: parsed.data, lineOf };
  throw wrongFile(
    file,
    parsed.error.issues.map((issue) => ({
      line: lineOf(issue.path),
      text: `${issue.path.length === 0 ? "the file" : issue.path.join(".")}: ${issue.message}`,
    })),
  );

  function lineOf(path: readonly PropertyKey[]): number {
    for (let depth = path.length; depth >= 0; depth--) {
      const parent = document.getIn(path.slice(0, depth - 1), true);
      const key = path[depth - 1];
      if (depth > 0 && isMap(parent)) {
        const pair = parent.items.find((item) => isNode(item.key) && String(item.key) === String(key));
        if (pair && isNode(pair.key) && pair.key.range) return lines.linePos(pair.key.range[0]).line;
      }
      const node = document.getIn(path.slice(0, depth), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  }
}

/** The error for findings in a file, all of them in one. */
export function wrongFile(file: string, findings: readonly Finding[]): AgentError {
  return new AgentError({
    kind: "data",
    code: "mib-file-wrong",
    message: findings.map((finding) => `${file}:${finding.line}: ${finding.text}`).join("\n"),
    remedy: "Correct the named lines; mibs/README.md tells what each key means.",
  });
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? text;
}
