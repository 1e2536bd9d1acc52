import { closeSync, fstatSync, openSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { makePrivateFolder } from "../leaf/private-folder.ts";
import type { LogSink } from "./pino-log.ts";

/** The file that is written and those before it; 20 MB are weeks at level info. */
export const logFiles = 5;
const fileBytes = 4 * 1024 * 1024;

/** The file `age` rolls ago: 0 is the one that is written, `agent.log.1` the one before it. */
export function agedLogFile(path: string, age: number): string {
  return age === 0 ? path : `${path}.${age}`;
}

/**
 * A log file that never grows beyond its bound: when it is full it becomes the one before, and the oldest goes. Lines
 * are written at once, so that a crash loses none and they stand in the order in which they were told.
 */
export class RollingFile implements LogSink {
  readonly #path: string;
  readonly #bytes: number;
  #file: number | undefined;
  #size = 0;

  constructor(path: string, bytes = fileBytes) {
    this.#path = path;
    this.#bytes = bytes;
  }

  /** @throws a system error when the file cannot be had */
  open(): void {
    makePrivateFolder(dirname(this.#path));
    this.#file = openSync(this.#path, "a", 0o600);
    this.#size = fstatSync(this.#file).size;
  }

  /** A line that a full disk does not take is lost here; it went to standard output as well. */
  write(line: string): void {
    const octets = Buffer.from(line);
    try {
      if (this.#size > 0 && this.#size + octets.length > this.#bytes) this.#roll();
      if (this.#file === undefined) this.open();
      if (this.#file !== undefined) this.#size += writeSync(this.#file, octets);
    } catch {
      this.close();
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #roll(): void {
    this.close();
    for (let age = logFiles - 1; age > 0; age -= 1) {
      try {
        renameSync(agedLogFile(this.#path, age - 1), agedLogFile(this.#path, age));
      } catch {
        // There are not as many yet.
      }
    }
    this.#size = 0;
  }
}
