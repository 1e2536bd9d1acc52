import { createPrivateKey } from "node:crypto";
import { AgentError } from "../leaf/errors.ts";
import type { Secret } from "../leaf/secret.ts";
import { readCertificateFile } from "./certificate-file.ts";
import type { LoadedConfig } from "./config-store.ts";
import { pathFromConfig } from "./state-folder.ts";
import { readTextFile } from "./text-file.ts";

/** The page's way in from the network: encrypted, and with a password. */
export interface NetworkDoor {
  readonly host: string;
  readonly port: number;
  /** Names by which browsers know this machine, in lower case. */
  readonly names: readonly string[];
  /** PEM. */
  readonly identity: { readonly certificate: string; readonly key: string };
  readonly password: Secret;
}

/**
 * The way in that is configured; undefined: the page is for this machine alone.
 * @throws AgentError of kind `config` when the password, the certificate or its key is missing or wrong
 */
export function configuredNetworkDoor(loaded: LoadedConfig): NetworkDoor | undefined {
  const { network } = loaded.config.statusPage;
  if (network === undefined) return undefined;
  const password = loaded.secrets.statusPagePassword;
  if (password === undefined) {
    throw new AgentError({
      kind: "config",
      code: "page-password-missing",
      message: "statusPage.network: the page is never shown to the network without a password",
      remedy: "Put statusPagePassword, at least 12 characters, into the secrets file.",
    });
  }
  const { host, port, names, certFile, keyFile } = network;
  const certificate = readCertificateFile(pathFromConfig(loaded, certFile), "statusPage.network.certFile");
  return { host, port, names, password, identity: { certificate, key: readKey(pathFromConfig(loaded, keyFile)) } };
}

function readKey(path: string): string {
  const setting = "statusPage.network.keyFile";
  const text = readTextFile(path, setting);
  try {
    createPrivateKey(text);
    return text;
  } catch (cause) {
    throw new AgentError({
      kind: "config",
      code: "file-unreadable",
      message: `${path}: holds no private key in PEM, or one with a passphrase`,
      remedy: `${setting} names a text file with -----BEGIN PRIVATE KEY-----.`,
      cause,
    });
  }
}
