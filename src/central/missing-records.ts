import type { AgentView } from "./overview.ts";

/**
 * Back-fill comes the oldest first, so the first hole of a stream moves with every batch. One that stays while the agent
 * goes on calling for so long is no longer on its way: central's store was put back to an older state, or a fault.
 */
const patienceMs = 3_600_000;

/** The first number that a stream has neither seen nor been told to forget, and since when. */
interface Waiting {
  readonly from: number;
  readonly sinceMs: number;
}

/** By agent and epoch. */
export type WaitingRecords = ReadonlyMap<string, Waiting>;

/** Records that will hardly come any more. */
export interface MissingRecords {
  readonly agent: string;
  readonly site: string;
  readonly epoch: string;
  readonly records: number;
  readonly from: number;
  readonly to: number;
}

/** Looks at the holes again: what is waited for now, and of which streams it is told that records are missing. */
export function findMissing(
  agents: readonly AgentView[],
  before: WaitingRecords,
  nowMs: number,
): { readonly waiting: WaitingRecords; readonly missing: readonly MissingRecords[] } {
  const waiting = new Map<string, Waiting>();
  const missing: MissingRecords[] = [];
  for (const { id: agent, site, lastContactMs, streams } of agents) {
    for (const { epoch, holes } of streams) {
      const [first, last] = [holes[0], holes.at(-1)];
      if (first === undefined || last === undefined) continue;
      const key = `${agent} ${epoch}`;
      const known = before.get(key);
      const { sinceMs } = known?.from === first[0] ? known : { sinceMs: nowMs };
      waiting.set(key, { from: first[0], sinceMs });
      if ((lastContactMs ?? 0) < sinceMs + patienceMs) continue;
      const records = holes.reduce((sum, [from, to]) => sum + to - from + 1, 0);
      missing.push({ agent, site, epoch, records, from: first[0], to: last[1] });
    }
  }
  return { waiting, missing };
}
