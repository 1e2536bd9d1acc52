import { existsSync, readdirSync, rmdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { logFolder } from "../compose/log.ts";
import { openDraftAgent } from "../compose/store.ts";
import type { LoadedConfig } from "../config/config-store.ts";
import { pathFromConfig, stateFolderOf } from "../config/state-folder.ts";
import { inboxFolder } from "../inbox/hand-in.ts";
import { stamp, systemClock } from "../leaf/clock.ts";
import { AgentError } from "../leaf/errors.ts";
import { programVersion } from "../leaf/program.ts";
import { ok } from "../leaf/result.ts";
import { storeFiles } from "../outbox/store.ts";
import { endToken } from "../upload/end-token.ts";
import { type ConfigOption, configFrom, printLines, withConfig, withExample } from "./command-options.ts";
import { confirm } from "./confirm.ts";
import { uploadAll } from "./setup/first-upload.ts";
import type { Speech } from "./speech.ts";

interface DecommissionOptions extends ConfigOption {
  readonly yes?: true;
  readonly withoutGoodbye?: true;
}

/** The goodbye promises no further contact; the contract wants a number all the same. */
const noContactS = 86_400;

export function addDecommissionCommand(program: Command, speech: Speech): void {
  const { say } = speech;
  const command = program
    .command("decommission")
    .description(say("command.decommission"))
    .option("--without-goodbye", say("option.withoutGoodbye"))
    .option("--yes", say("option.yes"));
  withExample(withConfig(command, speech), speech, "decommission --config /etc/mfp-agent/mfp-agent.json");
  command.action(async (options: DecommissionOptions) => {
    const loaded = configFrom(options);
    const folder = stateFolderOf(loaded);
    const secrets = pathFromConfig(loaded, loaded.config.secretsFile);
    printLines([say("wipes", { folder, secrets })]);
    await confirm(speech, options, { key: "ask.wipe", isYesOffered: false });
    const accepted = await sayGoodbye(loaded, folder, options.withoutGoodbye === true);
    wipe(folder);
    rmSync(secrets, { force: true });
    printLines([say("wiped", { accepted })]);
  });
}

/** Hands over what waits, and a last heartbeat, so that central expects nothing more and knows the token no more; answers how much central took. */
async function sayGoodbye(loaded: LoadedConfig, folder: string, isSilent: boolean): Promise<number> {
  const draft = openDraftAgent(loaded, { store: folder, credential: folder });
  try {
    const agent = draft.central?.credential()?.agent;
    if (agent === undefined || isSilent) return 0;
    draft.keeper.record({ kind: "heartbeat", body: lastHeartbeat(draft.outbox.stats()) });
    const { signal } = new AbortController();
    const answer = await uploadAll(draft, agent, systemClock, signal);
    if (!answer.ok) throw goodbyeFailed(`central did not take what waits: ${answer.failure.message}`);
    const ended = await endToken(async () => draft.central?.decommission(agent, signal) ?? ok(undefined));
    if (!ended.ok) throw goodbyeFailed(`central did not end this agent's token: ${ended.failure.message}`);
    return answer.value.accepted;
  } finally {
    draft.outbox.close();
  }
}

function goodbyeFailed(message: string): AgentError {
  return new AgentError({
    kind: "unavailable",
    code: "goodbye-failed",
    message,
    remedy: "Nothing was wiped. --without-goodbye wipes all the same, and what waits is lost.",
  });
}

function lastHeartbeat(stats: { records: number; bytes: number; oldestAt: string | null; quarantined: number }) {
  const { records, bytes, oldestAt, quarantined } = stats;
  return {
    version: programVersion(),
    startedAt: stamp(systemClock),
    nextContactWithinS: noContactS,
    isLast: true,
    devices: { known: 0, answering: 0, silent: 0, otherPrinters: 0 },
    outbox: { records, bytes, oldestAt, quarantined },
  };
}

/** Only files right inside and the folders of the agent's own, and only where an outbox stood: a state folder named wrongly must not cost anything else. */
function wipe(folder: string): void {
  if (!existsSync(join(folder, storeFiles.store))) return;
  for (const own of [inboxFolder, logFolder]) rmSync(join(folder, own), { recursive: true, force: true });
  const paths = readdirSync(folder).map((name) => join(folder, name));
  for (const path of paths) if (statSync(path).isFile()) rmSync(path);
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}
