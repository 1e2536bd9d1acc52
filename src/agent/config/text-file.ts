import { readFileSync } from "node:fs";
import { AgentError, systemCode } from "../leaf/errors.ts";
import { failed, ok, type Result } from "../leaf/result.ts";

/** Why a file gave no text. */
export interface UnreadText {
  readonly isMissing: boolean;
  /** As in `it is a folder (EISDIR)`. */
  readonly reason: string;
  readonly cause?: unknown;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENOTDIR: "a part of its path is a file, not a folder",
  EISDIR: "it is a folder",
  EACCES: "this user may not read it",
  EPERM: "this user may not read it",
};

/**
 * Reads a text in UTF-8, or in UTF-16 as some editors and shells of Windows write it; a byte order mark is taken off.
 * Bytes that are no letter become U+FFFD.
 */
export function readText(path: string): Result<string, UnreadText> {
  try {
    const text = decode(readFileSync(path));
    return text.includes("\0") ? failed({ isMissing: false, reason: "it is not a text file" }) : ok(text);
  } catch (cause) {
    const code = systemCode(cause) ?? "unknown error";
    const reason = reasons[code];
    return failed({ isMissing: code === "ENOENT", reason: reason ? `${reason} (${code})` : code, cause });
  }
}

/**
 * Reads a file that the configuration names.
 * @throws AgentError of kind `config` that names the file and the setting
 */
export function readTextFile(path: string, setting: string): string {
  const text = readText(path);
  if (text.ok) return text.value;
  throw new AgentError({
    kind: "config",
    code: "file-unreadable",
    message: `${path}: cannot be read: ${text.failure.reason}`,
    remedy: `Correct ${setting}, or the permissions of the file.`,
    cause: text.failure.cause,
  });
}

function decode(bytes: Buffer): string {
  const isLittleEndian = bytes[0] === 0xff && bytes[1] === 0xfe;
  const isBigEndian = bytes[0] === 0xfe && bytes[1] === 0xff;
  const encoding = isLittleEndian ? "utf-16le" : isBigEndian ? "utf-16be" : "utf-8";
  return new TextDecoder(encoding).decode(bytes);
}
