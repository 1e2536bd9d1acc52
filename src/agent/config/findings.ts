import type { z } from "zod";
import { AgentError } from "../leaf/errors.ts";

/** Everything that is wrong in a file, each finding with its path and what would be right. */
export function configError(file: string, findings: readonly string[]): AgentError {
  return new AgentError({
    kind: "config",
    code: "config-invalid",
    message: findings.map((finding) => `${file}: ${finding}`).join("\n"),
    remedy: "config/mfp-agent.example.json shows every setting, config/mfp-agent.schema.json describes it.",
  });
}

/** One line a finding: `ranges.0.credentials: at most two …`. The value itself is not shown: it could be a secret. */
export function describeIssues(issues: readonly z.core.$ZodIssue[]): readonly string[] {
  return issues.flatMap((issue) => {
    const path = issue.path.length === 0 ? "the file" : issue.path.join(".");
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => `${issue.path.length === 0 ? "" : `${path}.`}${key}: there is no such setting`);
    }
    const isMissing = issue.code === "invalid_type" && issue.message.endsWith("received undefined");
    return [`${path}: ${isMissing ? "is missing" : issue.message}`];
  });
}
