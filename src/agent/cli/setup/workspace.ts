import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { credentialFile } from "../../compose/central-access.ts";
import { type LoadedConfig, loadConfig, readRawConfig, writeConfig } from "../../config/config-store.ts";
import type { RawConfig } from "../../config/setting.ts";
import { pathFromConfig, stateFolderOf } from "../../config/state-folder.ts";
import { readTextFile } from "../../config/text-file.ts";
import { AgentError } from "../../leaf/errors.ts";
import type { Exchange } from "../../outbox/ledger-table.ts";
import { storeFiles } from "../../outbox/store.ts";
import { signingKeyFile } from "../../upload/signing-key.ts";
import { writeNamedFile } from "../written-file.ts";
import { answersWrong } from "./answers.ts";
import { type DraftConfig, withoutCode } from "./draft-config.ts";
import { formerExchangesFile, keepExchanges, takeExchanges } from "./former-exchanges.ts";
import { addSiNumbers } from "./si-table.ts";

const defaultSiTable = "si-numbers.csv";
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
  /** Whether central may have taken the code unheard: it knows by the key whom it answered, so the next set-up needs it. */
  isAnswerLost = false;
  /** The uppermost folder that had to be made for the draft; undefined: its parent was there. */
  #made: string | undefined;

  /**
   * @param loaded the draft as `checkDraft` loads it
   */
  constructor(file: string, draft: DraftConfig, present: DraftConfig, loaded: LoadedConfig) {
    this.file = file;
    this.#draft = draft;
    this.#present = present;
    this.loaded = loaded;
    this.#draftFolder = `${stateFolderOf(loaded)}.setup`;
  }

  /** Whether records wait in the real folder already: they must not be left behind. */
  get hasStore(): boolean {
    return existsSync(join(stateFolderOf(this.loaded), storeFiles.store));
  }

  /** The real folder when there is a store, which only an agreed set-up may touch; else one of its own. */
  get storeFolder(): string {
    return this.hasStore ? stateFolderOf(this.loaded) : this.#draftFolder;
  }

  /** A new credential is kept apart from a present one until the end. */
  get credentialFolder(): string {
    return this.#isEnrolling() ? this.#draftFolder : stateFolderOf(this.loaded);
  }

  open(): void {
    this.#made = mkdirSync(this.#draftFolder, { recursive: true, mode: 0o700 });
    this.#clear(this.#isEnrolling());
  }

  discard(): void {
    this.#clear(this.isAnswerLost);
    if (!removeIfEmpty(this.#draftFolder)) return;
    if (this.#made !== undefined) removeEmpty(dirname(this.#draftFolder), this.#made);
  }

  /** What set-ups that came to nothing have sent; it is handed out once, to be noted in the store. */
  takeFormerExchanges(): readonly Exchange[] {
    return takeExchanges(this.#draftFolder);
  }

  /**
   * A copy of the store, to look at what would leave without changing anything that is there. Nobody writes to the store
   * meanwhile, or the set-up would not get so far; its epoch comes along, or the copy would begin a new one.
   */
  copyStore(): string {
    const copy = join(this.#draftFolder, "preview");
    mkdirSync(copy, { mode: 0o700 });
    const folder = this.storeFolder;
    for (const name of [storeFiles.store, storeFiles.log, storeFiles.epoch]) {
      if (existsSync(join(folder, name))) copyFileSync(join(folder, name), join(copy, name));
    }
    return copy;
  }

  dropCopy(): void {
    rmSync(join(this.#draftFolder, "preview"), { recursive: true, force: true });
  }

  /** Puts everything in place; the configuration comes last, so that it never names what is not there. */
  keep(isEnrolled: boolean, siNumbers: ReadonlyMap<string, string>): void {
    const folder = stateFolderOf(this.loaded);
    for (const own of [folder, dirname(this.file)]) mkdirSync(own, { recursive: true, mode: 0o700 });
    // Beside a store in place the draft folder holds nothing but what the enrolment gave.
    for (const name of readdirSync(this.#draftFolder)) {
      if (name !== formerExchangesFile) renameSync(join(this.#draftFolder, name), join(folder, name));
    }
    const config = this.#keepSiNumbers(siNumbers);
    const { secrets } = this.#draft;
    writeConfig(secretsPath(this.file, config), isEnrolled ? withoutCode(secrets) : secrets);
    writeConfig(this.file, config);
    this.discard();
  }

  /** Numbers that were typed go into the site's own table, or into a new one beside the configuration. */
  #keepSiNumbers(siNumbers: ReadonlyMap<string, string>): RawConfig {
    const { config } = this.#draft;
    if (siNumbers.size === 0) return config;
    const named = this.loaded.config.siNumbersFile ?? defaultSiTable;
    const path = pathFromConfig(this.loaded, named);
    const present = existsSync(path) ? readTextFile(path, "siNumbersFile") : undefined;
    writeNamedFile(path, addSiNumbers(present, siNumbers));
    return { ...config, siNumbersFile: named };
  }

  #clear(isKeySpared: boolean): void {
    if (!existsSync(this.#draftFolder)) return;
    keepExchanges(this.#draftFolder);
    for (const name of readdirSync(this.#draftFolder)) {
      if (name === formerExchangesFile || (isKeySpared && name === signingKeyFile)) continue;
      rmSync(join(this.#draftFolder, name), { recursive: true, force: true });
    }
  }

  /** A code that stood there before is used up once there is a credential. */
  #isEnrolling(): boolean {
    const code = this.#draft.secrets["enrolmentCode"];
    const isUsedUp = existsSync(join(stateFolderOf(this.loaded), credentialFile));
    return code !== undefined && !(isUsedUp && code === this.#present.secrets["enrolmentCode"]);
  }
}

/**
 * Loads the draft as the agent will, from files that are gone again before anybody sees them.
 * @param file the configuration file, absolute
 * @throws AgentError `setup-answer-wrong` when the draft is no right configuration
 */
export function checkDraft(file: string, { config, secrets }: DraftConfig): LoadedConfig {
  const folder = dirname(file);
  const draft = join(folder, `.setup-${basename(file)}`);
  const draftSecrets = join(folder, `.setup-secrets-${basename(file)}`);
  const made = mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    writeConfig(draftSecrets, secrets);
    writeConfig(draft, { ...config, secretsFile: basename(draftSecrets) });
    return { ...loadConfig(draft), file };
  } catch (error) {
    if (!(error instanceof AgentError) || error.code !== "config-invalid") throw error;
    // The draft's names would puzzle: nobody has written these files.
    const findings = error.message.replaceAll(`${draftSecrets}: `, "").replaceAll(`${draft}: `, "");
    throw answersWrong(findings.split("\n"));
  } finally {
    rmSync(draft, { force: true });
    rmSync(draftSecrets, { force: true });
    if (made !== undefined) removeEmpty(folder, made);
  }
}

/** Takes away the folders from `from` up to `upTo` as long as nothing is in them. */
function removeEmpty(from: string, upTo: string): void {
  for (let folder = from; folder.startsWith(upTo); folder = dirname(folder)) {
    if (!removeIfEmpty(folder)) return;
  }
}

/** Answers whether the folder is gone. */
function removeIfEmpty(folder: string): boolean {
  if (!existsSync(folder)) return true;
  if (readdirSync(folder).length > 0) return false;
  rmdirSync(folder);
  return true;
}

function secretsPath(file: string, config: RawConfig): string {
  const named = config["secretsFile"];
  return resolve(dirname(file), typeof named === "string" ? named : defaultSecrets);
}
