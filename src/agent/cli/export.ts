import type { Command } from "commander";
import type { LoadedConfig } from "../config/config-store.ts";
import { stateFolderOf } from "../config/state-folder.ts";
import { stamp, systemClock } from "../leaf/clock.ts";
import { AgentError } from "../leaf/errors.ts";
import { restoreSiteState } from "../schedule/stored-state.ts";
import { type CounterStand, counterPage } from "../status/counter-page.ts";
import { applyReceipt, closesOf, writeExport } from "./carry.ts";
import { type ConfigOption, configFrom, printLines, withConfig, withExample } from "./command-options.ts";
import { batchLimits } from "./look-at-agent.ts";
import type { Speech } from "./speech.ts";
import { readStoredAgent, withStore } from "./stored-agent.ts";
import { writeNamedFile } from "./written-file.ts";

interface ExportOptions extends ConfigOption {
  readonly to?: string;
  readonly page?: string;
  readonly acknowledged?: string;
  readonly all?: true;
  readonly month?: string;
}

export function addExportCommand(program: Command, speech: Speech): void {
  const { say } = speech;
  const command = program
    .command("export")
    .description(say("command.export"))
    .option("--to <file>", say("option.to"))
    .option("--all", say("option.all"))
    .option("--page <file>", say("option.page"))
    .option("--month <month>", say("option.month"))
    .option("--acknowledged <file>", say("option.acknowledged"));
  withExample(withConfig(command, speech), speech, "export --to site.export --page counters.html");
  command.action((options: ExportOptions) => {
    const { to, page, acknowledged, month } = options;
    if (to === undefined && page === undefined && acknowledged === undefined) {
      throw new AgentError({
        kind: "usage",
        code: "export-what",
        message: "What is to be exported?",
        remedy: "Give --to FILE, --page FILE or --acknowledged FILE.",
      });
    }
    const loaded = configFrom(options);
    // The receipt first: what central has is not carried there again.
    if (acknowledged !== undefined) {
      const taken = applyReceipt(stateFolderOf(loaded), acknowledged);
      printLines([say("receiptTaken", taken)]);
      if (taken.again + taken.missing > 0) printLines([say("centralForgot", taken)]);
    }
    if (to !== undefined) {
      const sender = { folder: stateFolderOf(loaded), site: loaded.config.site.name, clock: systemClock };
      const { agent, count, left } = writeExport(sender, to, options);
      printLines([say("exportWritten", { count, agent, file: to })]);
      if (left > 0) printLines([say("exportGoesOn", { count: left })]);
    }
    if (page !== undefined) printLines([writePage(loaded, page, month, speech)]);
  });
}

function writePage(loaded: LoadedConfig, file: string, month: string | undefined, speech: Speech): string {
  const folder = stateFolderOf(loaded);
  const now = stamp(systemClock);
  const stands = month === undefined ? lastStands(folder) : closingStands(folder, month);
  const { name, timeZone } = loaded.config.site;
  writeNamedFile(file, counterPage({ site: name, now, stands }, speech.voice(timeZone, now)));
  return speech.say("pageWritten", { count: stands.length, file });
}

function lastStands(folder: string): readonly CounterStand[] {
  const states = readStoredAgent(folder, batchLimits)?.states ?? new Map<string, unknown>();
  const { inventory, memories } = restoreSiteState(states);
  return [...inventory.devices.values()].map(({ identity }) => ({
    identity,
    meter: memories.get(identity.uid)?.meter ?? null,
  }));
}

/** The meters as they were last read before the month closed: what is billed, however much was printed since. */
function closingStands(folder: string, month: string): readonly CounterStand[] {
  const closes = withStore(folder, (database) => closesOf(database, month));
  return closes.flatMap(({ device, data }) => (device === null ? [] : [{ identity: device, meter: data.before }]));
}
