import { closeSync, openSync, rmSync, writeFileSync } from "node:fs";
import { AgentError, systemCode } from "../leaf/errors.ts";
import { writePrivateFile } from "../outbox/private-file.ts";

/**
 * Writes a file that a person named, readable by its owner only; an old one is replaced.
 * @throws AgentError `file-unwritable`
 */
export function writeNamedFile(file: string, text: string): void {
  writing(file, () => writePrivateFile(file, text));
}

/**
 * Fills a new file with a text that takes long to get. Whether the file can be written is known before the work begins,
 * and work that fails leaves no file.
 * @throws AgentError `file-unwritable`, also for a file that is there already
 */
export async function fillNewFile(file: string, work: () => Promise<string>): Promise<void> {
  writing(file, () => {
    closeSync(openSync(file, "wx", 0o600));
    rmSync(file);
  });
  const text = await work();
  writing(file, () => writeFileSync(file, text, { flag: "wx", mode: 0o600 }));
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such folder",
  ENOTDIR: "a part of its path is a file, not a folder",
  EISDIR: "it is a folder",
  EEXIST: "it is there already",
  EACCES: "this user may not write there",
  EPERM: "this user may not write there",
  EROFS: "the disk takes no writing",
  ENOSPC: "the disk is full",
};

function writing(file: string, write: () => void): void {
  try {
    write();
  } catch (cause) {
    const code = systemCode(cause) ?? "unknown error";
    const reason = reasons[code];
    throw new AgentError({
      kind: "system",
      code: "file-unwritable",
      message: `${file}: cannot be written: ${reason ? `${reason} (${code})` : code}`,
      remedy: "Name another file, or correct the permissions of its folder.",
      cause,
    });
  }
}
