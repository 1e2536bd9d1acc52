import {
  type Acknowledgement,
  type AgentClock,
  BatchEnvelope,
  maxBatchRecords,
  type Rejection,
} from "../contract/batch.ts";
import type { OutboxRecord } from "../contract/record.ts";
import { type AgentState, newerHeartbeat } from "./agent-state.ts";
import { settle, takeSign } from "./case-work.ts";
import { type CheckedRecord, checkRecords, conflictOf, issueText } from "./check-records.ts";
import { stampOf } from "./clock.ts";
import { type DeviceSection, sectionsOf } from "./device-state.ts";
import { explainSilence, judgePromise } from "./promises.ts";
import { rangesOf } from "./ranges.ts";
import { type BootOffsets, restamp } from "./restamp.ts";
import type { DeskTime } from "./service-desk.ts";
import { signOf, siteUid } from "./sign.ts";
import type { CentralStore, StoredRecord, StoreTransaction, Stream } from "./store.ts";

/** An upload is answered with an acknowledgement, or refused as a whole with the status and text of a problem. */
export type IngestOutcome =
  | { readonly ok: true; readonly acknowledgement: Acknowledgement; readonly added: number }
  | { readonly ok: false; readonly status: 409 | 422; readonly code: string; readonly text: string };

const nextContactWithinS = 300;
const largestBatch = Math.min(500, maxBatchRecords);
/** A device is known before its readings, a reading before the events drawn from it. */
const kindOrder: readonly OutboxRecord["kind"][] = [
  "device",
  "reading",
  "event",
  "heartbeat",
  "stock",
  "request",
  "recording",
];

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
    if (way === "line" && (await isCopiedMachine(tables, agent.id, batch.clock, time.nowMs))) {
      const text = "another machine uses this identity since: enrol this one anew";
      return { ok: false, status: 409, code: "copied-machine", text };
    }
    for (const told of batch.commandOutcomes ?? []) await tables.closeCommand(agent.id, told);
    const offsets = await offsetsOf(tables, agent.id, checked.good);
    const good = checked.good.map(({ record, text }) => ({
      record: restamp(record, batch.clock, offsets, time.nowMs),
      text,
    }));
    const { fresh, repeated, conflicts } = await sortOut(tables, stream, good);
    await tables.addRecords(stream, fresh.map(storedOf), time.nowMs);
    const accepted = rangesOf([...fresh, ...repeated].map(({ record }) => record.seq));
    await tables.addRanges(stream, accepted);
    await tables.addGaps(
      stream,
      batch.gaps.filter(({ from, to }) => from <= to),
    );
    await apply(
      tables,
      stream,
      fresh.map(({ record }) => record),
      time,
      way,
    );

    const rejected: Rejection[] = [...checked.rejected, ...conflicts];
    // A batch that only repeats may be an old one that the network held back: its `eventsRemaining` is history.
    const isNews = fresh.length > 0 || batch.records.length === 0;
    if (batch.eventsRemaining === 0 && isNews && !rejected.some(({ retry }) => retry)) {
      await settle(tables, await tables.pendingSigns({ agent: agent.id }), time);
    }
    const acknowledgement: Acknowledgement = {
      epoch: batch.epoch,
      accepted,
      rejected,
      serverTime: stampOf(time.nowMs),
      nextContactWithinS,
      pauseS: 0,
      maxRecords: largestBatch,
      registry: { revision: await tables.registryRevision(), si: [...(await tables.siOfAgent(agent.id))] },
      commands: [...(await tables.openCommands(agent.id, stampOf(time.nowMs)))],
    };
    return { ok: true, acknowledgement, added: fresh.length };
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
  nowMs: number,
): Promise<boolean> {
  const boots = await tables.bootsOf(agent);
  const [current, known] = [boots.at(-1), boots.find((boot) => boot.bootId === bootId)];
  if (known !== undefined && known === current) return false;
  const returns = known === undefined ? 0 : known.returns + 1;
  if (returns > 1 && current !== undefined && current.returns > 0) return true;
  await tables.noteBoot(agent, { bootId, returns, offsetMs: known?.offsetMs ?? nowMs - monoMs });
  return false;
}

/** Where a record of this batch carries the time of a boot, what central knows of the agent's boots. */
async function offsetsOf(
  tables: StoreTransaction,
  agent: string,
  good: readonly CheckedRecord[],
): Promise<BootOffsets> {
  if (!good.some(({ record }) => record.clock !== undefined)) return new Map();
  const boots = await tables.bootsOf(agent);
  return new Map(boots.flatMap(({ bootId, offsetMs }) => (offsetMs === null ? [] : [[bootId, offsetMs] as const])));
}

async function sortOut(tables: StoreTransaction, stream: Stream, good: readonly CheckedRecord[]) {
  const known = await tables.knownCrcs(
    stream,
    good.map(({ record }) => record.seq),
  );
  const crcOf = ({ record }: CheckedRecord) => known.get(record.seq);
  const unknown = good.filter((checked) => crcOf(checked) === undefined);
  // What was taken and forgotten by age since is not taken again.
  const forgotten = await tables.arrivedOf(
    stream,
    unknown.map(({ record }) => record.seq),
  );
  const isForgotten = ({ record }: CheckedRecord) => forgotten.has(record.seq);
  return {
    fresh: unknown.filter((checked) => !isForgotten(checked)),
    repeated: good.filter((checked) => crcOf(checked) === checked.record.crc || isForgotten(checked)),
    conflicts: good
      .filter((checked) => (crcOf(checked) ?? checked.record.crc) !== checked.record.crc)
      .map(({ record }) => conflictOf(record.seq)),
  };
}

function storedOf({ record, text }: CheckedRecord): StoredRecord {
  const { seq, kind, crc } = record;
  return { seq, kind, crc, uid: uidOf(record), observedAt: stampOf(Date.parse(record.observedAt)), body: text };
}

function uidOf(record: OutboxRecord): string | null {
  if (record.kind === "device") return record.body.uid;
  if (record.kind === "reading") return record.body.device.uid;
  if (record.kind === "event") return record.body.device?.uid ?? null;
  return record.kind === "heartbeat" ? null : record.body.device;
}

async function apply(
  tables: StoreTransaction,
  stream: Stream,
  fresh: readonly OutboxRecord[],
  time: DeskTime,
  way: Way,
): Promise<void> {
  const inOrder = fresh.toSorted(
    (one, other) => kindOrder.indexOf(one.kind) - kindOrder.indexOf(other.kind) || one.seq - other.seq,
  );
  await applyStates(tables, stream.agent, inOrder);
  for (const record of inOrder) {
    const sign = signOf(record, { ...stream, atMs: time.nowMs });
    if (sign !== undefined) await takeSign(tables, sign, time);
  }
  if (way === "line") await applyContact(tables, stream, inOrder, time.nowMs);
}

/** Picks the newest of each section before it is kept: hundreds of readings of one device cost one write. */
async function applyStates(tables: StoreTransaction, agent: string, records: readonly OutboxRecord[]): Promise<void> {
  const newest = new Map<string, DeviceSection>();
  const shown = new Set<string>();
  for (const record of records) {
    if (record.kind !== "device" && record.kind !== "reading") continue;
    const { serial } = record.kind === "device" ? record.body : record.body.device;
    if (serial !== null) shown.add(serial);
    for (const section of sectionsOf(record.body, stampOf(Date.parse(record.observedAt)), agent)) {
      const place = `${section.uid} ${section.name}`;
      if ((newest.get(place)?.at ?? "") <= section.at) newest.set(place, section);
    }
  }
  for (const section of newest.values()) await tables.joinSection(section);
  for (const serial of shown) await tables.addShown(agent, serial);
}

/** Every upload is a sign of life; the newest heartbeat holds the promise. A silence that ends here gets its name. */
async function applyContact(
  tables: StoreTransaction,
  { agent, epoch }: Stream,
  records: readonly OutboxRecord[],
  nowMs: number,
): Promise<void> {
  const known = await tables.agent(agent);
  if (known === undefined) return;
  let heartbeat = known.heartbeat;
  for (const record of records) {
    if (record.kind !== "heartbeat") continue;
    const at = stampOf(Date.parse(record.observedAt));
    heartbeat = newerHeartbeat(heartbeat, { epoch, seq: record.seq, at, body: record.body });
  }
  const hasPowerCut = (await tables.openConditions(siteUid(agent))).some(({ type }) => type === "sitePowerCut");
  const lastSilence = endedSilence(known, heartbeat, hasPowerCut, nowMs) ?? known.lastSilence;
  await tables.saveAgent({ ...known, lastContactMs: nowMs, heartbeat, lastSilence });
}

function endedSilence(
  known: AgentState,
  heartbeat: AgentState["heartbeat"],
  hasPowerCut: boolean,
  nowMs: number,
): AgentState["lastSilence"] {
  if (known.lastContactMs === null || heartbeat === null) return null;
  const promisedWithinS = known.heartbeat?.body.nextContactWithinS ?? null;
  const word = { lastContactMs: known.lastContactMs, promisedWithinS, hasPowerCut, saidGoodbye: false };
  if (known.heartbeat?.body.isLast || judgePromise(word, nowMs).state !== "missed") return null;
  const because = explainSilence(Date.parse(heartbeat.body.startedAt), known.lastContactMs, hasPowerCut);
  return { fromMs: known.lastContactMs, toMs: nowMs, because };
}
