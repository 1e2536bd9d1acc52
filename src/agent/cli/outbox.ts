import type { Command } from "commander";
import { openOutbox } from "../compose/store.ts";
import type { LoadedConfig } from "../config/config-store.ts";
import { stateFolderOf } from "../config/state-folder.ts";
import type { QuarantineWish } from "../inbox/wish.ts";
import { stamp, systemClock } from "../leaf/clock.ts";
import { AgentError } from "../leaf/errors.ts";
import type { QuarantinedRecord } from "../outbox/outbox.ts";
import type { Voice } from "../status/voice.ts";
import {
  asDefault,
  type ConfigOption,
  configFrom,
  printJson,
  printLines,
  withConfig,
  withExample,
  withJson,
} from "./command-options.ts";
import { leaveWish } from "./leave-wish.ts";
import { batchLimits, lookAtAgent } from "./look-at-agent.ts";
import type { Speech } from "./speech.ts";
import { outboxText } from "./status-text.ts";
import { isFolderInUse, readStoredAgent } from "./stored-agent.ts";
import { alignColumns } from "./table.ts";
import { translate } from "./translate.ts";
import { writeNamedFile } from "./written-file.ts";

type OutboxOptions = ConfigOption & { readonly json?: true };

export function addOutboxCommand(program: Command, speech: Speech): void {
  const { say } = speech;
  const outbox = program.command("outbox").description(say("command.outbox"));
  withExample(outbox, speech, "outbox --json");
  const show = asDefault(outbox.command("show", { isDefault: true })).description(say("command.outbox.show"));
  withExample(withJson(withConfig(show, speech), speech), speech, "outbox --json");
  show.action(async (options: OutboxOptions) => {
    const loaded = configFrom(options);
    const { snapshot } = await lookAtAgent(loaded, systemClock);
    if (options.json) return printJson(snapshot.outbox);
    printLines([outboxText(snapshot, speech, speech.voice(loaded.config.site.timeZone, snapshot.now))]);
  });
  addQuarantine(outbox, speech);
}

function addQuarantine(outbox: Command, speech: Speech): void {
  const { say } = speech;
  const quarantine = outbox.command("quarantine").description(say("command.outbox.quarantine"));
  withExample(quarantine, speech, "outbox quarantine list");
  const list = asDefault(quarantine.command("list", { isDefault: true })).description(say("command.outbox.list"));
  withExample(withJson(withConfig(list, speech), speech), speech, "outbox quarantine list");
  list.action((options: OutboxOptions) => {
    const records = readQuarantined(options);
    if (options.json) return printJson(records.map(({ body, ...head }) => head));
    const voice = speech.voice(configFrom(options).config.site.timeZone, stamp(systemClock));
    printLines(quarantineTable(records, speech, voice));
  });
  addQuarantineWork(quarantine, "retry", speech);
  addQuarantineWork(quarantine, "discard", speech);
  const exporting = quarantine
    .command("export")
    .description(say("command.outbox.export"))
    .argument("<file>", say("argument.file"));
  withExample(withConfig(exporting, speech), speech, "outbox quarantine export refused.json");
  exporting.action((file: string, options: ConfigOption) => {
    const records = readQuarantined(options);
    writeNamedFile(file, `${JSON.stringify(records, null, 2)}\n`);
    printLines([say("exported", { count: records.length, file })]);
  });
}

/** Puts all records back, or deletes them: by the running agent, for the store has one writer, otherwise here and now. */
function addQuarantineWork(quarantine: Command, action: QuarantineWish["action"], speech: Speech): void {
  const { say } = speech;
  const command = quarantine.command(action).description(say(`command.outbox.${action}`));
  withExample(withJson(withConfig(command, speech), speech), speech, `outbox quarantine ${action}`);
  command.action(async (options: OutboxOptions) => {
    const loaded = configFrom(options);
    const ids = readQuarantined(options).map(({ id }) => id);
    const isTaken = await workOff(loaded, { kind: "quarantine", action, ids });
    const left = isTaken ? new Set(readQuarantined(options).map(({ id }) => id)) : new Set(ids);
    const records = ids.filter((id) => !left.has(id)).length;
    if (options.json) return printJson({ action, records, isTaken });
    const done = action === "retry" ? say("requeued", { count: records }) : say("discarded", { count: records });
    printLines([isTaken ? done : say("wishKept")]);
  });
}

/** Answers whether it is done; otherwise the agent is busy, and does it once it looks. */
async function workOff(loaded: LoadedConfig, wish: QuarantineWish): Promise<boolean> {
  if (wish.ids.length === 0) return true;
  if (isFolderInUse(stateFolderOf(loaded))) return leaveWish(loaded, wish);
  const store = openOutbox(loaded);
  try {
    if (wish.action === "retry") store.retryQuarantined(wish.ids);
    else store.discardQuarantined(wish.ids);
    return true;
  } finally {
    store.close();
  }
}

function readQuarantined(options: ConfigOption): readonly QuarantinedRecord[] {
  const folder = stateFolderOf(configFrom(options));
  const stored = readStoredAgent(folder, batchLimits);
  if (stored !== undefined) return stored.quarantine;
  throw new AgentError({
    kind: "unavailable",
    code: "agent-never-ran",
    message: `${folder}: no agent has worked here yet`,
    remedy: "Start it: mfp-agent run --config FILE.",
  });
}

function quarantineTable(
  records: readonly QuarantinedRecord[],
  { say, language }: Speech,
  voice: Voice,
): readonly string[] {
  if (records.length === 0) return [say("quarantineEmpty")];
  const heads = [say("record"), say("kind"), say("observed"), say("reason")];
  const rows = records.map(({ id, kind, observedAt, code, text }) => [
    String(id),
    kind,
    voice.momentText(observedAt),
    `${code}: ${translate(text, language)}`,
  ]);
  return alignColumns([heads, ...rows]);
}
