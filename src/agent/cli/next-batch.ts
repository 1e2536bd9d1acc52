import type { Batch } from "../../contract/batch.ts";
import type { CommandOutcome } from "../../contract/command.ts";
import type { HandedOut } from "../outbox/outbox.ts";

/** What the envelope of a batch tells beside its records. */
export interface Sender {
  readonly agent: string;
  /** ISO 8601. */
  readonly sentAt: string;
  readonly bootId: string;
  readonly monoMs: number;
  /** What was decided upon central's commands and is not told yet. */
  readonly commandOutcomes?: readonly CommandOutcome[];
}

/** The batch as the upload builds it: the same fields in the same order, so that its JSON text has the same bytes. */
export function batchOf({ epoch, eventsRemaining, gaps, records }: HandedOut, sender: Sender): Batch {
  const commandOutcomes = [...(sender.commandOutcomes ?? [])];
  return {
    agent: sender.agent,
    epoch,
    sentAt: sender.sentAt,
    // A command does not stay to hear whether central's clock agrees.
    clock: { synced: false, bootId: sender.bootId, monoMs: sender.monoMs },
    eventsRemaining,
    gaps: [...gaps],
    ...(commandOutcomes.length > 0 && { commandOutcomes }),
    records: [...records],
  };
}
