import { Command, CommanderError, InvalidArgumentError } from "commander";
import { z } from "zod";
import { commandNames } from "../contract/command.ts";
import { closeByHand } from "./case-work.ts";
import { systemClock } from "./clock.ts";
import { isCommandName, issueCommand } from "./command-issue.ts";
import { startCentral } from "./compose.ts";
import { defaultDataFolder } from "./data-folder.ts";
import { createCode, revoke } from "./enrolment.ts";
import { importFile } from "./file-import.ts";
import { readText, writeText } from "./input-file.ts";
import type { TlsFiles } from "./listener.ts";
import { jsonLog } from "./log.ts";
import { countOf } from "./plain-text.ts";
import { systemRandom } from "./random.ts";
import { importRegistry } from "./registry-import.ts";
import { defaultKeepDays } from "./retention.ts";
import { openServiceKey } from "./service-key.ts";
import { openSqliteStore } from "./sqlite-store.ts";
import type { CentralStore } from "./store.ts";
import { CentralError, exitCodes, reasonOf, systemCode } from "./trouble.ts";

const shortestAdminToken = 16;
const defaultPort = 8443;
const defaultCommandHours = 24;
const longestCommandHours = 720;
/** Two closes of a month lie within it. */
const shortestKeepDays = 62;
const longestKeepDays = 36_500;
const longestSiteName = 255;
const holidayHelp = "days on which nobody works, as in 2026-08-24";

interface RunOptions {
  readonly data: string;
  readonly host: string;
  readonly port: number;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly adminTokenFile?: string;
  readonly holiday?: readonly string[];
  readonly keepDays: number;
}

interface CommandOptions {
  readonly data: string;
  readonly device?: string;
  readonly hours: number;
}

interface ImportOptions {
  readonly data: string;
  readonly receipt: string;
  readonly trustFor?: string;
  readonly holiday?: readonly string[];
}

/** Runs one command line and gives its exit code. Every error is one clear text on stderr. */
export async function runCli(args: readonly string[]): Promise<number> {
  process.stdout.on("error", leave);
  try {
    await program().parseAsync([...args], { from: "user" });
    return 0;
  } catch (error) {
    return tell(error);
  }
}

/** Whoever reads the output has enough of it, or the disk has no room for it. */
function leave(error: Error): never {
  if (systemCode(error) === "EPIPE") process.exit(0);
  process.exit(tell(new CentralError("system", `standard output: ${reasonOf(error)}`, error)));
}

function tell(error: unknown): number {
  // Commander has said what was wrong with the words itself; help and version end here with 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage;
  if (error instanceof CentralError) {
    process.stderr.write(`mfp-agent-central: ${error.message}\n`);
    return error.exitCode;
  }
  process.stderr.write(`mfp-agent-central: a bug: ${error instanceof Error ? error.message : String(error)}\n`);
  return exitCodes.internal;
}

function program(): Command {
  const root = new Command("mfp-agent-central")
    .description("The reference central service: takes uploads, orders toner, opens tickets")
    .exitOverride()
    .showHelpAfterError("mfp-agent-central help COMMAND shows what it takes");
  const withData = (made: Command) => made.requiredOption("--data <dir>", "folder of the store", defaultDataFolder());
  const command = (name: string, description: string) => withData(root.command(name).description(description));

  command("run", "listen for agents and show the admin page")
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--port <number>", "port to listen on; 0: any free one", portOf, defaultPort)
    .option("--tls-cert <file>", "certificate chain in PEM")
    .option("--tls-key <file>", "private key in PEM")
    .option("--admin-token-file <file>", "file with the token that opens the admin page from elsewhere")
    .option("--holiday <date...>", holidayHelp, addDate)
    .option(
      "--keep-days <number>",
      "how long readings are kept; billing readings and events stay",
      daysOf,
      defaultKeepDays,
    )
    .action(run);
  command("code", "make a one-time code with which a new agent enrols")
    .requiredOption("--site <name>", "site that the agent stands at", siteOf)
    .action(({ data, site }: { data: string; site: string }) =>
      withStore(data, async (store) => {
        const { code, expiresAt } = await createCode(store, site, systemClock.wallMs(), systemRandom);
        say(`${code}`, `works once, until ${expiresAt}`);
      }),
    );
  command("revoke", "end an agent's right to upload")
    .argument("<agent>", "as listed on the admin page: ag-…")
    .action((agent: string, { data }: { data: string }) =>
      withStore(data, async (store) => {
        if (!(await revoke(store, agent))) throw new CentralError("data", `there is no agent ${agent}`);
        say(`${agent} is revoked`);
      }),
    );
  command("close", "close an order or ticket by hand")
    .argument("<number>", "as in SR-2026-000045")
    .action((number: string, { data }: { data: string }) =>
      withStore(data, async (store) => {
        const time = { nowMs: systemClock.wallMs(), holidays: new Set<string>() };
        const isClosed = await store.transact((tables) => closeByHand(tables, number, time));
        if (!isClosed) throw new CentralError("data", `there is no open order or ticket ${number}`);
        say(`${number} is closed`);
      }),
    );
  command("command", `ask an agent for something: ${commandNames.join(", ")}; its site must allow it`)
    .argument("<agent>", "as listed on the admin page: ag-…")
    .argument("<name>")
    .option("--device <uid>", "the device that is meant; without it all of the site")
    .option("--hours <number>", "how long it may wait for the agent", hoursOf, defaultCommandHours)
    .action(askAgent);
  command("import", "take a file that an agent exported, and write the receipt for its site")
    .argument("<file>")
    .requiredOption("--receipt <file>", "where the receipt goes; mfp-agent export --acknowledged takes it")
    .option("--trust-for <site>", "believe an agent that is not known here: it belongs to this site")
    .option("--holiday <date...>", holidayHelp, addDate)
    .action(importExport);
  const registry = root.command("registry").description("devices, customers and contracts");
  withData(registry.command("import"))
    .description(
      "take over a CSV file: si, serial, customer, site, person, email, contract, status, reason, deadlineHours",
    )
    .argument("<file>")
    .option("--holiday <date...>", holidayHelp, addDate)
    .action(importRegistryFile);
  return root;
}

async function run(options: RunOptions): Promise<void> {
  const { data, host, port, holiday, keepDays } = options;
  const central = await startCentral({
    ...{ dataDir: data, host, port, clock: systemClock },
    tls: readTls(options),
    adminToken: options.adminTokenFile === undefined ? null : readAdminToken(options.adminTokenFile),
    holidays: holiday ?? [],
    keepDays,
    log: jsonLog(systemClock, (line) => process.stderr.write(line)),
  });
  // Listened for before anybody is told that it runs: whoever reads that may stop it in the same moment.
  const stopped = new Promise<void>((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
  say(`uploads: ${central.url}`, `admin page: ${central.adminUrl}`, `store: ${data}`);
  await stopped;
  await central.stop();
}

async function askAgent(agent: string, name: string, { data, device, hours }: CommandOptions): Promise<void> {
  if (!isCommandName(name)) throw new CentralError("usage", `${name} is none of ${commandNames.join(", ")}`);
  await withStore(data, async (store) => {
    const expiresMs = systemClock.wallMs() + hours * 3_600_000;
    const wish = { agent, name, device: device ?? null, expiresMs };
    const command = await issueCommand(store, wish, openServiceKey(data), systemRandom);
    if (command === undefined) throw new CentralError("data", `there is no agent ${agent}`);
    say(`${command.id} waits for ${agent}, until ${command.expiresAt}`);
  });
}

async function importExport(file: string, { data, receipt, trustFor, holiday }: ImportOptions): Promise<void> {
  const text = readText(file);
  await withStore(data, async (store) => {
    const imported = await importFile(store, text, {
      trustForSite: trustFor ?? null,
      time: { nowMs: systemClock.wallMs(), holidays: new Set(holiday) },
      key: openServiceKey(data),
      random: systemRandom,
    });
    if (!imported.ok) throw new CentralError("data", `${file}: ${imported.text}`);
    writeText(receipt, `${JSON.stringify(imported.receipt)}\n`);
    say(`${imported.agent}: ${countOf(imported.added, "new record")}; receipt: ${receipt}`);
  });
}

async function importRegistryFile(
  file: string,
  { data, holiday }: { data: string; holiday?: string[] },
): Promise<void> {
  const text = readText(file);
  await withStore(data, async (store) => {
    const time = { nowMs: systemClock.wallMs(), holidays: new Set(holiday) };
    const outcome = await importRegistry(store, text, time);
    if (!outcome.ok) throw new CentralError("data", `nothing of ${file} was taken:\n  ${outcome.errors.join("\n  ")}`);
    say(
      `${countOf(outcome.rows, "row")} ${outcome.hasChanged ? "taken" : "known already"}; registry revision ${outcome.revision}`,
    );
  });
}

async function withStore(folder: string, work: (store: CentralStore) => Promise<void>): Promise<void> {
  const store = openSqliteStore(folder);
  try {
    await work(store);
  } finally {
    await store.close();
  }
}

function readTls({ tlsCert, tlsKey }: RunOptions): TlsFiles | null {
  if (tlsCert === undefined && tlsKey === undefined) return null;
  if (tlsCert === undefined || tlsKey === undefined) {
    throw new CentralError("config", "--tls-cert and --tls-key go together: one of them is missing");
  }
  return { cert: readText(tlsCert), key: readText(tlsKey) };
}

function readAdminToken(file: string): string {
  const token = readText(file).trim();
  if (token.length >= shortestAdminToken) return token;
  throw new CentralError("config", `${file}: the admin token must have at least ${shortestAdminToken} characters`);
}

function siteOf(text: string): string {
  const name = text.trim();
  if (name !== "" && name.length <= longestSiteName) return name;
  throw new InvalidArgumentError(`It must be the site's name, of at most ${longestSiteName} characters.`);
}

function hoursOf(text: string): number {
  const hours = Number(text);
  if (/^\d+$/.test(text) && hours >= 1 && hours <= longestCommandHours) return hours;
  throw new InvalidArgumentError(`It must be a whole number from 1 to ${longestCommandHours}.`);
}

function daysOf(text: string): number {
  const days = Number(text);
  if (/^\d+$/.test(text) && days >= shortestKeepDays && days <= longestKeepDays) return days;
  throw new InvalidArgumentError(`It must be a whole number from ${shortestKeepDays} to ${longestKeepDays}.`);
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError("It must be a whole number from 0 to 65535.");
}

function addDate(text: string, known: readonly string[] = []): readonly string[] {
  if (z.iso.date().safeParse(text).success) return [...known, text];
  throw new InvalidArgumentError("It must be a day of the calendar, as in 2026-08-24.");
}

function say(...lines: string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}
