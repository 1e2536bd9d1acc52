import { Argument, type Command } from "commander";
import { withExample } from "./command-options.ts";
import { type CompletedWord, completionScripts, type Shell, shells } from "./completion/scripts.ts";
import type { Speech } from "./speech.ts";

export function addCompletionCommand(program: Command, speech: Speech): void {
  const command = program
    .command("completion")
    .description(speech.say("command.completion"))
    .addArgument(new Argument("<shell>", speech.say("argument.shell")).choices(shells));
  withExample(command, speech, "completion bash > /etc/bash_completion.d/mfp-agent");
  command.action((shell: Shell) => {
    process.stdout.write(completionScripts[shell](program.name(), wordsOf(program)));
  });
}

/** Every place of the command line: the words that lead there, and those that may follow. */
export function wordsOf(command: Command, path: readonly string[] = []): readonly CompletedWord[] {
  const options = command.options.flatMap(({ long, description }) =>
    long ? [{ word: long, about: description }] : [],
  );
  const inner = command.commands.map((each) => ({ word: each.name(), about: each.description() }));
  const choices = command.registeredArguments.flatMap(({ argChoices = [], description }) =>
    argChoices.map((word) => ({ word, about: description })),
  );
  const help = { word: "--help", about: "" };
  const here = [...inner, ...choices, ...options, help].map(({ word, about }) => ({
    path: path.join(" "),
    word,
    about,
  }));
  return [...here, ...command.commands.flatMap((each) => wordsOf(each, [...path, each.name()]))];
}
