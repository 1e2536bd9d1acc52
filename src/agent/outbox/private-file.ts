import { chownSync, closeSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Writes a file that only its owner can read, so that at any moment, power cut included, the path holds the old text or
 * the new one: text and folder are synced around a rename. A text that does not fit on the disk leaves nothing behind.
 */
export function writePrivateFile(path: string, text: string): void {
  const draft = `${path}.new`;
  const file = openSync(draft, "w", 0o600);
  try {
    fill(file, text);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
  syncFolder(dirname(path));
}

function fill(file: number, text: string): void {
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Makes renames and unlinks in the folder durable. Windows has no handle on a folder and needs none. */
export function syncFolder(path: string): void {
  if (process.platform === "win32") return;
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** What the administrator writes into the folder of another user must stay readable for that user's agent. */
export function giveToOwner(path: string, stateFolder: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(stateFolder);
  chownSync(path, uid, gid);
}
