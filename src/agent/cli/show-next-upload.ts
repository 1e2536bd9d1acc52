import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Command } from "commander";
import { credentialFile } from "../compose/central-access.ts";
import { stateFolderOf } from "../config/state-folder.ts";
import { stamp, systemClock } from "../leaf/clock.ts";
import { silentLog } from "../leaf/log.ts";
import { CommandDesk } from "../upload/command-desk.ts";
import { readCredential } from "../upload/credential-file.ts";
import { type ConfigOption, configFrom, withConfig, withExample } from "./command-options.ts";
import { batchLimits } from "./look-at-agent.ts";
import { batchOf } from "./next-batch.ts";
import type { Speech } from "./speech.ts";
import { readStoredAgent, type StoredAgent } from "./stored-agent.ts";

/** Stands where the upload puts what only the running agent knows. */
const setWhenSent = "set-when-sent";

export function addShowNextUploadCommand(program: Command, speech: Speech): void {
  const command = program.command("show-next-upload").description(speech.say("command.next"));
  withExample(withConfig(command, speech), speech, "show-next-upload > next.json");
  command.action((options: ConfigOption) => showNextUpload(options, speech));
}

/** The bytes go to stdout and nothing else does; what is said about them goes to stderr. */
function showNextUpload(options: ConfigOption, { say }: Speech): void {
  const folder = stateFolderOf(configFrom(options));
  const stored = readStoredAgent(folder, batchLimits);
  if (stored === undefined || (stored.next.records.length === 0 && stored.next.gaps.length === 0)) {
    process.stderr.write(`${say("nothingToSend")}\n`);
    return;
  }
  const agent = readCredential(join(folder, credentialFile))?.agent;
  const sender = {
    agent: agent ?? setWhenSent,
    sentAt: stamp(systemClock),
    bootId: setWhenSent,
    monoMs: 0,
    commandOutcomes: untold(stored),
  };
  const body = JSON.stringify(batchOf(stored.next, sender));
  process.stdout.write(`${body}\n`);
  const sizes = { records: stored.next.records.length, bytes: Buffer.byteLength(body), packed: gzipSync(body).length };
  process.stderr.write(`${say("nextUpload", sizes)}\n`);
  if (agent === undefined) process.stderr.write(`${say("notEnrolledYet")}\n`);
}

/** What the agent decided upon central's commands and has not told yet, as its desk would tell it. */
function untold({ states }: StoredAgent) {
  const outbox = { commit: () => [], readStates: () => new Map(states) };
  return new CommandDesk({ outbox, log: silentLog, rules: () => undefined }).untold();
}
