import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { CentralError, reasonOf, systemCode } from "./trouble.ts";

const ownerOnly = 0o700;

/** Where a person's programs keep their data; undefined when this user has no home at all. */
export function defaultDataFolder(): string | undefined {
  try {
    return join(process.env["XDG_DATA_HOME"] || join(homedir(), ".local", "share"), "mfp-agent-central");
  } catch {
    return undefined;
  }
}

/** Makes the folder for its owner alone, with all above it. Throws `CentralError` when it cannot be had. */
export function makeDataFolder(folder: string): void {
  try {
    makeFolder(folder);
  } catch (error) {
    throw new CentralError("system", `cannot use the data folder ${folder}: ${reasonOf(error)}; ${remedy}`, error);
  }
}

const remedy = "give this user access, or name another with --data";

/** One folder after the other: where none can be made, as below /proc, Node's own recursion never ends. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, ownerOnly);
  } catch (error) {
    const code = systemCode(error);
    // A file of this name is found out when a file is opened in it.
    if (code === "EEXIST") return;
    if (code !== "ENOENT" || !hasMadeParent(folder)) throw error;
    mkdirSync(folder, ownerOnly);
  }
}

function hasMadeParent(folder: string): boolean {
  const parent = dirname(folder);
  if (parent === folder) return false;
  makeFolder(parent);
  return true;
}
