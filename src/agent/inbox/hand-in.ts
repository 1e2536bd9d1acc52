import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Clock, stamp } from "../leaf/clock.ts";
import { AgentError } from "../leaf/errors.ts";
import { makePrivateFolder } from "../leaf/private-folder.ts";
import type { Random } from "../leaf/random.ts";
import { unwritable } from "../leaf/unwritable.ts";
import { giveToOwner, writePrivateFile } from "../outbox/private-file.ts";
import type { Wish } from "./wish.ts";

/** Folder of the wishes in the state folder. The outbox has one writer; this is how others reach it. */
export const inboxFolder = "inbox";

/** What is found there and is a wish: a file that is being written, or was refused, ends otherwise. */
export const wishEnding = ".json";
/** Follows the name of a wish that the agent does not understand. */
export const refusedEnding = ".refused";

/**
 * Leaves a wish for the agent that works on the state folder, or will: one file, there whole or not at all. Its name
 * begins with the time, so that wishes are taken in the order in which they came.
 * @returns whether the wish was taken since; asking throws AgentError `wish-refused` when it was refused
 * @throws AgentError `wish-not-kept` when the folder cannot be written, `disk-full` when the disk is
 */
export function handIn(stateFolder: string, wish: Wish, clock: Clock, random: Random): { isTaken(): boolean } {
  const folder = join(stateFolder, inboxFolder);
  const path = join(folder, `${stamp(clock).replaceAll(/[:.]/g, "-")}-${random.name()}${wishEnding}`);
  try {
    makePrivateFolder(folder);
    writePrivateFile(path, JSON.stringify(wish));
    for (const made of [folder, path]) giveToOwner(made, stateFolder);
  } catch (cause) {
    const remedy = "Run the command as the user of the agent, as in: sudo -u mfp-agent mfp-agent stock …";
    throw unwritable(folder, cause, { code: "wish-not-kept", remedy });
  }
  return { isTaken: () => isTaken(path) };
}

function isTaken(path: string): boolean {
  if (existsSync(path)) return false;
  if (!existsSync(`${path}${refusedEnding}`)) return true;
  throw new AgentError({
    kind: "data",
    code: "wish-refused",
    message: "The running agent does not understand this: it is of another version than this command.",
    remedy: "Restart the agent, and give the command again.",
  });
}
