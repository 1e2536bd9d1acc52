import { type ComparedConfig, compareConfigs, haveCredentialsChanged } from "../config/config-changes.ts";
import { type LoadedConfig, loadConfig } from "../config/config-store.ts";
import { checkNamedFiles, configuredSiNumbers, digestNamedFiles } from "../config/named-files.ts";
import type { SiEntry } from "../inventory/inventory.ts";
import type { Log, LogLevel } from "../leaf/log.ts";
import { territoryOf, tuningOf, type WatchTuning } from "./watch.ts";

/** The configuration by which the agent works; a reload replaces it. */
export interface ConfigInForce {
  loaded: LoadedConfig;
}

export interface ReloadParts {
  readonly inForce: ConfigInForce;
  readonly log: Log;
  readonly setLogLevel: (level: LogLevel) => void;
  readonly tuning: WatchTuning;
  readonly takeRegistry: (entries: readonly SiEntry[]) => void;
  /** @param isSearchWanted whether other places, or the same ones otherwise, are to be asked */
  readonly retune: (tuning: WatchTuning, schedule: Schedule, isSearchWanted: boolean) => void;
}

type Schedule = LoadedConfig["config"]["schedule"];

/**
 * Makes the function that reads the configuration again. It is checked whole, with the files that it names, before
 * anything is touched: a wrong one changes nothing. What is tied to a port, a folder or an identity waits for a restart,
 * and the log says so at each reload until then.
 */
export function makeReload({ inForce, log, setLogLevel, takeRegistry, retune, ...parts }: ReloadParts): () => void {
  const atStart = withDigests(inForce.loaded);
  let before = atStart;
  let { tuning } = parts;
  return () => {
    try {
      const loaded = loadConfig(before.file);
      checkNamedFiles(loaded);
      const after = withDigests(loaded);
      const { taken } = compareConfigs(before, after);
      const { waiting } = compareConfigs(atStart, after);
      const isSearchWanted = taken.some((change) => /^(?:secrets\.)?(?:ranges|credentials)\./.test(change));
      const { territory } = tuning;
      const kept = haveCredentialsChanged(before, loaded) ? undefined : territory.credentials;
      const next = tuningOf(loaded, isSearchWanted ? territoryOf(loaded, kept) : territory);
      const registry = registryOf(loaded);
      inForce.loaded = loaded;
      before = after;
      tuning = next;
      setLogLevel(loaded.config.log.level);
      takeRegistry(registry);
      if (taken.length > 0) retune(next, loaded.config.schedule, isSearchWanted);
      log.info("config.reloaded", { taken, waitsForRestart: waiting });
    } catch (error) {
      log.error("config.refused", { message: error instanceof Error ? error.message : String(error) });
    }
  };
}

function withDigests(loaded: LoadedConfig): ComparedConfig {
  return { ...loaded, digests: digestNamedFiles(loaded) };
}

/**
 * The service numbers of the site's own file.
 * @throws AgentError when the file is wrong
 */
export function registryOf(loaded: LoadedConfig): readonly SiEntry[] {
  return [...configuredSiNumbers(loaded)].map(([serial, si]) => ({ serial, si }));
}
