import { AgentError, systemCode } from "./errors.ts";

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

/** What to tell, unless the disk is full: then nothing but room helps. */
export interface UnwritableAdvice {
  readonly code: string;
  readonly remedy: string;
}

const usualAdvice: UnwritableAdvice = {
  code: "file-unwritable",
  remedy: "Name another file, or correct the permissions of its folder.",
};

/** The error of a file, folder or stream that the system did not let us write. */
export function unwritable(place: string, cause: unknown, advice = usualAdvice): AgentError {
  const system = systemCode(cause) ?? "unknown error";
  const reason = reasons[system];
  const { code, remedy } = system === "ENOSPC" ? { code: "disk-full", remedy: "Free disk space." } : advice;
  const why = reason === undefined ? system : `${reason} (${system})`;
  return new AgentError({ kind: "system", code, message: `${place}: cannot be written: ${why}`, remedy, cause });
}
