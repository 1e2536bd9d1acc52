import { closeSync, existsSync, fsyncSync, openSync, rmSync, statfsSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/** The ballast comes back only when the disk has this much room, or it would cause the trouble it cures. */
const roomToRebuildBytes = 8 * 1024 * 1024;

/**
 * A file that only takes space. On a full disk SQLite in WAL mode cannot even delete: every write needs room in the log
 * first. Unlinking the ballast gives that room, once, so that records that central has can go.
 */
export class Ballast {
  readonly #path: string;
  readonly #sizeBytes: number;

  constructor(path: string, sizeBytes: number) {
    this.#path = path;
    this.#sizeBytes = sizeBytes;
  }

  get isThere(): boolean {
    return existsSync(this.#path);
  }

  /** Gives the space back; answers whether there was any that the disk let go. */
  release(): boolean {
    if (!this.isThere) return false;
    try {
      rmSync(this.#path);
      return true;
    } catch {
      return false;
    }
  }

  /** Takes the space again when the disk has plenty; answers the system's error when it refuses all the same. */
  rebuild(): unknown {
    if (this.isThere) return undefined;
    try {
      if (freeDiskBytes(dirname(this.#path)) < roomToRebuildBytes) return undefined;
      const file = openSync(this.#path, "w", 0o600);
      try {
        // Not zeros: some file systems store those as a hole, which takes no space.
        writeSync(file, Buffer.alloc(this.#sizeBytes, 0xa5));
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      return undefined;
    } catch (error) {
      this.release();
      return error;
    }
  }
}

/** What the disk of a folder has left for us. */
export function freeDiskBytes(folder: string): number {
  const disk = statfsSync(folder);
  return disk.bavail * disk.bsize;
}
