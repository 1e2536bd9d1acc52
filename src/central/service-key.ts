import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeDataFolder } from "./data-folder.ts";
import { CentralError, reasonOf, systemCode } from "./trouble.ts";

const fileName = "service-key.pem";

/** The Ed25519 key with which central signs commands and receipts; it has nothing to do with TLS. */
export interface ServiceKey {
  /** Base64 of the public key, SPKI in DER; agents learn it at their enrolment. */
  readonly publicKey: string;
  /** Base64 of the signature over the text. */
  sign(text: string): string;
}

/** Opens the key in the folder of the store, readable by its owner only, and makes it when there is none. */
export function openServiceKey(folder: string): ServiceKey {
  const path = join(folder, fileName);
  try {
    const key = readKey(path) ?? makeKey(folder, path);
    return {
      publicKey: createPublicKey(key).export({ type: "spki", format: "der" }).toString("base64"),
      sign: (text) => sign(null, Buffer.from(text), key).toString("base64"),
    };
  } catch (error) {
    if (error instanceof CentralError) throw error;
    throw new CentralError("system", `cannot use the service key ${path}: ${reasonOf(error)}`, error);
  }
}

function readKey(path: string): KeyObject | undefined {
  let pem: Buffer;
  try {
    pem = readFileSync(path);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
  try {
    return createPrivateKey(pem);
  } catch (error) {
    const remedy = "put a backup in its place: agents know this key and believe no other";
    throw new CentralError("data", `the service key ${path} is no private key in PEM; ${remedy}`, error);
  }
}

function makeKey(folder: string, path: string): KeyObject {
  const { privateKey } = generateKeyPairSync("ed25519");
  makeDataFolder(folder);
  // "wx": of two programs that start at once, one fails instead of each having a key of its own.
  writeFileSync(path, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600, flag: "wx" });
  return privateKey;
}
