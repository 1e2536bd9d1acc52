import { Command, CommanderError, Option } from "commander";
import { AgentError, exitCodes, systemCode } from "../leaf/errors.ts";
import { isLanguage, languages } from "../leaf/language.ts";
import { programVersion } from "../leaf/program.ts";
import { addCompletionCommand } from "./completion.ts";
import { addConfigCommand } from "./config.ts";
import { addDecommissionCommand } from "./decommission.ts";
import { addDeviceCommand, addDevicesCommand } from "./devices.ts";
import { addDiscoverCommand } from "./discover.ts";
import { addDoctorCommand } from "./doctor.ts";
import { addExportCommand } from "./export.ts";
import { addLedgerCommand } from "./ledger.ts";
import { addLogsCommand } from "./logs.ts";
import { addOutboxCommand } from "./outbox.ts";
import { teachParser } from "./parser-words.ts";
import { addReadCommand } from "./read.ts";
import { addRecordCommand } from "./record.ts";
import { addReloadCommand } from "./reload.ts";
import { addRequestCommand } from "./request.ts";
import { addRunCommand } from "./run.ts";
import { addSetupCommand } from "./setup.ts";
import { addShowNextUploadCommand } from "./show-next-upload.ts";
import { chooseLanguage, type Speech, speechIn } from "./speech.ts";
import { addStatusCommand } from "./status.ts";
import { addStockCommand } from "./stock.ts";
import { addSupportBundleCommand } from "./support-bundle.ts";
import { translate } from "./translate.ts";
import { remedyFor } from "./words/trouble-words.ts";

const commands: readonly ((program: Command, speech: Speech) => void)[] = [
  addSetupCommand,
  addRunCommand,
  addStatusCommand,
  addDevicesCommand,
  addDeviceCommand,
  addReadCommand,
  addDiscoverCommand,
  addRecordCommand,
  addDoctorCommand,
  addOutboxCommand,
  addExportCommand,
  addShowNextUploadCommand,
  addLedgerCommand,
  addStockCommand,
  addRequestCommand,
  addLogsCommand,
  addSupportBundleCommand,
  addConfigCommand,
  addReloadCommand,
  addDecommissionCommand,
  addCompletionCommand,
];

/** Runs one command and sets the exit code: 0, or by kind of trouble (see leaf/errors.ts). Errors are lines, not stacks. */
export async function main(argv: readonly string[]): Promise<void> {
  const speech = speechIn(chooseLanguage(argv, process.env));
  const program = buildProgram(speech);
  process.stdout.on("error", leaveOnClosedPipe);
  try {
    await program.parseAsync(argv);
  } catch (error) {
    process.exitCode = tell(error, speech);
  }
}

/** The whole command line in one language. */
export function buildProgram(speech: Speech): Command {
  const { say } = speech;
  const program = new Command("mfp-agent")
    .description(say("program"))
    .version(programVersion(), "-V, --version", say("option.version"))
    .helpCommand("help [command]", say("command.help"))
    .addHelpText("after", `\n${say("exitCodes")}`);
  for (const add of commands) add(program, speech);
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

/** `mfp-agent devices | head` ends quietly when head has enough. */
function leaveOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
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
