import { readText } from "../config/text-file.ts";
import { AgentError } from "../leaf/errors.ts";

/**
 * Reads a text file that was named on the command line.
 * @throws AgentError of kind `system`
 */
export function readGivenFile(file: string): string {
  const text = readText(file);
  if (text.ok) return text.value;
  throw new AgentError({
    kind: "system",
    code: "file-unreadable",
    message: `${file}: cannot be read: ${text.failure.reason}`,
    remedy: "Name the right file, or correct its permissions.",
    cause: text.failure.cause,
  });
}
