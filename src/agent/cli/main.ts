import { Command, CommanderError, Option } from "commander";
import { AgentError, exitCodes, systemCode } from "../leaf/errors.ts";
import { isLanguage, languages } from "../leaf/language.ts";
import { programVersion } from "../leaf/program.ts";
import { unwritable } from "../leaf/unwritable.ts";
import { type AddCommand, loadCommands } from "./commands.ts";
import { teachParser } from "./parser-words.ts";
import { chooseLanguage, type Speech, speechIn } from "./speech.ts";
import { translate } from "./translate.ts";
import { refuseWeakness } from "./weakened-process.ts";
import { remedyFor } from "./words/trouble-words.ts";

/** They hold or make this agent's secret, so nobody may look over their shoulder. */
const centralSpeakers: ReadonlySet<string> = new Set(["run", "setup", "doctor", "decommission"]);

/** Runs one command and sets the exit code: 0, or by kind of trouble (see leaf/errors.ts). Errors are lines, not stacks. */
export async function main(argv: readonly string[]): Promise<void> {
  const speech = speechIn(chooseLanguage(argv, process.env));
  const program = buildProgram(speech, await loadCommands(argv[2]));
  process.stdout.on("error", (error) => leave("standard output", error, speech));
  process.stderr.on("error", (error) => leave("standard error", error, speech));
  try {
    await program.parseAsync(argv);
  } catch (error) {
    process.exitCode = tell(error, speech);
  }
}

/** The command line in one language. */
export function buildProgram(speech: Speech, commands: readonly AddCommand[]): Command {
  const { say } = speech;
  const program = new Command("mfp-agent")
    .description(say("program"))
    .version(programVersion(), "-V, --version", say("option.version"))
    .helpCommand("help [command]", say("command.help"))
    .addHelpText("after", `\n${say("exitCodes")}`);
  for (const add of commands) add(program, speech);
  program.hook("preAction", (_, command) => {
    if (centralSpeakers.has(command.name())) refuseWeakness();
  });
  forEachCommand(program, (command) => {
    command
      .exitOverride()
      .showHelpAfterError(say("seeHelp", { command: fullName(command) }))
      .addOption(new Option("--lang <language>", say("option.lang")).argParser(checkLanguage))
      .helpOption("-h, --help", say("option.help"));
    teachParser(command, speech);
  });
  return program;
}

function forEachCommand(command: Command, action: (command: Command) => void): void {
  action(command);
  for (const inner of command.commands) forEachCommand(inner, action);
}

/** As it is typed, like `mfp-agent outbox quarantine`. */
function fullName(command: Command): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;
}

function checkLanguage(written: string): string {
  if (isLanguage(written)) return written;
  throw new AgentError({
    kind: "usage",
    code: "language-unknown",
    message: `--lang ${written}: ${languages.join(" | ")}`,
  });
}

/** `mfp-agent devices | head` ends quietly when head has enough; that a disk has no room for what it tells is told. */
function leave(stream: string, error: Error, speech: Speech): never {
  process.exit(systemCode(error) === "EPIPE" ? (process.exitCode ?? 0) : tell(unwritable(stream, error), speech));
}

function tell(error: unknown, { language, say }: Speech): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage;
  if (error instanceof AgentError) {
    // The error's own remedy names the file at hand, but in English.
    const remedy =
      language === "en"
        ? (error.remedy ?? remedyFor(error.code)?.en)
        : (remedyFor(error.code)?.[language] ?? error.remedy);
    const lines = [translate(error.message, language), remedy].filter((line) => line);
    process.stderr.write(`${lines.join("\n")}\n`);
    return error.exitCode;
  }
  const what = error instanceof Error ? error.message : String(error);
  if (isRefusalOfSystem(error)) {
    process.stderr.write(`${what}\n${say("systemRefused")}\n`);
    return exitCodes.system;
  }
  process.stderr.write(`${say("internalError", { what })}\n${say("pleaseReport")}\n`);
  return exitCodes.internal;
}

/** A file, port or disk that the system did not give: no bug, although nobody foresaw it at that place. */
function isRefusalOfSystem(error: unknown): boolean {
  return error instanceof Error && "syscall" in error && systemCode(error) !== undefined;
}
