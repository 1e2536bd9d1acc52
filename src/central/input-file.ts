import { isUtf8 } from "node:buffer";
import { readFileSync, writeFileSync } from "node:fs";
import { CentralError, reasonOf } from "./trouble.ts";

/** A file's text; throws `CentralError` when it cannot be read or is not in UTF-8, which spreadsheets must be told. */
export function readText(file: string): string {
  const bytes = readBytes(file);
  if (isUtf8(bytes)) return bytes.toString("utf8");
  throw new CentralError("data", `${file}: is not UTF-8 text; from a spreadsheet save it as "CSV UTF-8"`);
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new CentralError("system", `cannot read ${file}: ${reasonOf(error)}`, error);
  }
}

/** Writes a file that only its owner reads. */
export function writeText(file: string, text: string): void {
  try {
    writeFileSync(file, text, { mode: 0o600 });
  } catch (error) {
    throw new CentralError("system", `cannot write ${file}: ${reasonOf(error)}`, error);
  }
}
