import type { Command } from "commander";
import { stateFolderOf } from "../config/state-folder.ts";
import { stamp, systemClock } from "../leaf/clock.ts";
import { type LedgerEntry, readLedger } from "../outbox/ledger-table.ts";
import type { Voice } from "../status/voice.ts";
import {
  type ConfigOption,
  configFrom,
  printJson,
  printLines,
  withConfig,
  withExample,
  withJson,
} from "./command-options.ts";
import { moment } from "./moment.ts";
import type { Speech } from "./speech.ts";
import { withStore } from "./stored-agent.ts";
import { alignColumns } from "./table.ts";

interface LedgerOptions extends ConfigOption {
  readonly json?: true;
  readonly since?: string;
}

/** As many as the ledger can hold. */
const mostEntries = 10_000;
/** A screen of lines; `--since` shows more. */
const usuallyShown = 40;

export function addLedgerCommand(program: Command, speech: Speech): void {
  const { say } = speech;
  const command = program
    .command("ledger")
    .description(say("command.ledger"))
    .option("--since <time>", say("option.since"));
  withExample(withJson(withConfig(command, speech), speech), speech, "ledger --since 7d");
  command.action(({ since, json, ...options }: LedgerOptions) => {
    const loaded = configFrom(options);
    const from = since === undefined ? "" : moment(since, systemClock);
    const entries = withStore(stateFolderOf(loaded), (database) => readLedger(database, mostEntries));
    const wanted = since === undefined ? entries.slice(0, usuallyShown) : entries.filter(({ at }) => at >= from);
    if (json) return printJson(wanted);
    printLines(ledgerTable(wanted.toReversed(), speech, speech.voice(loaded.config.site.timeZone, stamp(systemClock))));
  });
}

function ledgerTable(entries: readonly LedgerEntry[], { say }: Speech, voice: Voice): readonly string[] {
  if (entries.length === 0) return [say("ledgerEmpty")];
  const heads = [say("when"), say("host"), say("kind"), say("recordsHead"), say("bytesHead"), say("outcome")];
  const rows = entries.map(({ at, host, what, records, sentBytes, outcome, times }) => [
    voice.momentText(at),
    host,
    say(`ledger.${what}`),
    voice.number(records),
    voice.number(sentBytes),
    `${isDone(outcome) ? say(`ledger.${outcome}`) : voice.name("reason", outcome)}${times > 1 ? ` ×${times}` : ""}`,
  ]);
  const bytes = entries.reduce((sum, { sentBytes }) => sum + sentBytes, 0);
  return [...alignColumns([heads, ...rows]), say("ledgerTotal", { bytes: voice.number(bytes) })];
}

function isDone(outcome: string): outcome is "taken" | "written" {
  return outcome === "taken" || outcome === "written";
}
