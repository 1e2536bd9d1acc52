import { dirname, resolve } from "node:path";
import { defaultStateFolder } from "../leaf/program.ts";
import type { LoadedConfig } from "./config-store.ts";

/** A path of the configuration, which is relative to the file that names it. */
export function pathFromConfig({ file }: Pick<LoadedConfig, "file">, path: string): string {
  return resolve(dirname(file), path);
}

/** Where the agent of this configuration keeps its readings and its credential. */
export function stateFolderOf(loaded: Pick<LoadedConfig, "file" | "config">): string {
  const { stateFolder } = loaded.config;
  return stateFolder === undefined ? defaultStateFolder() : pathFromConfig(loaded, stateFolder);
}
