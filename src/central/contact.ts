import { type AgentState, newerHeartbeat } from "./agent-state.ts";
import type { Placed } from "./apply-records.ts";
import { stampOf } from "./clock.ts";
import { explainSilence, judgePromise, type SilenceEvidence } from "./promises.ts";
import { siteUid } from "./sign.ts";
import type { StoreTransaction } from "./store.ts";

/** Every upload is a sign of life; the newest heartbeat holds the promise. A silence that ends here gets its name. */
export async function applyContact(
  tables: StoreTransaction,
  agent: string,
  records: readonly Placed[],
  hasRestarted: boolean,
  nowMs: number,
): Promise<void> {
  const known = await tables.agent(agent);
  if (known === undefined) return;
  let heartbeat = known.heartbeat;
  for (const { stream, record } of records) {
    if (record.kind !== "heartbeat") continue;
    const at = stampOf(Date.parse(record.observedAt));
    heartbeat = newerHeartbeat(heartbeat, { epoch: stream.epoch, seq: record.seq, at, body: record.body });
  }
  const hadPowerCut = (await tables.openConditions(siteUid(agent))).some(({ type }) => type === "sitePowerCut");
  const lastSilence = endedSilence(known, { hasRestarted, hadPowerCut }, nowMs) ?? known.lastSilence;
  await tables.saveAgent({ ...known, lastContactMs: nowMs, heartbeat, lastSilence });
}

function endedSilence(
  { lastContactMs, heartbeat }: AgentState,
  evidence: SilenceEvidence,
  nowMs: number,
): AgentState["lastSilence"] {
  if (lastContactMs === null || heartbeat === null) return null;
  const { nextContactWithinS: promisedWithinS, isLast: saidGoodbye } = heartbeat.body;
  const word = { lastContactMs, promisedWithinS, saidGoodbye, hasPowerCut: evidence.hadPowerCut };
  if (judgePromise(word, nowMs).state !== "missed") return null;
  return { fromMs: lastContactMs, toMs: nowMs, because: explainSilence(evidence) };
}
