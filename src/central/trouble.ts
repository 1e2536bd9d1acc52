/** Exit codes by kind of trouble, after BSD sysexits.h. */
export const exitCodes = {
  /** Wrong words on the command line. */
  usage: 64,
  /** A file that was read holds something wrong. */
  data: 65,
  /** A bug of ours. */
  internal: 70,
  /** A file or port cannot be had. */
  system: 71,
  /** Another central works on the same data folder. */
  busy: 75,
  /** Settings that must not go together. */
  config: 78,
} as const;

/** Bad input at start or on the command line: one clear text (where, what is wrong, what would be right), no stack. */
export class CentralError extends Error {
  override readonly name = "CentralError";
  readonly exitCode: number;

  constructor(kind: keyof typeof exitCodes, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.exitCode = exitCodes[kind];
  }
}

/** Code of a system error such as `EADDRINUSE`, or undefined. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "this user has no access",
  EPERM: "this user has no access",
  EEXIST: "there is a file of this name",
  EISDIR: "it is a folder",
  ENOENT: "there is no such file or folder",
  ENOSPC: "the disk is full",
  ENOTDIR: "a part of this path is a file",
  EROFS: "it is on a disk that is read-only",
};

/** A system error in words, with its code for a search. */
export function reasonOf(error: unknown): string {
  const code = systemCode(error);
  const reason = reasons[code ?? ""] ?? (error instanceof Error ? error.message : String(error));
  return code === undefined || reason.includes(code) ? reason : `${reason} (${code})`;
}
