import { writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { maxBatchRecords } from "../../contract/batch.ts";
import { credentialFile } from "../compose/central-access.ts";
import type { LoadedConfig } from "../config/config-store.ts";
import { stateFolderOf } from "../config/state-folder.ts";
import { readTextFile } from "../config/text-file.ts";
import { stamp, systemClock } from "../leaf/clock.ts";
import { AgentError, systemCode } from "../leaf/errors.ts";
import { systemRandom } from "../leaf/random.ts";
import { takeHandReceipt, waitingBatches } from "../outbox/hand-carried.ts";
import { restoreSiteState } from "../schedule/stored-state.ts";
import { counterPage } from "../status/counter-page.ts";
import { readCredential } from "../upload/credential-file.ts";
import { readReceipt, signExport } from "../upload/export-file.ts";
import { readServiceKey, serviceKeyFile, writeServiceKey } from "../upload/service-key-file.ts";
import { openSigningKey, signingKeyFile } from "../upload/signing-key.ts";
import { type ConfigOption, configFrom, printLines, withConfig, withExample } from "./command-options.ts";
import { batchLimits } from "./look-at-agent.ts";
import { batchOf } from "./next-batch.ts";
import type { Speech } from "./speech.ts";
import { readStoredAgent, withStore } from "./stored-agent.ts";

interface ExportOptions extends ConfigOption {
  readonly to?: string;
  readonly page?: string;
  readonly acknowledged?: string;
}

export function addExportCommand(program: Command, speech: Speech): void {
  const { say } = speech;
  const command = program
    .command("export")
    .description(say("command.export"))
    .option("--to <file>", say("option.to"))
    .option("--page <file>", say("option.page"))
    .option("--acknowledged <file>", say("option.acknowledged"));
  withExample(withConfig(command, speech), speech, "export --to site.export --page counters.html");
  command.action((options: ExportOptions) => {
    const { to, page, acknowledged } = options;
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
    if (acknowledged !== undefined) printLines([applyReceipt(loaded, acknowledged, speech)]);
    if (to !== undefined) printLines([writeExport(loaded, to, speech)]);
    if (page !== undefined) printLines([writePage(loaded, page, speech)]);
  });
}

/** Everything that waits for central, signed; it stays in the outbox until a receipt names it. */
function writeExport(loaded: LoadedConfig, file: string, { say }: Speech): string {
  const folder = stateFolderOf(loaded);
  const { agent, key } = identityIn(folder);
  const bootId = `export-${systemRandom.name()}`;
  const sender = { agent, sentAt: stamp(systemClock), bootId, monoMs: systemClock.monoMs() };
  const batches = withStore(folder, (database) =>
    [...waitingBatches(database, maxBatchRecords)].map((handedOut) => batchOf(handedOut, sender)),
  );
  const payload = { site: loaded.config.site.name, hostName: hostname(), batches };
  write(file, `${JSON.stringify(signExport(agent, payload, key))}\n`);
  const count = batches.reduce((sum, { records }) => sum + records.length, 0);
  return say("exportWritten", { count, agent, file });
}

function applyReceipt(loaded: LoadedConfig, file: string, { say }: Speech): string {
  const folder = stateFolderOf(loaded);
  const { agent, serviceKey } = identityIn(folder);
  const receipt = readReceipt(readTextFile(file, "--acknowledged"), agent, serviceKey);
  if (!receipt.ok) {
    throw new AgentError({
      kind: "data",
      code: "receipt-wrong",
      message: `${file}: ${receipt.failure}`,
      remedy: "Give the receipt that mfp-agent-central import wrote for an export of this agent.",
    });
  }
  if (serviceKey === undefined) writeServiceKey(join(folder, serviceKeyFile), receipt.value.key);
  const settled = withStore(folder, (database) =>
    receipt.value.receipts.map((each) => takeHandReceipt(database, each)),
  );
  const accepted = settled.reduce((sum, each) => sum + each.accepted, 0);
  const quarantined = settled.reduce((sum, each) => sum + each.quarantined, 0);
  return say("receiptTaken", { accepted, quarantined });
}

function writePage(loaded: LoadedConfig, file: string, speech: Speech): string {
  const states = readStoredAgent(stateFolderOf(loaded), batchLimits)?.states ?? new Map<string, unknown>();
  const now = stamp(systemClock);
  const { inventory, memories } = restoreSiteState(states);
  const stands = [...inventory.devices.values()].map(({ identity }) => ({
    identity,
    meter: memories.get(identity.uid)?.meter ?? null,
  }));
  const { name, timeZone } = loaded.config.site;
  write(file, counterPage({ site: name, now, stands }, speech.voice(timeZone, now)));
  return speech.say("pageWritten", { count: stands.length, file });
}

/** Who this agent is when it speaks by hand: as enrolled, or by its own key when it never was. */
function identityIn(folder: string) {
  const key = openSigningKey(join(folder, signingKeyFile));
  const credential = readCredential(join(folder, credentialFile));
  const serviceKey = credential?.serviceKey ?? readServiceKey(join(folder, serviceKeyFile));
  return { agent: credential?.agent ?? key.agent, key, serviceKey };
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text, { mode: 0o600 });
  } catch (error) {
    throw new AgentError({
      kind: "system",
      code: "file-unwritable",
      message: `${file}: cannot be written (${systemCode(error) ?? "unknown error"})`,
      cause: error,
    });
  }
}
