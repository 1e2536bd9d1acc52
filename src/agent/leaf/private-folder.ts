import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { AgentError, systemCode } from "./errors.ts";

/**
 * Makes a folder that only its owner can enter, and those above it, unless they are there. Step by step, since Node's
 * own recursive way never returns where the file system takes no folder, as under /proc.
 * @throws AgentError `state-folder-wrong` where no folder can be, or the system's error, as for lack of permission
 */
export function makePrivateFolder(path: string): void {
  if (isFolder(path)) return;
  const above = dirname(path);
  if (above !== path) makePrivateFolder(above);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (cause) {
    const code = systemCode(cause) ?? "";
    if (code === "EEXIST" && isFolder(path)) return;
    if (!["EEXIST", "ENOTDIR", "ENOENT"].includes(code)) throw cause;
    throw new AgentError({
      kind: "system",
      code: "state-folder-wrong",
      message:
        code === "EEXIST" ? `${path}: is a file, not a folder` : `${path}: no folder can be made there (${code})`,
      remedy: "Set stateFolder to a folder of the agent's own.",
      cause,
    });
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    // Someone else's folder above it: whoever makes the folder is told by the system.
    if (["ENOENT", "ENOTDIR", "EACCES"].includes(systemCode(error) ?? "")) return false;
    throw error;
  }
}
