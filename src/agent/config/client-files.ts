import { createPrivateKey } from "node:crypto";
import { statSync } from "node:fs";
import { AgentError } from "../leaf/errors.ts";
import { Secret } from "../leaf/secret.ts";
import { readCertificateFile } from "./certificate-file.ts";
import type { LoadedConfig } from "./config-store.ts";
import { pathFromConfig } from "./state-folder.ts";
import { readTextFile } from "./text-file.ts";

/** Permission bits of group and others. */
const foreignBits = 0o077;

/** With what this agent proves itself in the TLS handshake, in PEM. */
export interface ClientFiles {
  readonly certificate: string;
  readonly key: Secret;
}

/**
 * The client certificate that the site configured; undefined: none.
 * @throws AgentError of kind `config` when one of the two files is missing, wrong, or the key can be read by others
 */
export function configuredClient(loaded: LoadedConfig): ClientFiles | undefined {
  const { clientCertificateFile: certificateFile, clientKeyFile: keyFile } = loaded.config.central ?? {};
  if (certificateFile === undefined && keyFile === undefined) return undefined;
  if (certificateFile === undefined || keyFile === undefined) {
    throw wrong("central.clientCertificateFile and central.clientKeyFile go together: one of them is missing");
  }
  const certificate = readCertificateFile(pathFromConfig(loaded, certificateFile), "central.clientCertificateFile");
  return { certificate, key: readKey(pathFromConfig(loaded, keyFile)) };
}

function readKey(path: string): Secret {
  const text = readTextFile(path, "central.clientKeyFile");
  const { mode } = statSync(path);
  if (process.platform !== "win32" && (mode & foreignBits) !== 0) {
    throw wrong(`${path} can be read by other users (mode ${(mode & 0o777).toString(8)})`);
  }
  try {
    createPrivateKey(text);
  } catch {
    // Without its cause: the parser's message may quote the key.
    throw wrong(`${path}: holds no private key in PEM, or one with a password`);
  }
  return new Secret(text);
}

function wrong(message: string): AgentError {
  return new AgentError({
    kind: "config",
    code: "client-certificate",
    message,
    remedy: "Name both files, certificate and key, in PEM; chmod 600 the key.",
  });
}
