import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, test } from "vitest";

/** Where daemons are installed; an ordinary user's PATH leaves these out. */
const daemonFolders = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

const sharedDir = fileURLToPath(new URL("../../shared/", import.meta.url));

/** Full path of an installed program, from PATH and then from the folders of daemons; undefined when there is none. */
export function findProgram(program: string): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return [...folders, ...daemonFolders].map((folder) => join(folder, program)).find(isExecutable);
}

/** Whether a program is installed, as in `needs("snmpget")`. */
export function needs(program: string): boolean {
  return findProgram(program) !== undefined;
}

/** Whether a program's system calls may be watched and made to fail; where containers are closed, they may not. */
export const canTrace = spawnSync("strace", ["-o", "/dev/null", "true"]).status === 0;

/** Whether the tests run as root, which low ports and other users' files ask for. */
export function needsRoot(): boolean {
  return process.geteuid?.() === 0;
}

/**
 * A suite that needs programs on the machine, or root (written as the program `root`). When something is missing the
 * suite does not run and the run's end says `not run: NAME, PROGRAM is not installed`.
 */
export function describeNeeding(name: string, programs: readonly string[], body: () => void): void {
  const missing = programs.filter((program) => (program === "root" ? !needsRoot() : !needs(program)));
  describeUnless(name, missing.map(sayMissing).join(", "), body);
}

/**
 * A suite that reads the recordings of real devices in `../shared`, beside the project. When the folder is missing the
 * suite does not run and the run's end says `not run: NAME, ../shared is not there`.
 */
export function describeNeedingShared(name: string, body: (sharedDir: string) => void): void {
  describeUnless(name, existsSync(sharedDir) ? "" : "../shared is not there", () => body(sharedDir));
}

/**
 * A suite that does not run when there is an obstacle, which then stands in the line `not run: NAME, OBSTACLE`; empty:
 * there is none. The note of the skipped test is what the reporter prints: workers have no other way to it that outlives
 * a file.
 */
export function describeUnless(name: string, obstacle: string, body: () => void): void {
  if (obstacle === "") describe(name, body);
  else describe(name, () => test("is not run", ({ skip }) => skip(obstacle)));
}

function sayMissing(program: string): string {
  return program === "root" ? "the tests do not run as root" : `${program} is not installed`;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
