import { Command, CommanderError } from "commander";
import { AgentError, exitCodes } from "../leaf/errors.ts";
import { programVersion } from "../leaf/program.ts";
import { addConfigCommand } from "./config.ts";
import { addDiscoverCommand } from "./discover.ts";
import { addReadCommand } from "./read.ts";
import { addRunCommand } from "./run.ts";

/** Runs one command and sets the exit code: 0, or by kind of trouble (see leaf/errors.ts). Errors are lines, not stacks. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command("mfp-agent")
    .description("Watches Konica Minolta MFPs over SNMP, keeps every reading safe and uploads it.")
    .version(programVersion())
    .exitOverride()
    .showHelpAfterError("(mfp-agent --help shows all commands)");
  for (const add of [addRunCommand, addReadCommand, addDiscoverCommand, addConfigCommand]) add(program);
  for (const command of program.commands) command.exitOverride();
  process.stdout.on("error", leaveOnClosedPipe);
  try {
    await program.parseAsync(argv);
  } catch (error) {
    process.exitCode = tell(error);
  }
}

/** `mfp-agent devices | head` ends quietly when head has enough. */
function leaveOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
}

function tell(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage;
  if (error instanceof AgentError) {
    process.stderr.write(`${error.message}\n${error.remedy ? `${error.remedy}\n` : ""}`);
    return error.exitCode;
  }
  const what = error instanceof Error ? error.message : String(error);
  process.stderr.write(`internal error: ${what}\nPlease report it together with the command.\n`);
  return exitCodes.internal;
}
