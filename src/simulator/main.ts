import { readFileSync } from "node:fs";
import { isIPv4 } from "node:net";
import { Command, CommanderError, InvalidArgumentError } from "commander";
import { parseScript } from "./script.ts";
import { startDevice, startSite } from "./site.ts";
import { builtInNames } from "./snmprec.ts";
import { exitCodes, fileError, SimulatorError } from "./trouble.ts";
import type { VirtualDevice } from "./virtual-device.ts";

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
  .showHelpAfterError("simulate help COMMAND shows what it takes");

program
  .command("play", { isDefault: true })
  .description("play one recording: a .snmprec file, or the name of a built-in one")
  .argument("<recording>", `a file, or one of ${builtInNames().join(", ")}`)
  .option("--port <number>", "UDP port, 0 for a free one", parsePort, DEFAULT_PORT)
  .option("--address <IPv4>", "address to answer at", parseAddress, "127.0.0.1")
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
  .option("--port <number>", "UDP port where the script names none, 0 for free ones", parsePort, DEFAULT_PORT)
  .action(async (file: string, { speed, port }: { speed: number; port: number }) => {
    const script = parseScript(readText(file), file);
    const site = await startSite(
      { ...script, port: script.port ?? port },
      { speed, onError: (error) => say(process.stderr, error.message) },
    );
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

function parseAddress(written: string): string {
  if (isIPv4(written)) return written;
  throw new InvalidArgumentError("Expected an IPv4 address of this machine, such as 127.0.0.1.");
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

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw fileError(file, error);
  }
}

/** Says what is wrong and nothing else; commander has said its own already. */
function reportTrouble(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage;
  if (error instanceof SimulatorError) {
    say(process.stderr, error.message);
    return error.exitCode;
  }
  say(process.stderr, `a bug: ${error instanceof Error ? error.message : String(error)}`);
  return exitCodes.internal;
}

// `simulate site FILE | head` ends when head has enough.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => process.exit());

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportTrouble(error);
}
