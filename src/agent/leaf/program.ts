import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { projectFile } from "./project-files.ts";

/** The version that package.json names. */
export function programVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(projectFile("package.json"), "utf8"));
  return z.object({ version: z.string() }).parse(manifest).version;
}

/** Where a person's programs keep their state; a service names its own folder in the configuration. */
export function defaultStateFolder(): string {
  const base = process.platform === "win32" ? process.env["LOCALAPPDATA"] : process.env["XDG_STATE_HOME"];
  return join(base || join(homedir(), ".local", "state"), "mfp-agent");
}
