import { AgentError } from "../leaf/errors.ts";
import { parseJson } from "./json-text.ts";
import { readText } from "./text-file.ts";

/**
 * The content of a configuration or secrets file; undefined: there is no such file.
 * @throws AgentError `config-unreadable` when it is there and cannot be read, or is not JSON
 */
export function readJsonFile(file: string): unknown {
  const text = readText(file);
  if (!text.ok) {
    if (text.failure.isMissing) return undefined;
    throw unreadable(`${file}: cannot be read: ${text.failure.reason}`, "Correct the path or the permissions.");
  }
  if (text.value.trim() === "") throw unreadable(`${file}: the file is empty`, exampleRemedy);
  const content = parseJson(text.value);
  if (content.ok) return content.value;
  const { line, column, remedy } = content.failure;
  throw unreadable(
    `${file}:${line}:${column}: is not JSON: ${remedy}`,
    "Correct this place; the file was left as it is.",
  );
}

const exampleRemedy = "config/mfp-agent.example.json shows every setting.";

function unreadable(message: string, remedy: string): AgentError {
  return new AgentError({ kind: "config", code: "config-unreadable", message, remedy });
}
