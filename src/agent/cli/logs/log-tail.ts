import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { systemCode } from "../../leaf/errors.ts";

const chunkBytes = 65_536;

/** What was read of a file: its number on the disk, which it keeps when it rolls, and how far. */
interface Place {
  readonly file: number;
  readonly offset: number;
}

/**
 * Reads the lines of a log that rolls, each once: what came since the last call. A file that rolled meanwhile is read
 * to its end under its new name before the new one is begun.
 */
export class LogTail {
  /** The oldest first. */
  readonly #paths: readonly string[];
  #place: Place | undefined;

  constructor(paths: readonly string[]) {
    this.#paths = paths;
  }

  /** @throws a system error for a file that is there and cannot be read */
  *lines(): Generator<string> {
    const files = this.#paths.map(openIfThere).filter((file) => file !== undefined);
    try {
      const numbers = files.map((file) => fstatSync(file).ino);
      const known = this.#place;
      // One that is no longer there rolled away: everything that is left is newer.
      const from = Math.max(0, known === undefined ? 0 : numbers.indexOf(known.file));
      for (let at = from; at < files.length; at += 1) {
        const [file, number] = [files[at], numbers[at]];
        if (file === undefined || number === undefined) continue;
        const offset = known?.file === number ? known.offset : 0;
        yield* this.#read(file, number, offset);
      }
    } finally {
      for (const file of files) closeSync(file);
    }
  }

  /** A line whose end is not written yet is left for the next call. */
  *#read(file: number, number: number, from: number): Generator<string> {
    let rest = Buffer.alloc(0);
    let offset = from;
    this.#place = { file: number, offset };
    const chunk = Buffer.alloc(chunkBytes);
    for (let size = readSync(file, chunk, 0, chunkBytes, offset); size > 0; ) {
      offset += size;
      const text = Buffer.concat([rest, chunk.subarray(0, size)]);
      const end = text.lastIndexOf("\n") + 1;
      rest = text.subarray(end);
      this.#place = { file: number, offset: offset - rest.length };
      for (const line of text.subarray(0, end).toString("utf8").split("\n")) if (line !== "") yield line;
      size = readSync(file, chunk, 0, chunkBytes, offset);
    }
  }
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, "r");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
