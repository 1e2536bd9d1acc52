import type { Batch } from "../../../contract/batch.ts";
import type { DraftAgent } from "../../compose/store.ts";
import { type Clock, stamp } from "../../leaf/clock.ts";
import { failed, ok, type Result } from "../../leaf/result.ts";
import type { UploadFailure } from "../../upload/central-port.ts";
import { batchLimits } from "../look-at-agent.ts";
import { batchOf } from "../next-batch.ts";

/** What central confirmed. */
export interface Confirmation {
  readonly accepted: number;
  /** Central's clock, ISO 8601. */
  readonly serverTime: string;
}

/** The next batch as it would leave now; undefined: nothing waits. */
export function nextBatch({ outbox, bootId }: DraftAgent, agent: string, clock: Clock): Batch | undefined {
  const handedOut = outbox.nextBatch(batchLimits);
  return handedOut && batchOf(handedOut, { agent, sentAt: stamp(clock), bootId, monoMs: clock.monoMs() });
}

/**
 * Uploads all that waits, batch by batch, and settles it as the running agent would. A central that settles nothing of a
 * batch ends it: the agent will try again by its own rules.
 */
export async function uploadAll(
  draft: DraftAgent,
  agent: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<Result<Confirmation, UploadFailure>> {
  const { central, outbox, keeper } = draft;
  let confirmation: Confirmation = { accepted: 0, serverTime: "" };
  for (let batch = nextBatch(draft, agent, clock); batch && central; batch = nextBatch(draft, agent, clock)) {
    const answer = await central.port.upload(batch, signal);
    if (!answer.ok) return failed(answer.failure);
    const { accepted, quarantined, gaps } = outbox.settle(answer.value);
    keeper.takeRegistry(answer.value.registry.si);
    keeper.store();
    confirmation = { accepted: confirmation.accepted + accepted, serverTime: answer.value.serverTime };
    if (accepted + quarantined + gaps === 0) break;
  }
  return ok(confirmation);
}
