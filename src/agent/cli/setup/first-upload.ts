import type { Batch } from "../../../contract/batch.ts";
import type { DraftAgent } from "../../compose/store.ts";
import type { SiEntry } from "../../inventory/inventory.ts";
import { type Clock, stamp } from "../../leaf/clock.ts";
import { failed, ok, type Result } from "../../leaf/result.ts";
import type { UploadFailure } from "../../upload/central-port.ts";
import { batchLimits } from "../look-at-agent.ts";
import { batchOf } from "../next-batch.ts";

type Sender = Pick<DraftAgent, "outbox" | "bootId">;

/** What central confirmed. */
export interface Confirmation {
  readonly accepted: number;
  /** Central's clock, ISO 8601. */
  readonly serverTime: string;
}

/**
 * Every batch that would leave now, each taken for acknowledged before the next.
 * @param draft a copy of the store, which runs dry by this
 */
export function* drainCopy(draft: Sender, agent: string, clock: Clock): Generator<Batch> {
  for (let batch = nextBatch(draft, agent, clock); batch; batch = nextBatch(draft, agent, clock)) {
    yield batch;
    const { accepted, gaps } = draft.outbox.settle({ accepted: [[0, Number.MAX_SAFE_INTEGER]], rejected: [] });
    if (accepted + gaps === 0) return;
  }
}

/** The next batch as it would leave now; undefined: nothing waits. */
function nextBatch({ outbox, bootId }: Sender, agent: string, clock: Clock): Batch | undefined {
  const handedOut = outbox.nextBatch(batchLimits);
  return handedOut && batchOf(handedOut, { agent, sentAt: stamp(clock), bootId, monoMs: clock.monoMs() });
}

/**
 * Uploads all that waits, batch by batch, and settles it as the running agent would. A central that settles nothing of a
 * batch ends it: the agent will try again by its own rules. What central's answers change is told by the agent later: a
 * person saw all that leaves now.
 */
export async function uploadAll(
  draft: DraftAgent,
  agent: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<Result<Confirmation, UploadFailure>> {
  const { central, outbox, keeper } = draft;
  const learnt: SiEntry[] = [];
  let outcome: Result<Confirmation, UploadFailure> = ok({ accepted: 0, serverTime: "" });
  for (let batch = nextBatch(draft, agent, clock); batch && central; batch = nextBatch(draft, agent, clock)) {
    const answer = await central.port.upload(batch, signal);
    if (!answer.ok) {
      outcome = failed(answer.failure);
      break;
    }
    const { accepted, quarantined, gaps } = outbox.settle(answer.value);
    learnt.push(...answer.value.registry.si);
    outcome = ok({ accepted: outcome.value.accepted + accepted, serverTime: answer.value.serverTime });
    if (accepted + quarantined + gaps === 0) break;
  }
  keeper.takeRegistry(learnt);
  keeper.store();
  return outcome;
}
