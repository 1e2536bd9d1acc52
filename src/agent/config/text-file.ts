import { readFileSync } from "node:fs";
import { AgentError, systemCode } from "../leaf/errors.ts";

/**
 * Reads a file that the configuration names.
 * @throws AgentError of kind `config` that names the file and the setting
 */
export function readTextFile(path: string, setting: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new AgentError({
      kind: "config",
      code: "file-unreadable",
      message: `${path}: cannot be read (${systemCode(error) ?? "unknown error"})`,
      remedy: `Correct ${setting} in the configuration, or the permissions of the file.`,
      cause: error,
    });
  }
}
