import { type Command, Help } from "commander";
import type { Speech } from "./speech.ts";
import { translate } from "./translate.ts";
import { headingWords, helpWords } from "./words/command-words.ts";

const usual = new Help();

/** Has the parser of the command line speak the language of the run: its headings, notes and complaints. */
export function teachParser(command: Command, speech: Speech): void {
  const { language } = speech;
  const say = (text: string) =>
    Object.entries(helpWords).reduce((said, [english, words]) => said.replaceAll(english, words[language]), text);
  command.configureOutput({ outputError: (text, write) => write(translate(text, language)) }).configureHelp({
    sortSubcommands: false,
    styleTitle: (title) => headingOf(title, speech),
    optionDescription: (option) => say(usual.optionDescription(option)),
    argumentDescription: (argument) => say(usual.argumentDescription(argument)),
    commandUsage: (described) => say(usual.commandUsage(described)),
    subcommandTerm: (inner) => say(usual.subcommandTerm(inner)),
  });
}

function headingOf(title: string, { language }: Speech): string {
  const known: Readonly<Record<string, Readonly<Record<Speech["language"], string>>>> = headingWords;
  return known[title]?.[language] ?? title;
}
