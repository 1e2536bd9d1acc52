import { statSync } from "node:fs";
import { posix, win32 } from "node:path";
import { systemCode } from "../leaf/errors.ts";

const fileName = "mfp-agent/mfp-agent.json";

/** Where the configuration is looked for when nobody names it: the user's own place, then that of the machine's service. */
export function usualConfigFiles(
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const { HOME, XDG_CONFIG_HOME, APPDATA, ProgramData } = environment;
  const folders =
    platform === "win32" ? [APPDATA, ProgramData] : [XDG_CONFIG_HOME || (HOME && `${HOME}/.config`), "/etc"];
  const { join, isAbsolute } = platform === "win32" ? win32 : posix;
  return folders.flatMap((folder) => (folder && isAbsolute(folder) ? [join(folder, fileName)] : []));
}

/** Also what this user may not look at: whoever reads it then says so, and what would be right. */
export function isThere(file: string): boolean {
  try {
    statSync(file);
    return true;
  } catch (error) {
    return !["ENOENT", "ENOTDIR"].includes(systemCode(error) ?? "");
  }
}
