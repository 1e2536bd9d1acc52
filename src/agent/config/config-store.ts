import { statSync } from "node:fs";
import { basename, dirname, extname, resolve } from "node:path";
import Conf from "conf";
import { AgentError } from "../leaf/errors.ts";
import { unwritable } from "../leaf/unwritable.ts";
import { Configuration } from "./config-schema.ts";
import { findContradictions } from "./contradictions.ts";
import { checkShape, configError } from "./findings.ts";
import { readJsonFile } from "./json-file.ts";
import { Secrets } from "./secrets-schema.ts";

export interface LoadedConfig {
  readonly config: Configuration;
  readonly secrets: Secrets;
  /** Absolute path of the configuration file; other files are named relative to it. */
  readonly file: string;
}

/**
 * Reads and checks the configuration and its secrets.
 * @throws AgentError of kind `config` with every finding, or when the secrets are open to other users
 */
export function loadConfig(path: string): LoadedConfig {
  const file = resolve(path);
  const config = checkConfig(file, readPresent(file));
  refuseWritableByOthers(file);
  const secretsFile = resolve(dirname(file), config.secretsFile);
  const secrets = readSecrets(secretsFile);
  const missing = findMissingKeys(config, secrets);
  if (missing.length > 0) throw configError(secretsFile, missing);
  return { config, secrets, file };
}

/** A site without any secret needs no file for them. */
function readSecrets(file: string): Secrets {
  const content = readJsonFile(file);
  if (content !== undefined && isOpenToOthers(file)) {
    throw new AgentError({
      kind: "config",
      code: "secrets-open",
      message: `${file}: other users of this machine can read the secrets`,
      remedy: `chmod 600 ${file}`,
    });
  }
  const secrets = checkShape(Secrets, content ?? {});
  if (!secrets.ok) throw configError(file, secrets.failure);
  return secrets.value;
}

function findMissingKeys({ credentials }: Configuration, secrets: Secrets): readonly string[] {
  return Object.entries(credentials).flatMap(([name, credential]) => {
    const keys = secrets.credentials[name];
    if (credential.version !== "3") return keys?.community ? [] : [`credentials.${name}.community: is missing`];
    return [
      ...(credential.auth && !keys?.authKey ? [`credentials.${name}.authKey: is missing`] : []),
      ...(credential.priv && !keys?.privKey ? [`credentials.${name}.privKey: is missing`] : []),
    ];
  });
}

/**
 * Windows keeps permissions in lists that the mode does not show; so does systemd for the credentials of a service, which
 * it puts where only that service can look.
 */
function isOpenToOthers(file: string): boolean {
  const credentials = process.env["CREDENTIALS_DIRECTORY"];
  if (process.platform === "win32" || (credentials && dirname(file) === credentials)) return false;
  return (statSync(file).mode & 0o077) !== 0;
}

function refuseWritableByOthers(file: string): void {
  if (process.platform !== "win32" && (statSync(file).mode & 0o002) !== 0) {
    throw new AgentError({
      kind: "config",
      code: "config-open",
      message: `${file}: every user of this machine can change the configuration`,
      remedy: `chmod 600 ${file}`,
    });
  }
}

/** The content of a configuration or secrets file as it stands there, unchecked. */
export function readRawConfig(path: string): Readonly<Record<string, unknown>> {
  return objectOf(readPresent(resolve(path)));
}

function objectOf(content: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(Object(content)));
}

/**
 * Checks a whole configuration as `loadConfig` would, without its secrets.
 * @throws AgentError of kind `config` with every finding
 */
export function checkConfig(path: string, content: unknown): Configuration {
  const checked = checkShape(Configuration, content);
  const findings = [...(checked.ok ? [] : checked.failure), ...findContradictions(content)];
  if (checked.ok && findings.length === 0) return checked.value;
  throw configError(resolve(path), findings);
}

/** Replaces the file: at any moment it holds the old content or the new one, readable by its owner only. */
export function writeConfig(path: string, content: Readonly<Record<string, unknown>>): void {
  const file = resolve(path);
  try {
    openStore(file).store = content;
  } catch (error) {
    throw unwritable(file, error);
  }
}

/** conf writes atomically and with mode 0600. */
function openStore(file: string): Conf<Record<string, unknown>> {
  const extension = extname(file);
  return new Conf<Record<string, unknown>>({
    cwd: dirname(file),
    configName: basename(file, extension),
    fileExtension: extension.slice(1),
    configFileMode: 0o600,
    accessPropertiesByDotNotation: false,
    // What stands there is of no interest to a store that is only written; whoever wants to know it reads the file.
    deserialize: () => ({}),
    serialize: (content) => `${JSON.stringify(content, null, 2)}\n`,
  });
}

function readPresent(file: string): unknown {
  const content = readJsonFile(file);
  if (content !== undefined) return content;
  throw new AgentError({
    kind: "config",
    code: "config-missing",
    message: `${file}: there is no such file`,
    remedy: "Copy config/mfp-agent.example.json there and change it, or run mfp-agent setup.",
  });
}
