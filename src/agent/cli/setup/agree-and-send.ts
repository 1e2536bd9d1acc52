import { hostname } from "node:os";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Batch } from "../../../contract/batch.ts";
import type { DraftAgent } from "../../compose/store.ts";
import { stateFolderOf } from "../../config/state-folder.ts";
import { stamp, systemClock } from "../../leaf/clock.ts";
import { AgentError } from "../../leaf/errors.ts";
import { programVersion } from "../../leaf/program.ts";
import { printLines } from "../command-options.ts";
import { isFolderInUse } from "../stored-agent.ts";
import type { Conversation } from "./conversation.ts";
import { inStore, takeIn } from "./draft-store.ts";
import type { MetDevice } from "./find-devices.ts";
import { drainCopy, uploadAll } from "./first-upload.ts";
import type { Workspace } from "./workspace.ts";

/**
 * Shows what will leave, and sends it when a person agrees. Answers whether the agent is enrolled at the end.
 * @param numbers service numbers by serial number
 */
export async function agreeAndSend(
  talk: Conversation,
  workspace: Workspace,
  met: readonly MetDevice[],
  numbers: ReadonlyMap<string, string>,
): Promise<boolean> {
  const { central } = workspace.loaded.config;
  if (isFolderInUse(stateFolderOf(workspace.loaded))) {
    talk.tell("uploadLater");
    await talk.confirm("ask.keep");
    return false;
  }
  const show = async (draft: DraftAgent) => {
    takeIn(draft, met, numbers);
    await (central === undefined ? talk.confirm("ask.keep") : showPreview(talk, draft, central.url));
  };
  // A new store gets its epoch first, so that it is the one that is shown.
  if (!workspace.hasStore) await inStore(workspace, workspace.storeFolder, async () => {});
  await inStore(workspace, workspace.copyStore(), show);
  workspace.dropCopy();
  return inStore(workspace, workspace.storeFolder, (draft) =>
    send(talk, workspace, draft, () => takeIn(draft, met, numbers)),
  );
}

/** Ends with the last question before something leaves. What is shown is used up by it: a copy of the store. */
async function showPreview(talk: Conversation, draft: DraftAgent, url: string): Promise<void> {
  const agent = draft.central?.credential()?.agent;
  if (agent === undefined && draft.central?.enrol === undefined) {
    talk.tell("previewWithoutCode");
    return talk.confirm("ask.keep");
  }
  const batches = Array.from(drainCopy(draft, agent ?? "set-when-enrolled", systemClock), packed);
  if (batches.length === 0 && agent !== undefined) {
    talk.tell("nothingToSend");
    return talk.confirm("ask.keep");
  }
  talk.tell("preview", { host: new URL(url).host });
  if (agent === undefined) talk.tell("previewEnrolment", { version: programVersion(), hostName: hostname() });
  const sum = (part: "records" | "bytes") => batches.reduce((total, batch) => total + batch[part], 0);
  const packedBytes = batches.reduce((total, { body }) => total + body.length, 0);
  if (batches.length > 0) {
    talk.tell("previewBatch", { records: sum("records"), bytes: sum("bytes"), packed: packedBytes });
  }
  talk.tell("previewNever");
  if (batches.length > 0 && (await talk.dialogue?.confirm("ask.showAll", false))) {
    for (const { body } of batches) printLines([JSON.stringify(JSON.parse(gunzipSync(body).toString()), null, 2)]);
  }
  await talk.confirm("ask.goOn");
}

/** All that waits after a long outage is held as it leaves: compressed. */
function packed(batch: Batch): { readonly records: number; readonly bytes: number; readonly body: Buffer } {
  const text = JSON.stringify(batch);
  return { records: batch.records.length, bytes: Buffer.byteLength(text), body: gzipSync(text) };
}

/** @param prepare the store, once central knows the agent: an enrolment that fails leaves the records in place alone */
async function send(
  talk: Conversation,
  workspace: Workspace,
  draft: DraftAgent,
  prepare: () => void,
): Promise<boolean> {
  const { central, outbox } = draft;
  for (const exchange of workspace.takeFormerExchanges()) outbox.noteExchange(exchange);
  if (central?.enrol) {
    const enrolled = await central.enrol(talk.signal);
    workspace.isAnswerLost = !enrolled.ok && enrolled.failure.canRetry;
    talk.check();
    if (!enrolled.ok) return goOnUnsent(talk, enrolmentFailed(enrolled.failure.message), false);
    talk.tell("enrolled", { agent: enrolled.value.agent, site: enrolled.value.site });
  }
  prepare();
  const agent = central?.credential()?.agent;
  if (agent === undefined) {
    if (central !== undefined) talk.tell("notEnrolled");
    return false;
  }
  const confirmed = await uploadAll(draft, agent, systemClock, talk.signal);
  talk.check();
  if (!confirmed.ok) return goOnUnsent(talk, uploadFailed(confirmed.failure.message), true);
  const { accepted, serverTime } = confirmed.value;
  if (serverTime === "") return true;
  const voice = talk.speech.voice(workspace.loaded.config.site.timeZone, stamp(systemClock));
  talk.tell("uploaded", { accepted, time: voice.momentText(serverTime) });
  return true;
}

/** A person has answered a lot of questions by now: the settings may stay, and the agent tries again by itself. */
async function goOnUnsent(talk: Conversation, trouble: UnsentTrouble, isEnrolled: boolean): Promise<boolean> {
  if (!talk.dialogue) throw trouble.error;
  talk.tell("notTaken", { reason: talk.said(trouble.reason) });
  if (await talk.dialogue.confirm("ask.keepUnsent", false)) return isEnrolled;
  throw trouble.error;
}

interface UnsentTrouble {
  readonly reason: string;
  readonly error: AgentError;
}

function enrolmentFailed(reason: string): UnsentTrouble {
  const error = new AgentError({
    kind: "unavailable",
    code: "setup-enrolment-failed",
    message: `this agent could not be enrolled: ${reason}`,
    remedy: "Nothing was changed. Run setup again, with a new code from the service where central refused this one.",
  });
  return { reason, error };
}

function uploadFailed(reason: string): UnsentTrouble {
  const error = new AgentError({
    kind: "unavailable",
    code: "setup-upload-failed",
    message: `central did not take the first upload: ${reason}`,
    remedy: "Nothing was changed. Correct the answers and run setup again; mfp-agent doctor --network finds the cause.",
  });
  return { reason, error };
}
