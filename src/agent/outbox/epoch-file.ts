import { readFileSync } from "node:fs";
import { z } from "zod";
import { systemCode } from "../leaf/errors.ts";
import { writePrivateFile } from "./private-file.ts";

const epoch = z.string().min(1).max(64);
const EpochMark = z.object({ epoch, highWater: z.int().min(0), next: epoch.optional() });

/**
 * What is known of the store from outside of it: its epoch, and the highest sequence number that may have left this
 * machine. A store that knows less was emptied or put back from a backup; going on with it would give numbers twice.
 * `next` is written before a store of that epoch takes the place of the one before: whichever a kill leaves is ours.
 */
export type EpochMark = Readonly<z.infer<typeof EpochMark>>;

/** Reads the mark; undefined when there is none or it cannot be understood. */
export function readEpochMark(path: string): EpochMark | undefined {
  try {
    const mark = EpochMark.safeParse(JSON.parse(readFileSync(path, "utf8")));
    return mark.success ? mark.data : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Replaces the mark; durable when it returns. */
export function writeEpochMark(path: string, mark: EpochMark): void {
  writePrivateFile(path, `${JSON.stringify(mark)}\n`);
}
