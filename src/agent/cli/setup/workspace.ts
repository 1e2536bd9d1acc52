import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { credentialFile } from "../../compose/central-access.ts";
import { type LoadedConfig, loadConfig, readRawConfig, writeConfig } from "../../config/config-store.ts";
import type { RawConfig } from "../../config/setting.ts";
import { stateFolderOf } from "../../config/state-folder.ts";
import { storeFiles } from "../../outbox/store.ts";
import { type DraftConfig, withoutCode } from "./draft-config.ts";

const defaultSecrets = "secrets.json";

/** The files that a set-up finds in place; empty where there are none. */
export function readPresent(file: string): DraftConfig {
  const config = existsSync(file) ? readRawConfig(file) : {};
  const secrets = secretsPath(file, config);
  return { config, secrets: existsSync(secrets) ? readRawConfig(secrets) : {} };
}

/**
 * Where a set-up works until all is well: beside the real files, which are touched only by `keep`. Whatever ends the
 * set-up before leaves them as they were.
 */
export class Workspace {
  readonly file: string;
  readonly #draft: DraftConfig;
  readonly #present: DraftConfig;
  readonly loaded: LoadedConfig;
  readonly #draftFolder: string;

  /** @throws AgentError of kind `config` when the draft is no right configuration */
  constructor(file: string, draft: DraftConfig, present: DraftConfig) {
    this.file = resolve(file);
    this.#draft = draft;
    this.#present = present;
    this.loaded = checkDraft(this.file, draft);
    this.#draftFolder = `${stateFolderOf(this.loaded)}.setup`;
  }

  /** The real folder when records wait there already, for they must not be left behind; else one of its own. */
  get storeFolder(): string {
    return this.#hasStore() ? stateFolderOf(this.loaded) : this.#draftFolder;
  }

  /** A new credential is kept apart from a present one until the end. */
  get credentialFolder(): string {
    return this.#isEnrolling() ? this.#draftFolder : stateFolderOf(this.loaded);
  }

  open(): void {
    this.discard();
    mkdirSync(this.#draftFolder, { recursive: true, mode: 0o700 });
  }

  discard(): void {
    rmSync(this.#draftFolder, { recursive: true, force: true });
  }

  /** Puts everything in place; the configuration comes last, so that it never names what is not there. */
  keep(isEnrolled: boolean): void {
    const folder = stateFolderOf(this.loaded);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // Beside a store in place the draft folder holds nothing but what the enrolment gave.
    for (const name of readdirSync(this.#draftFolder)) renameSync(join(this.#draftFolder, name), join(folder, name));
    const { config, secrets } = this.#draft;
    writeConfig(secretsPath(this.file, config), isEnrolled ? withoutCode(secrets) : secrets);
    writeConfig(this.file, config);
    this.discard();
  }

  #hasStore(): boolean {
    return existsSync(join(stateFolderOf(this.loaded), storeFiles.store));
  }

  /** A code that stood there before is used up once there is a credential. */
  #isEnrolling(): boolean {
    const code = this.#draft.secrets["enrolmentCode"];
    const isUsedUp = existsSync(join(stateFolderOf(this.loaded), credentialFile));
    return code !== undefined && !(isUsedUp && code === this.#present.secrets["enrolmentCode"]);
  }
}

/** Loads the draft as the agent will, from files that are gone again before anybody sees them. */
function checkDraft(file: string, { config, secrets }: DraftConfig): LoadedConfig {
  const draft = join(dirname(file), `.setup-${basename(file)}`);
  const draftSecrets = join(dirname(file), `.setup-secrets-${basename(file)}`);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    writeConfig(draftSecrets, secrets);
    writeConfig(draft, { ...config, secretsFile: basename(draftSecrets) });
    return { ...loadConfig(draft), file };
  } finally {
    rmSync(draft, { force: true });
    rmSync(draftSecrets, { force: true });
  }
}

function secretsPath(file: string, config: RawConfig): string {
  const named = config["secretsFile"];
  return resolve(dirname(file), typeof named === "string" ? named : defaultSecrets);
}
