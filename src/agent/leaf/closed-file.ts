import { AgentError, systemCode } from "./errors.ts";

/**
 * The error for a file in the state folder that the system does not give; undefined: it gave the file, or has none.
 * @param error as the file system raised it
 */
export function closedFile(path: string, error: unknown): AgentError | undefined {
  const code = systemCode(error) ?? "";
  if (code === "EISDIR") {
    return new AgentError({
      kind: "system",
      code: "state-folder-wrong",
      message: `${path}: is a folder, not a file`,
      remedy: "Move it away: the state folder is the agent's own.",
      cause: error,
    });
  }
  if (code !== "EACCES" && code !== "EPERM") return undefined;
  return new AgentError({
    kind: "system",
    code: "state-folder-closed",
    message: `${path}: belongs to another user (${code})`,
    remedy: "Run the command as the user of the agent, as in: sudo -u mfp-agent mfp-agent status",
    cause: error,
  });
}
