import { readFileSync } from "node:fs";
import { systemCode } from "../leaf/errors.ts";
import { writePrivateFile } from "../outbox/private-file.ts";

/** Name of the file in the state folder of an agent that never enrolled. */
export const serviceKeyFile = "service-key.txt";

/** The key that signed the first receipt; undefined: there was none. Later receipts must be signed by the same. */
export function readServiceKey(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

export function writeServiceKey(path: string, key: string): void {
  writePrivateFile(path, `${key}\n`);
}
