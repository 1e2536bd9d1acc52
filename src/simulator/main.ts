import { readFileSync } from "node:fs";
import { Command, CommanderError, InvalidArgumentError } from "commander";
import { parseScript, ScriptError } from "./script.ts";
import { startDevice, startSite } from "./site.ts";
import { RecordingError } from "./snmprec.ts";
import type { VirtualDevice } from "./virtual-device.ts";

const EXIT_BAD_INPUT = 2;
const EXIT_FAILED = 1;
/** The port of SNMP needs privileges, so this one is its usual stand-in. */
const DEFAULT_PORT = 1161;

interface PlayOptions {
  readonly port: number;
  readonly address: string;
  readonly community: string;
}

/** What both kinds of players share: where they answer, and how they end. */
interface Player {
  readonly devices: readonly VirtualDevice[];
  readonly stop: () => Promise<void>;
}

const program = new Command("simulate")
  .description("Play printers over SNMP from recordings, until Ctrl-C")
  .exitOverride()
  .showHelpAfterError(false);

program
  .command("play", { isDefault: true })
  .description("play one recording: a .snmprec file, or the name of a built-in one")
  .argument("<recording>")
  .option("--port <number>", "UDP port, 0 for a free one", parsePort, DEFAULT_PORT)
  .option("--address <IPv4>", "address to answer at", "127.0.0.1")
  .option("--community <text>", "community to answer to", "public")
  .action(async (recording: string, options: PlayOptions) => {
    const device = await startDevice({ recording, ...options });
    await playUntilInterrupted({ devices: [device], stop: () => device.stop() });
  });

program
  .command("site")
  .description("play the devices of a script in YAML")
  .argument("<file>")
  .option("--speed <factor>", "how many times faster than real time", parseSpeed, 1)
  .action(async (file: string, { speed }: { speed: number }) => {
    const script = parseScript(readFileSync(file, "utf8"), file);
    const site = await startSite(script, { speed, onError: (error) => say(process.stderr, error.message) });
    await playUntilInterrupted(site);
  });

async function playUntilInterrupted(player: Player): Promise<void> {
  for (const { address, port, state } of player.devices) {
    say(process.stdout, `${address}:${port}  ${state.view.text("1.3.6.1.2.1.1.1.0") ?? "no sysDescr"}`);
  }
  await new Promise((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
  await player.stop();
}

function parsePort(written: string): number {
  const port = Number(written);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new InvalidArgumentError("Expected a number from 0 to 65535.");
  }
  return port;
}

function parseSpeed(written: string): number {
  const speed = Number(written);
  if (!(speed > 0 && speed <= 1_000_000)) {
    throw new InvalidArgumentError("Expected a factor above 0, at most 1000000.");
  }
  return speed;
}

function say(stream: NodeJS.WritableStream, line: string): void {
  stream.write(`${line}\n`);
}

/** Bad input is the caller's to mend: exit code 2, and nothing but what is wrong. */
function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? 0 : EXIT_BAD_INPUT;
  }
  const isMissingFile =
    error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "EISDIR");
  return error instanceof ScriptError || error instanceof RecordingError || isMissingFile
    ? EXIT_BAD_INPUT
    : EXIT_FAILED;
}

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
  // Commander has said its own already.
  if (!(error instanceof CommanderError)) {
    say(process.stderr, error instanceof Error ? error.message : String(error));
  }
}
