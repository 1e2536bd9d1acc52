import {
  type Acknowledgement,
  type AgentClock,
  BatchEnvelope,
  conflictCode,
  maxBatchRecords,
  type Rejection,
} from "../contract/batch.ts";
import type { OutboxRecord } from "../contract/record.ts";
import type { AgentState } from "./agent-state.ts";
import { applyRecords, type Placed } from "./apply-records.ts";
import { sortArrivals } from "./arrivals.ts";
import { settle } from "./case-work.ts";
import { type CheckedRecord, checkRecords, issueText } from "./check-records.ts";
import { stampOf } from "./clock.ts";
import { applyContact } from "./contact.ts";
import { rangesOf } from "./ranges.ts";
import { type BootOffsets, restamp } from "./restamp.ts";
import { sortSaved } from "./saved-records.ts";
import type { DeskTime } from "./service-desk.ts";
import type { Boot, CentralStore, StoredRecord, StoreTransaction, Stream } from "./store.ts";

/** An upload is answered with an acknowledgement, or refused as a whole with the status and text of a problem. */
export type IngestOutcome =
  | { readonly ok: true; readonly acknowledgement: Acknowledgement; readonly added: number }
  | { readonly ok: false; readonly status: 409 | 422; readonly code: string; readonly text: string };

const nextContactWithinS = 300;
const largestBatch = Math.min(500, maxBatchRecords);
/** A record that passed every check, with the time that central goes by. */
interface JudgedRecord extends CheckedRecord {
  readonly isSure: boolean;
}

/** How a batch came: by the agent itself, or in a file that somebody carried, which is no sign of life. */
export type Way = "line" | "file";

/**
 * Takes one upload of `agent` into the store, in one transaction. Idempotent by (agent, epoch, seq): whatever is sent
 * again, in whatever order and company, changes nothing and is accepted again.
 */
export async function ingest(
  store: CentralStore,
  agent: AgentState,
  upload: unknown,
  time: DeskTime,
  way: Way = "line",
): Promise<IngestOutcome> {
  const envelope = BatchEnvelope.safeParse(upload);
  if (!envelope.success) return { ok: false, status: 422, code: "schema", text: issueText(envelope.error) };
  const batch = envelope.data;
  if (batch.agent !== agent.id) {
    return { ok: false, status: 422, code: "agent", text: "the batch names another agent than the token" };
  }
  const checked = checkRecords(batch.records);
  if (typeof checked === "string") return { ok: false, status: 422, code: "schema", text: checked };

  const stream: Stream = { agent: agent.id, epoch: batch.epoch };
  return store.transact(async (tables): Promise<IngestOutcome> => {
    const lastBoot = await tables.currentBoot(agent.id);
    if (way === "line" && (await isCopiedMachine(tables, agent.id, batch.clock, lastBoot, time.nowMs))) {
      const text = "another machine uses this identity since: enrol this one anew";
      return { ok: false, status: 409, code: "copied-machine", text };
    }
    for (const told of batch.commandOutcomes ?? []) await tables.closeCommand(agent.id, told);
    const sending = way === "line" ? batch.clock : null;
    const offsets = await offsetsOf(tables, agent.id, checked.good, sending, time.nowMs);
    const good = checked.good.map(({ record, text }) => ({ ...restamp(record, offsets, time.nowMs), text }));
    const { saved, done, rest } = await sortSaved(tables, stream, good);
    for (const { stream: former, fresh } of saved) await keep(tables, former, fresh, time.nowMs);
    const { fresh, repeated, renumbered, conflicts } = await sortArrivals(tables, stream, rest);
    await keep(tables, stream, fresh, time.nowMs);
    const arrived = [...done, ...[...fresh, ...repeated].map(({ record }) => record.seq)];
    await tables.addRanges(stream, rangesOf(arrived));
    const accepted = rangesOf([...arrived, ...renumbered.map(({ record }) => record.seq)]);
    await tables.addGaps(
      stream,
      batch.gaps.filter(({ from, to }) => from <= to),
    );
    const news = [...saved, { stream, fresh }].flatMap((part) =>
      part.fresh.map(({ record }): Placed => ({ stream: part.stream, record })),
    );
    await applyRecords(tables, agent.id, news, time);
    if (way === "line") {
      const hasRestarted = lastBoot !== undefined && lastBoot.bootId !== batch.clock.bootId;
      await applyContact(tables, agent.id, news, hasRestarted, time.nowMs);
    }

    const rejected: Rejection[] = [...checked.rejected, ...conflicts];
    const comesAgain = rejected.some(({ code, retry }) => retry || code === conflictCode);
    // A batch that only repeats may be an old one that the network held back: its `eventsRemaining` is history.
    const isNews = news.length > 0 || batch.records.length === 0;
    if (batch.eventsRemaining === 0 && isNews && !comesAgain) {
      await settle(tables, await tables.pendingSigns({ agent: agent.id }), time);
    }
    // Every few minutes: the books of a stream of years are long.
    const isWorthLooking = way === "file" || news.some(({ record }) => record.kind === "heartbeat");
    const laterEpoch = await tables.latestEpoch(agent.id);
    const acknowledgement: Acknowledgement = {
      epoch: batch.epoch,
      accepted,
      rejected,
      highestSeq: await tables.highestSeq(stream),
      ...(laterEpoch !== undefined && laterEpoch > batch.epoch && { laterEpoch }),
      ...(isWorthLooking && { unbrokenTo: await tables.unbrokenTo(stream) }),
      serverTime: stampOf(time.nowMs),
      nextContactWithinS,
      pauseS: 0,
      maxRecords: largestBatch,
      registry: { revision: await tables.registryRevision(), si: [...(await tables.siOfAgent(agent.id))] },
      commands: [...(await tables.openCommands(agent.id, stampOf(time.nowMs)))],
    };
    return { ok: true, acknowledgement, added: news.length };
  });
}

/**
 * A boot does not send again once another has taken over, but for one upload that was held up on the way: it may come
 * late, and the true boot then seems to return after it. Two boots that take turns beyond that are two machines with one
 * identity, a copied disk or virtual machine, whose records would be taken for each other's.
 */
async function isCopiedMachine(
  tables: StoreTransaction,
  agent: string,
  { bootId, monoMs }: AgentClock,
  current: Boot | undefined,
  nowMs: number,
): Promise<boolean> {
  if (current?.bootId === bootId) return false;
  const [known] = await tables.boots(agent, [bootId]);
  const returns = known === undefined ? 0 : known.returns + 1;
  if (returns > 1 && current !== undefined && current.returns > 0) return true;
  await tables.noteBoot(agent, { bootId, returns, offsetMs: known?.offsetMs ?? nowMs - monoMs });
  return false;
}

/** Where records of this batch carry the time of a boot, what central knows of those boots. */
async function offsetsOf(
  tables: StoreTransaction,
  agent: string,
  good: readonly CheckedRecord[],
  sending: AgentClock | null,
  nowMs: number,
): Promise<ReadonlyMap<string, BootOffsets>> {
  const named = new Set(good.flatMap(({ record }) => (record.clock === undefined ? [] : [record.clock.bootId])));
  const boots = await tables.boots(agent, [...named]);
  return new Map(
    boots.flatMap(({ bootId, offsetMs }) => {
      const presentMs = bootId === sending?.bootId ? nowMs - sending.monoMs : null;
      const firstMs = offsetMs ?? presentMs;
      return firstMs === null ? [] : [[bootId, { firstMs, presentMs }] as const];
    }),
  );
}

/** Records under the numbers that they have in the stream. */
async function keep(
  tables: StoreTransaction,
  stream: Stream,
  records: readonly JudgedRecord[],
  nowMs: number,
): Promise<void> {
  await tables.addRecords(stream, records.map(storedOf), nowMs);
  await tables.addRanges(stream, rangesOf(records.map(({ record }) => record.seq)));
}

function storedOf({ record, text, isSure: isStampSure }: JudgedRecord): StoredRecord {
  const { seq, kind, crc } = record;
  const observedAt = stampOf(Date.parse(record.observedAt));
  return { seq, kind, crc, uid: uidOf(record), observedAt, isStampSure, body: text };
}

function uidOf(record: OutboxRecord): string | null {
  if (record.kind === "device") return record.body.uid;
  if (record.kind === "reading") return record.body.device.uid;
  if (record.kind === "event") return record.body.device?.uid ?? null;
  return record.kind === "heartbeat" ? null : record.body.device;
}
