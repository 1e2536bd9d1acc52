import type { SweepProgress } from "../discovery/sweep-plan.ts";
import { findDevice, type KnownDevice, primaryAddress } from "../inventory/device-directory.ts";
import type { LedgerEntry } from "../outbox/ledger-table.ts";
import type { OutboxStats } from "../outbox/outbox.ts";
import type { SiteKeeper } from "../schedule/site-keeper.ts";
import { isSilent } from "../schedule/site-state.ts";
import type { TrapCounts } from "../snmp/trap-receiver.ts";
import type { UploadSnapshot } from "../upload/uploader.ts";
import type { AgentSnapshot, DeviceSnapshot } from "./agent-snapshot.ts";
import type { SectionTimes } from "./history/section-times.ts";
import type { ToldEvent } from "./told-event.ts";

/** What the rooms publish, before it is put together. */
export interface PublishedParts {
  readonly version: string;
  readonly siteName: string;
  readonly now: string;
  readonly startedAt: string;
  readonly keeper: Pick<SiteKeeper, "state" | "latest">;
  readonly sweep: SweepProgress | null;
  /** Addresses that are not asked because of crashes. */
  readonly leftOut?: readonly string[] | undefined;
  /** How late the event loop was; null: not known yet. */
  readonly loopDelay?: AgentSnapshot["loopDelay"];
  readonly outbox: OutboxStats;
  readonly centralUrl: string | null;
  readonly agent: string | null;
  readonly upload: UploadSnapshot | undefined;
  /** When central last took an upload, before this start too; null: never. */
  readonly deliveredAt: string | null;
  /** How long after a contact the agent promises the next one. */
  readonly contactPromiseMs?: number;
  readonly traps?: TrapCounts | undefined;
  readonly ledger?: readonly LedgerEntry[];
  /** Newest first. */
  readonly recentEvents?: readonly ToldEvent[] | undefined;
  /** Whether a device stands in no configured range any more and so is not polled. */
  readonly isOutside?: (device: KnownDevice) => boolean;
  readonly timesOf?: ((uid: string) => SectionTimes) | undefined;
}

/** Puts together what the page, the metrics and `status` show. */
export function takeSnapshot(parts: PublishedParts): AgentSnapshot {
  const { keeper, outbox, upload } = parts;
  return {
    version: parts.version,
    siteName: parts.siteName,
    now: parts.now,
    startedAt: parts.startedAt,
    devices: [...keeper.state.inventory.devices.keys()]
      .map((uid) => snapshotDevice(parts, uid))
      .filter((device) => device !== undefined),
    otherPrinters: keeper.state.inventory.otherPrinters,
    leftOut: parts.leftOut ?? [],
    loopDelay: parts.loopDelay ?? null,
    sweep: parts.sweep,
    outbox,
    upload: {
      centralUrl: parts.centralUrl,
      agent: parts.agent,
      phase: upload?.phase ?? "off",
      waitingFor: upload?.waitingFor ?? null,
      nextTryInMs: upload?.nextTryInMs ?? null,
      lastSuccessAt: upload?.lastSuccessAt ?? parts.deliveredAt,
      nextContactBy: promiseAfter(upload?.lastSuccessAt ?? null, parts.contactPromiseMs),
      lastFailure: upload?.lastFailure ?? null,
      records: upload?.records ?? 0,
      bytes: upload?.bytes ?? 0,
    },
    traps: parts.traps ?? null,
    ledger: (parts.ledger ?? []).map(({ firstAt: _, ...line }) => line),
    recentEvents: parts.recentEvents ?? [],
  };
}

function promiseAfter(lastSuccessAt: string | null, promiseMs: number | undefined): string | null {
  if (lastSuccessAt === null || promiseMs === undefined) return null;
  return new Date(Date.parse(lastSuccessAt) + promiseMs).toISOString();
}

function snapshotDevice({ keeper, timesOf, isOutside }: PublishedParts, uid: string): DeviceSnapshot | undefined {
  const { inventory, memories, recorded } = keeper.state;
  const device = findDevice(inventory, uid);
  if (!device) return undefined;
  const memory = memories.get(uid);
  const { si, serial, model, address, location } = device.identity;
  return {
    uid,
    si,
    serial,
    model,
    address: primaryAddress(device) ?? address,
    location,
    contact: isOutside?.(device)
      ? "outside"
      : contactOf(device, isSilent(keeper.state, device), keeper.latest(uid) !== undefined),
    lastContactAt: memory?.observedAt ?? null,
    lastRecordedAt: recorded.get(uid)?.at ?? null,
    readAt: timesOf?.(uid) ?? {},
    reading: keeper.latest(uid) ?? null,
  };
}

function contactOf(device: KnownDevice, silent: boolean, wasRead: boolean): DeviceSnapshot["contact"] {
  if (silent) return "silent";
  if (device.failures > 0) return "quiet";
  return wasRead ? "answering" : "notReadYet";
}
