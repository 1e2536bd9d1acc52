import { fileURLToPath } from "node:url";

/** Path of a file or folder that is shipped with the program, as in `mibs/profiles`. The one place that knows where they lie. */
export function projectFile(relativePath: string): string {
  return fileURLToPath(new URL(`../../../${relativePath}`, import.meta.url));
}
