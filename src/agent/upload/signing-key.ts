import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { closedFile } from "../leaf/closed-file.ts";
import { AgentError, systemCode } from "../leaf/errors.ts";
import { makePrivateFolder } from "../leaf/private-folder.ts";
import { writePrivateFile } from "../outbox/private-file.ts";

/** Name of the file in the state folder. */
export const signingKeyFile = "signing-key.pem";

/** The Ed25519 key of this agent, with which it signs what is carried by hand. */
export interface SigningKey {
  /** The name of an agent that never enrolled; it follows from the key, so it is the same at every export. */
  readonly agent: string;
  /** Base64 of the public key, SPKI in DER. */
  readonly publicKey: string;
  /** Base64 of the signature over the text. */
  sign(text: string): string;
}

/**
 * Opens the key, and makes it when there is none.
 * @throws AgentError kind `config` when the file is damaged
 */
export function openSigningKey(path: string): SigningKey {
  const key = readKey(path) ?? makeKey(path);
  const publicDer = createPublicKey(key).export({ type: "spki", format: "der" });
  return {
    agent: `ag-${createHash("sha256").update(publicDer).digest("hex").slice(0, 16)}`,
    publicKey: publicDer.toString("base64"),
    sign: (text) => sign(null, Buffer.from(text), key).toString("base64"),
  };
}

/** Whether the text was signed with this Ed25519 key; false as well when key or signature cannot be read. */
export function isSignedBy(publicKey: string, text: string, signature: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, "base64"), format: "der", type: "spki" });
    if (key.asymmetricKeyType !== "ed25519") return false;
    return verify(null, Buffer.from(text), key, Buffer.from(signature, "base64"));
  } catch {
    return false;
  }
}

function readKey(path: string): KeyObject | undefined {
  try {
    return createPrivateKey(readFileSync(path));
  } catch (error) {
    const code = systemCode(error);
    if (code === "ENOENT") return undefined;
    const closed = closedFile(path, error);
    if (closed) throw closed;
    // Without its cause: the parser's message may quote the key.
    throw new AgentError({
      kind: "config",
      code: "signing-key-damaged",
      message: `${path} holds no key${code === undefined ? "" : ` (${code})`}.`,
      remedy: "Put it back from a copy, or delete it: central then has to be told to trust the new one.",
    });
  }
}

function makeKey(path: string): KeyObject {
  const { privateKey } = generateKeyPairSync("ed25519");
  makePrivateFolder(dirname(path));
  writePrivateFile(path, privateKey.export({ type: "pkcs8", format: "pem" }).toString());
  return privateKey;
}
