/** Exit codes by kind of trouble, after BSD sysexits.h. */
export const exitCodes = {
  /** Wrong words on the command line. */
  usage: 64,
  /** A script or recording holds something wrong. */
  data: 65,
  /** A bug of ours. */
  internal: 70,
  /** A file, address or port cannot be had. */
  system: 71,
} as const;

/** What a user can mend: one clear text (where, what is wrong, what would be right), no stack. */
export class SimulatorError extends Error {
  override readonly name: string = "SimulatorError";
  readonly exitCode: number;

  constructor(kind: keyof typeof exitCodes, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.exitCode = exitCodes[kind];
  }
}

const fileTroubles: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file; check the path",
  EISDIR: "is a folder; name a file in it",
  ENOTDIR: "there is no such file; a part of its path is no folder",
  EACCES: "this user may not read it; change its owner or mode",
};

/** Why a file cannot be read. */
export function fileError(path: string, error: unknown): SimulatorError {
  return new SimulatorError("system", `${path}: ${fileTroubles[codeOf(error)] ?? messageOf(error)}`, error);
}

const socketTroubles: Readonly<Record<string, string>> = {
  EADDRINUSE: "another program has this UDP port; choose another, or 0 for a free one",
  EACCES: "this user may not open the port; choose one above 1023",
  EADDRNOTAVAIL: "this machine has no such address; choose one of its own, such as 127.0.0.1",
};

/** Why no device can answer at an address. */
export function socketError(address: string, port: number, error: unknown): SimulatorError {
  const why = socketTroubles[codeOf(error)] ?? messageOf(error);
  return new SimulatorError("system", `${address}:${port}: ${why}`, error);
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
