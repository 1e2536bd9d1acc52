import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { AgentError } from "../leaf/errors.ts";
import { readCertificateFile } from "./certificate-file.ts";
import { configuredClient } from "./client-files.ts";
import type { LoadedConfig } from "./config-store.ts";
import { configuredNetworkDoor } from "./network-door.ts";
import { readSiNumbers } from "./si-numbers.ts";
import { pathFromConfig } from "./state-folder.ts";

/**
 * The service numbers that the site brought along, by serial number; none when no file is configured.
 * @throws AgentError of kind `config`
 */
export function configuredSiNumbers(loaded: LoadedConfig): ReadonlyMap<string, string> {
  const { siNumbersFile } = loaded.config;
  return siNumbersFile === undefined ? new Map() : readSiNumbers(pathFromConfig(loaded, siNumbersFile));
}

/**
 * Certificates of the private authority that central's certificate comes from, in PEM; undefined: the usual ones hold.
 * @throws AgentError of kind `config`
 */
export function configuredAuthority(loaded: LoadedConfig): string | undefined {
  const caFile = loaded.config.central?.caFile;
  return caFile === undefined ? undefined : readCertificateFile(pathFromConfig(loaded, caFile), "central.caFile");
}

/**
 * Reads every file that the configuration names, so that all that is wrong in any of them is told at once.
 * @throws AgentError of kind `config`
 */
export function checkNamedFiles(loaded: LoadedConfig): void {
  const errors = [configuredSiNumbers, configuredAuthority, configuredClient, configuredNetworkDoor].flatMap((read) => {
    try {
      read(loaded);
      return [];
    } catch (error) {
      if (error instanceof AgentError) return [error];
      throw error;
    }
  });
  const [first] = errors;
  if (first === undefined) return;
  const joined = (parts: readonly (string | undefined)[]) => [...new Set(parts)].filter(Boolean).join("\n");
  throw new AgentError({
    kind: "config",
    code: first.code,
    message: joined(errors.map(({ message }) => message)),
    remedy: joined(errors.map(({ remedy }) => remedy)),
  });
}

/**
 * A digest of each file that the configuration names, by the setting that names it: a renewed certificate changes no
 * setting. They are right files, see `checkNamedFiles`.
 */
export function digestNamedFiles(loaded: LoadedConfig): ReadonlyMap<string, string> {
  const { siNumbersFile, central, statusPage } = loaded.config;
  const named = {
    siNumbersFile,
    "central.caFile": central?.caFile,
    "central.clientCertificateFile": central?.clientCertificateFile,
    "central.clientKeyFile": central?.clientKeyFile,
    "statusPage.network.certFile": statusPage.network?.certFile,
    "statusPage.network.keyFile": statusPage.network?.keyFile,
  };
  const digest = (file: string) =>
    createHash("sha256")
      .update(readFileSync(pathFromConfig(loaded, file)))
      .digest("hex");
  return new Map(
    Object.entries(named).flatMap(([setting, file]) => (file === undefined ? [] : [[setting, digest(file)]])),
  );
}
