import type { OutboxRecord } from "../contract/record.ts";
import { takeSign } from "./case-work.ts";
import { stampOf } from "./clock.ts";
import { type DeviceSection, sectionsOf } from "./device-state.ts";
import type { DeskTime } from "./service-desk.ts";
import { signOf } from "./sign.ts";
import type { StoreTransaction, Stream } from "./store.ts";

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

/** A new record and where it stands. */
export interface Placed {
  readonly stream: Stream;
  readonly record: OutboxRecord;
}

/** Follows up what is new: how each device is, and what is to be ordered. */
export async function applyRecords(
  tables: StoreTransaction,
  agent: string,
  records: readonly Placed[],
  time: DeskTime,
): Promise<void> {
  const inOrder = inOrderOfKinds(records);
  await applyStates(
    tables,
    agent,
    inOrder.map(({ record }) => record),
  );
  for (const { stream, record } of inOrder) {
    const sign = signOf(record, { ...stream, atMs: time.nowMs });
    if (sign !== undefined) await takeSign(tables, sign, time);
  }
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

function inOrderOfKinds(records: readonly Placed[]): readonly Placed[] {
  const rankOf = ({ record }: Placed) => kindOrder.indexOf(record.kind);
  return records.toSorted((one, other) => rankOf(one) - rankOf(other) || one.record.seq - other.record.seq);
}
