import { readFileSync, statSync } from "node:fs";
import { z } from "zod";
import { closedFile } from "../leaf/closed-file.ts";
import { AgentError, systemCode } from "../leaf/errors.ts";
import { Secret } from "../leaf/secret.ts";
import { writePrivateFile } from "../outbox/private-file.ts";

/** What this agent got at its enrolment. */
export interface Credential {
  readonly agent: string;
  readonly site: string;
  readonly token: Secret;
  /** The one before the last renewal: a central that was put back to a backup from before it knows no other. */
  readonly formerToken?: Secret;
  /** Public key with which central signs commands and receipts; absent: it told none. */
  readonly serviceKey?: string;
}

const Token = z
  .string()
  .min(16)
  .max(512)
  .transform((text) => new Secret(text));
const StoredCredential = z.object({
  agent: z.string().min(1).max(64),
  site: z.string().max(255),
  token: Token,
  formerToken: Token.optional(),
  serviceKey: z.string().max(128).optional(),
});

/** Permission bits of group and others. */
const foreignBits = 0o077;

/**
 * Reads the credential; undefined: this agent is not enrolled.
 * @throws AgentError kind `config` when others can read the file, or when it is damaged
 */
export function readCredential(path: string): Credential | undefined {
  try {
    const content = readFileSync(path, "utf8");
    refuseOpen(path);
    const { formerToken, serviceKey, ...credential } = StoredCredential.parse(JSON.parse(content));
    return { ...credential, ...(formerToken && { formerToken }), ...(serviceKey !== undefined && { serviceKey }) };
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    if (!(error instanceof SyntaxError) && !(error instanceof z.ZodError)) throw closedFile(path, error) ?? error;
    // Without its cause: the parser's message may quote the token.
    throw new AgentError({
      kind: "config",
      code: "credential-damaged",
      message: `${path} holds no credential.`,
      remedy: "Enrol this agent again.",
    });
  }
}

/** Replaces the credential; durable when it returns, readable by the owner only. */
export function writeCredential(path: string, credential: Credential): void {
  const secrets = { token: credential.token.reveal(), formerToken: credential.formerToken?.reveal() };
  writePrivateFile(path, `${JSON.stringify({ ...credential, ...secrets })}\n`);
}

/** Windows keeps permissions in lists that the mode does not show. */
function refuseOpen(path: string): void {
  const { mode } = statSync(path);
  if (process.platform === "win32" || (mode & foreignBits) === 0) return;
  throw new AgentError({
    kind: "config",
    code: "credential-open",
    message: `${path} can be read by other users (mode ${(mode & 0o777).toString(8)}).`,
    remedy: `chmod 600 ${path}; if others had access to this machine, enrol again.`,
  });
}
