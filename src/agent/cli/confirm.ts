import { AgentError } from "../leaf/errors.ts";
import { Dialogue, interrupted } from "./setup/dialogue.ts";
import type { Speech } from "./speech.ts";
import type { SetupKey } from "./words/setup-words.ts";

/**
 * Goes on after a yes alone. Without a terminal nobody can have looked at what the command is about to do, so that the yes
 * must stand on the command line.
 * @param question `isYesOffered`: what Enter says to it
 * @throws AgentError `unconfirmed`, or `setup-interrupted` at a no
 */
export async function confirm(
  { language }: Speech,
  { yes }: { readonly yes?: true },
  question: { readonly key: SetupKey; readonly isYesOffered: boolean },
): Promise<void> {
  if (yes) return;
  if (!process.stdin.isTTY) {
    throw new AgentError({
      kind: "usage",
      code: "unconfirmed",
      message: "There is no terminal to confirm on.",
      remedy: "--yes confirms.",
    });
  }
  const dialogue = new Dialogue(language);
  try {
    if (!(await dialogue.confirm(question.key, question.isYesOffered))) throw interrupted();
  } finally {
    dialogue.close();
  }
}
