import { gunzipSync, gzipSync } from "node:zlib";
import { z } from "zod";
import { BatchEnvelope, conflictCode } from "../contract/batch.ts";
import { type Receipt, type ReceiptPayload, SignedFile, signedText } from "../contract/signed-file.ts";
import { isSignedBy } from "./agent-signature.ts";
import type { AgentState } from "./agent-state.ts";
import { stampOf } from "./clock.ts";
import { hashOf, makeToken, type RandomBytes } from "./credential.ts";
import { ingest } from "./ingest.ts";
import { mergeRanges } from "./ranges.ts";
import type { DeskTime } from "./service-desk.ts";
import type { ServiceKey } from "./service-key.ts";
import type { CentralStore } from "./store.ts";

/** Inflated payload, at most. */
const maxPayloadBytes = 1024 * 1024 * 1024;

const Payload = z.object({ hostName: z.string().max(255), batches: z.array(z.unknown()).max(10_000) });

export interface ImportSettings {
  /** Takes an agent that central has never seen, or whose key it does not know, at its word: it belongs to this site. */
  readonly trustForSite: string | null;
  readonly time: DeskTime;
  readonly key: ServiceKey;
  readonly random: RandomBytes;
}

export type ImportedFile =
  | { readonly ok: true; readonly agent: string; readonly added: number; readonly receipt: SignedFile }
  | { readonly ok: false; readonly text: string };

/** Takes a file that an agent exported, and answers the receipt that the site needs. Taken again, it changes nothing. */
export async function importFile(store: CentralStore, text: string, settings: ImportSettings): Promise<ImportedFile> {
  const file = readSignedFile(text);
  if (typeof file === "string") return { ok: false, text: file };
  const payload = readPayload(file.payload);
  if (payload === undefined) return { ok: false, text: "its payload cannot be read" };
  const agent = await vouchFor(store, file, payload.hostName, settings);
  if (typeof agent === "string") return { ok: false, text: agent };
  const receipts = new Map<string, Receipt>();
  const exports = new Set<string>();
  let added = 0;
  for (const batch of payload.batches) {
    const outcome = await ingest(store, agent, batch, settings.time, "file");
    if (!outcome.ok) return { ok: false, text: outcome.text };
    added += outcome.added;
    const { epoch, accepted, rejected, highestSeq, unbrokenTo } = outcome.acknowledgement;
    const { clock, gaps } = BatchEnvelope.parse(batch);
    exports.add(clock.bootId);
    const before = receipts.get(epoch) ?? { epoch, accepted: [], rejected: [], gaps: [] };
    receipts.set(epoch, {
      epoch,
      ...{ highestSeq, unbrokenTo },
      accepted: mergeRanges([...before.accepted, ...accepted]),
      rejected: [...before.rejected, ...rejected],
      gaps: [...before.gaps, ...gaps],
    });
    // What follows must not overtake what comes again under a higher number; the site carries it again.
    if (rejected.some(({ code }) => code === conflictCode)) break;
  }
  const answer = { serverTime: stampOf(settings.time.nowMs), exports: [...exports], receipts: [...receipts.values()] };
  return { ok: true, agent: agent.id, added, receipt: signReceipt(agent.id, answer, settings.key) };
}

function readSignedFile(text: string): SignedFile | string {
  const parsed = SignedFile.safeParse(parseJson(text));
  if (!parsed.success || parsed.data.kind !== "export")
    return "it is no export of an agent; mfp-agent export --to FILE writes one";
  const file = parsed.data;
  if (!isSignedBy(file.key, signedText(file), file.signature))
    return "its signature does not fit: it was changed on the way";
  return file;
}

function readPayload(payload: string): z.infer<typeof Payload> | undefined {
  try {
    const json = gunzipSync(Buffer.from(payload, "base64"), { maxOutputLength: maxPayloadBytes });
    return Payload.safeParse(parseJson(json.toString())).data;
  } catch {
    return undefined;
  }
}

/** The agent whose key signed the file, or why it is not believed. */
async function vouchFor(
  store: CentralStore,
  { agent: id, key: signingKey }: SignedFile,
  hostName: string,
  { trustForSite, time, random }: ImportSettings,
): Promise<AgentState | string> {
  return store.transact(async (tables): Promise<AgentState | string> => {
    const known = await tables.agent(id);
    if (known?.isRevoked) return `${id} is revoked`;
    if (known?.signingKey === signingKey) return known;
    if (trustForSite === null) {
      const why = known === undefined ? `${id} is not known here` : `the key of ${id} is not known here`;
      return `${why}: give --trust-for SITE when you know where this file comes from`;
    }
    if (known?.signingKey !== undefined) return `${id} signs with another key since: this file is not from it`;
    if (known !== undefined) {
      const trusted = { ...known, signingKey };
      await tables.saveAgent(trusted);
      return trusted;
    }
    const state: AgentState = {
      ...{ id, site: trustForSite, hostName, enrolledAt: stampOf(time.nowMs), isRevoked: false, signingKey },
      ...{ lastContactMs: null, heartbeat: null, lastSilence: null },
    };
    // It has no token: what it sends comes by hand until it enrols.
    await tables.addAgent(state, hashOf(makeToken(random)));
    return state;
  });
}

function signReceipt(agent: string, answer: ReceiptPayload, key: ServiceKey): SignedFile {
  const payload = gzipSync(JSON.stringify(answer)).toString("base64");
  const unsigned = { format: "mfp-agent/1", kind: "receipt", agent, key: key.publicKey, payload } as const;
  return { ...unsigned, signature: key.sign(signedText(unsigned)) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
