import type { z } from "zod";

const typeNames: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  array: "a list",
  object: "keys with values",
  record: "keys with values",
};

/** What would be right, in the words of a script's author, where the schema itself does not say it. */
export function explain(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "is missing" : `expected ${typeNames[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `expected one of ${issue.values.join(", ")}`;
    case "invalid_format":
      return issue.format === "ipv4" ? "expected an IPv4 address such as 127.0.5.1" : undefined;
    case "invalid_union":
      return Array.isArray(issue["options"]) ? `expected one of ${issue["options"].join(", ")}` : undefined;
    case "unrecognized_keys":
      return "there is no such key";
    case "too_small":
      return issue.input === "" ? "must not be empty" : `expected at least ${issue.minimum}${unitOf(issue.origin)}`;
    case "too_big":
      return `expected at most ${issue.maximum}${unitOf(issue.origin)}`;
    default:
      return undefined;
  }
}

function unitOf(origin: string): string {
  if (origin === "string") return " characters";
  return origin === "array" ? " in the list" : "";
}
