import { resolve } from "node:path";
import type { Command } from "commander";
import { checkNamedFiles } from "../config/named-files.ts";
import { AgentError } from "../leaf/errors.ts";
import { type ConfigOption, setupFileFrom, withConfig, withExample } from "./command-options.ts";
import { agreeAndSend } from "./setup/agree-and-send.ts";
import { checkAnswers, type SetupAnswers } from "./setup/answers.ts";
import { Conversation } from "./setup/conversation.ts";
import { draftConfig } from "./setup/draft-config.ts";
import { byFlags } from "./setup/flag-names.ts";
import { type AnswerFlags, answersOfFlags, unattendedAnswers, withAnswerFlags } from "./setup/given-answers.ts";
import { interview } from "./setup/interview.ts";
import { offersFor } from "./setup/offers.ts";
import { searchDevices } from "./setup/search-devices.ts";
import { askForSiNumbers } from "./setup/si-questions.ts";
import { checkDraft, readPresent, Workspace } from "./setup/workspace.ts";
import type { Speech } from "./speech.ts";

interface SetupOptions extends ConfigOption, AnswerFlags {
  readonly answers?: string;
  readonly yes?: true;
}

export function addSetupCommand(program: Command, speech: Speech): void {
  const { say } = speech;
  const command = program
    .command("setup")
    .description(say("command.setup"))
    .option("--answers <file>", say("option.answers"))
    .option("--yes", say("option.unattended"));
  const example = "setup --config /etc/mfp-agent/mfp-agent.json --answers site.json";
  withExample(withAnswerFlags(withConfig(command, speech), speech), speech, example);
  command.action(async (options: SetupOptions) => {
    const file = resolve(setupFileFrom(options));
    const talk = new Conversation(speech);
    talk.start();
    try {
      await setUp(file, await answersFor(file, options, talk), talk);
    } finally {
      talk.stop();
    }
  });
}

/** Without `answers` and `yes` a person is asked for what no flag answers. */
async function answersFor(file: string, options: SetupOptions, talk: Conversation): Promise<SetupAnswers> {
  const flags = answersOfFlags(options);
  const isUnattended = options.answers !== undefined || options.yes === true;
  if (!isUnattended && !process.stdin.isTTY) {
    throw new AgentError({
      kind: "usage",
      code: "setup-needs-terminal",
      message: "There is no terminal to ask questions on.",
      remedy: "Give the answers in a file: --answers FILE",
    });
  }
  const offers = offersFor(file, options.stateFolder);
  if (isUnattended) return unattendedAnswers(options.answers, flags, offers);
  const dialogue = talk.openDialogue();
  talk.tell("hello");
  if (offers.isPresent) talk.tell("present", { file });
  return checkAnswers(await interview(dialogue, offers, flags), byFlags);
}

/** From the answers to central's confirmation. */
async function setUp(file: string, answers: SetupAnswers, talk: Conversation): Promise<void> {
  const present = readPresent(file);
  const draft = draftConfig(answers, present);
  const workspace = new Workspace(file, draft, present, checkDraft(file, draft));
  // Before the search: it may take minutes.
  checkNamedFiles(workspace.loaded);
  workspace.open();
  try {
    const given = new Map(Object.entries(answers.siNumbers));
    const { met, numbers } = await searchDevices(talk, workspace.loaded, given);
    const asked = talk.dialogue ? await askForSiNumbers(talk.dialogue, met, numbers) : [];
    const isEnrolled = await agreeAndSend(talk, workspace, met, new Map([...numbers, ...asked]));
    talk.check();
    workspace.keep(isEnrolled, new Map([...given, ...asked]));
  } finally {
    workspace.discard();
  }
  talk.tell("kept", { file });
  talk.tell("startIt", { file });
}
