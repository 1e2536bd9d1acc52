/** Exit codes by kind of trouble, after BSD sysexits.h. */
export const exitCodes = {
  /** Wrong words on the command line. */
  usage: 64,
  /** A file that was read holds something wrong: profile, recording. */
  data: 65,
  /** A device or central does not answer. */
  unavailable: 69,
  /** A bug of ours. */
  internal: 70,
  /** A file or port cannot be had. */
  system: 71,
  /** Another agent works on the same state folder. */
  busy: 75,
  /** The configuration is wrong or open to others. */
  config: 78,
  /** 128 + SIGINT: a person ended it. */
  interrupted: 130,
} as const;

export type TroubleKind = keyof typeof exitCodes;

/** What every error of the agent tells: what happened, where, and what the operator should do. */
export interface Trouble {
  readonly kind: TroubleKind;
  /** Stable name for logs and the help desk, as in `config-invalid`. */
  readonly code: string;
  /** What is wrong and where, in one sentence or one line a finding. No secrets. */
  readonly message: string;
  /** What would be right, or what to do. */
  readonly remedy?: string;
  readonly canRetry?: boolean;
  readonly cause?: unknown;
}

/** The family of errors that the agent raises itself; the command line shows message and remedy, never a stack. */
export class AgentError extends Error {
  override readonly name = "AgentError";
  readonly kind: TroubleKind;
  readonly code: string;
  readonly remedy: string | undefined;
  readonly canRetry: boolean;

  constructor(trouble: Trouble) {
    super(trouble.message, trouble.cause === undefined ? undefined : { cause: trouble.cause });
    this.kind = trouble.kind;
    this.code = trouble.code;
    this.remedy = trouble.remedy;
    this.canRetry = trouble.canRetry ?? false;
  }

  get exitCode(): number {
    return exitCodes[this.kind];
  }
}

/** What is told of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Code of a system error such as `ENOENT`, or undefined. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
