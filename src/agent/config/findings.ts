import { z } from "zod";
import { AgentError } from "../leaf/errors.ts";
import { failed, ok, type Result } from "../leaf/result.ts";

/** Everything that is wrong in a file, each finding with its path and what would be right. */
export function configError(file: string, findings: readonly string[]): AgentError {
  return new AgentError({
    kind: "config",
    code: "config-invalid",
    message: findings.map((finding) => `${file}: ${finding}`).join("\n"),
    remedy: "config/mfp-agent.example.json shows every setting, config/mfp-agent.schema.json describes it.",
  });
}

/**
 * Checks a content by its schema. The failure has one line a finding, as in `ranges.0.credentials: at most two …`. A value
 * is not shown: it could be a secret.
 */
export function checkShape<Schema extends z.ZodType>(
  schema: Schema,
  content: unknown,
): Result<z.infer<Schema>, readonly string[]> {
  const parsed = schema.safeParse(content, { error: explain });
  return parsed.success ? ok(parsed.data) : failed(parsed.error.issues.flatMap(describeIssue));
}

function describeIssue(issue: z.core.$ZodIssue): readonly string[] {
  const path = issue.path.join(".");
  if (issue.code !== "unrecognized_keys") return [`${path === "" ? "the file" : path}: ${issue.message}`];
  return issue.keys.map((key) => `${path === "" ? "" : `${path}.`}${key || '""'}: ${issue.message}`);
}

const typeNames: Readonly<Record<string, string>> = {
  string: "a text in double quotes",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list, as in [ … ]",
  object: "an object, as in { … }",
  record: "an object, as in { … }",
};

/** What would be right, where the schema itself does not say it. */
export function explain(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "is missing" : (typeNames[issue.expected] ?? issue.expected);
    case "invalid_value":
      return listed(issue.values);
    case "unrecognized_keys":
      return `there is no such setting${issue.keys.length === 1 ? knownNames(issue.inst) : ""}`;
    case "too_small":
      return issue.input === "" ? "must not be empty" : `at least ${issue.minimum}${unitOf(issue.origin)}`;
    case "too_big":
      return `at most ${issue.maximum}${unitOf(issue.origin)}`;
    case "invalid_key":
      return issue.issues[0]?.message;
    case "invalid_union":
      return Array.isArray(issue["options"]) ? listed(issue["options"]) : undefined;
    default:
      return undefined;
  }
}

function listed(values: readonly unknown[]): string {
  return `one of ${values.map((value) => JSON.stringify(value)).join(", ")}`;
}

function knownNames(schema: unknown): string {
  const names = schema instanceof z.ZodObject ? Object.keys(schema.shape).filter((name) => !name.startsWith("$")) : [];
  return names.length === 0 ? "" : `; here may stand ${names.join(", ")}`;
}

function unitOf(origin: string): string {
  if (origin === "string") return " characters";
  return origin === "array" ? " entries" : "";
}
