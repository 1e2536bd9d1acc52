import { hostname } from "node:os";
import { basename, join } from "node:path";
import type { Command } from "commander";
import { maxBatchRecords } from "../../contract/batch.ts";
import type { OutboxRecord } from "../../contract/record.ts";
import { credentialFile } from "../compose/central-access.ts";
import type { LoadedConfig } from "../config/config-store.ts";
import { stateFolderOf } from "../config/state-folder.ts";
import { stamp, systemClock } from "../leaf/clock.ts";
import { AgentError } from "../leaf/errors.ts";
import { systemRandom } from "../leaf/random.ts";
import type { Database } from "../outbox/database.ts";
import {
  giveUpDamaged,
  hasWritten,
  noteCarried,
  noteLeavingByHand,
  readCarried,
  type Selection,
  takeHandReceipt,
  waitingBatches,
} from "../outbox/hand-carried.ts";
import { addExchange } from "../outbox/ledger-table.ts";
import { type MonthClose, readMonthCloses } from "../outbox/month-closes.ts";
import { restoreSiteState } from "../schedule/stored-state.ts";
import { type CounterStand, counterPage } from "../status/counter-page.ts";
import { readCredential } from "../upload/credential-file.ts";
import { readReceipt, signExport } from "../upload/export-file.ts";
import { readServiceKey, serviceKeyFile, writeServiceKey } from "../upload/service-key-file.ts";
import { openSigningKey, signingKeyFile } from "../upload/signing-key.ts";
import { type ConfigOption, configFrom, printLines, withConfig, withExample } from "./command-options.ts";
import { readGivenFile } from "./given-file.ts";
import { batchLimits } from "./look-at-agent.ts";
import { batchOf } from "./next-batch.ts";
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

/** In one file, which is built in memory; what is more goes into the next one. */
const mostCarried = 50_000;

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
    if (acknowledged !== undefined) printLines([applyReceipt(loaded, acknowledged, speech)]);
    if (to !== undefined) printLines(writeExport(loaded, to, options, speech));
    if (page !== undefined) printLines([writePage(loaded, page, month, speech)]);
  });
}

/** What waits for central, signed; it stays in the outbox until a receipt names it. */
function writeExport(
  loaded: LoadedConfig,
  file: string,
  { all, month }: ExportOptions,
  { say }: Speech,
): readonly string[] {
  const folder = stateFolderOf(loaded);
  const { agent, key } = identityIn(folder);
  const bootId = `export-${systemRandom.name()}`;
  const sender = { agent, sentAt: stamp(systemClock), bootId, monoMs: systemClock.monoMs() };
  const batches = withStore(folder, (database) => {
    if (month !== undefined) closesOf(database, month);
    const which: Selection =
      month !== undefined
        ? { isWanted: (record) => isClose(record, month), mostRecords: mostCarried }
        : { afterSeq: all ? 0 : readCarried(database), mostRecords: mostCarried };
    giveUpDamaged(database, which);
    const handedOut = [...waitingBatches(database, maxBatchRecords, which)];
    noteLeavingByHand(database, { folder, name: bootId }, handedOut);
    return handedOut.map((each) => batchOf(each, sender));
  });
  const payload = { site: loaded.config.site.name, hostName: hostname(), batches };
  const text = `${JSON.stringify(signExport(agent, payload, key))}\n`;
  writeNamedFile(file, text);
  const count = batches.reduce((sum, { records }) => sum + records.length, 0);
  const exchange = { at: sender.sentAt, host: basename(file), what: "export" as const, records: count };
  const sentBytes = Buffer.byteLength(text);
  const left = withStore(folder, (database) => {
    addExchange(database, { ...exchange, sentBytes, outcome: "written" });
    const last = Math.max(0, ...batches.map(({ records }) => records.at(-1)?.seq ?? 0));
    if (month !== undefined || last === 0) return 0;
    noteCarried(database, last);
    return database.number("SELECT count(*) FROM record WHERE seq > ?", last);
  });
  const written = say("exportWritten", { count, agent, file });
  return left === 0 ? [written] : [written, say("exportGoesOn", { count: left })];
}

function isClose({ kind, body }: OutboxRecord, month: string): boolean {
  return kind === "event" && body.type === "monthClose" && body.data.month === month;
}

function closesOf(database: Database, month: string): readonly MonthClose[] {
  const closes = readMonthCloses(database, month);
  if (closes.length > 0) return closes;
  throw new AgentError({
    kind: "data",
    code: "export-month",
    message: `There is no billing reading of ${JSON.stringify(month)}.`,
    remedy: "Give a month that has ended, as in 2026-10; its readings are there once a device was read after it.",
  });
}

function applyReceipt(loaded: LoadedConfig, file: string, { say }: Speech): string {
  const folder = stateFolderOf(loaded);
  const { agent, serviceKey } = identityIn(folder);
  const receipt = readReceipt(readGivenFile(file), agent, serviceKey);
  if (!receipt.ok) throw wrongReceipt(file, receipt.failure);
  const { exports = [] } = receipt.value;
  if (!withStore(folder, (database) => hasWritten(database, exports))) {
    throw wrongReceipt(file, "it answers a file that was not written here, or before the state folder was put back");
  }
  if (serviceKey === undefined) writeServiceKey(join(folder, serviceKeyFile), receipt.value.key);
  const settled = withStore(folder, (database) =>
    receipt.value.receipts.map((each) => takeHandReceipt(database, each)),
  );
  const accepted = settled.reduce((sum, each) => sum + each.accepted, 0);
  const quarantined = settled.reduce((sum, each) => sum + each.quarantined, 0);
  return say("receiptTaken", { accepted, quarantined });
}

function wrongReceipt(file: string, why: string): AgentError {
  return new AgentError({
    kind: "data",
    code: "receipt-wrong",
    message: `${file}: ${why}`,
    remedy: "Give the receipt that mfp-agent-central import wrote for an export of this agent.",
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

/** Who this agent is when it speaks by hand: as enrolled, or by its own key when it never was. */
function identityIn(folder: string) {
  const key = openSigningKey(join(folder, signingKeyFile));
  const credential = readCredential(join(folder, credentialFile));
  const serviceKey = credential?.serviceKey ?? readServiceKey(join(folder, serviceKeyFile));
  return { agent: credential?.agent ?? key.agent, key, serviceKey };
}
