import { closeSync, openSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { systemCode } from "../leaf/errors.ts";
import { unwritable } from "../leaf/unwritable.ts";
import { writePrivateFile } from "../outbox/private-file.ts";

/**
 * Writes a file that a person named, readable by its owner only; an old one is replaced, where a link leads. What is no
 * file, as a terminal or a pipe, is written to and stays what it is.
 * @throws AgentError `file-unwritable` or `disk-full`
 */
export function writeNamedFile(file: string, text: string): void {
  writing(file, () => {
    // First: a pipe behind /dev/stdout has no path of its own.
    const known = statSync(file, { throwIfNoEntry: false });
    if (known === undefined || known.isFile() || known.isDirectory()) writePrivateFile(placeBehind(file), text);
    else writeFileSync(file, text);
  });
}

/**
 * Fills a new file with a text that takes long to get. Whether the file can be written is known before the work begins,
 * and work that fails leaves no file.
 * @throws AgentError `file-unwritable`, also for a file that is there already, or `disk-full`
 */
export async function fillNewFile(file: string, work: () => Promise<string>): Promise<void> {
  writing(file, () => {
    closeSync(openSync(file, "wx", 0o600));
    rmSync(file);
  });
  const text = await work();
  writing(file, () => {
    const made = openSync(file, "wx", 0o600);
    try {
      writeFileSync(made, text);
    } catch (error) {
      rmSync(file);
      throw error;
    } finally {
      closeSync(made);
    }
  });
}

/** Where the links lead; a path at which nothing stands is its own. */
function placeBehind(file: string): string {
  try {
    return realpathSync(file);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return file;
    throw error;
  }
}

function writing(file: string, write: () => void): void {
  try {
    write();
  } catch (cause) {
    throw unwritable(file, cause);
  }
}
