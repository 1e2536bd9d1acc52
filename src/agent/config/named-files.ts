import { readCertificateFile } from "./certificate-file.ts";
import type { LoadedConfig } from "./config-store.ts";
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
