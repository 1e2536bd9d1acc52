/**
 * The site's state as the outbox stores it. Of a device there are two slots: `device/<uid>` holds all that is known, and
 * `pulse/<uid>` those fields that move with every poll, as they are since the whole was written. A device at which
 * nothing happens so costs a few hundred bytes a poll; the whole is written again when anything else changed.
 */
import { type DeviceMemory, emptyMemory } from "../events/device-memory.ts";
import type { Recorded } from "../events/significance.ts";
import { emptySite, type SiteMemory } from "../events/site.ts";
import { findDevice, type KnownDevice } from "../inventory/device-directory.ts";
import { inventoryOf, type OtherPrinter, registryEntries, type SiEntry } from "../inventory/inventory.ts";
import { PersistentMap } from "../inventory/persistent-map.ts";
import { internParts } from "../leaf/intern.ts";
import { shareIdentity, shareMemory } from "./shared-parts.ts";
import type { SiteState } from "./site-state.ts";

/** What is stored of one device, under `device/<uid>`. */
export interface StoredDevice {
  readonly known: KnownDevice;
  readonly memory: DeviceMemory | null;
  readonly recorded: Recorded | null;
}

export const movingOfKnown = ["addresses", "seenAt", "failures"] as const;
export const movingOfMemory = ["observedAt", "uptime", "meter", "jams", "silence"] as const;
export const movingOfRecorded = ["at"] as const;

/** What is stored of one device between two times that it is stored whole, under `pulse/<uid>`. */
export interface StoredPulse {
  readonly known: Pick<KnownDevice, (typeof movingOfKnown)[number]>;
  readonly memory: Pick<DeviceMemory, (typeof movingOfMemory)[number]> | null;
  readonly recorded: Pick<Recorded, (typeof movingOfRecorded)[number]> | null;
}

/** What is stored of the site as a whole, under `site`. */
export interface StoredSite {
  readonly site: SiteMemory;
  readonly otherPrinters: readonly OtherPrinter[];
  readonly registry: readonly SiEntry[];
}

export const devicePrefix = "device/";
export const pulsePrefix = "pulse/";
export const siteKey = "site";

export function storedDevice(state: SiteState, uid: string): StoredDevice | undefined {
  const known = findDevice(state.inventory, uid);
  return known && { known, memory: state.memories.get(uid) ?? null, recorded: state.recorded.get(uid) ?? null };
}

export function storedSite({ site, inventory }: SiteState): StoredSite {
  return { site, otherPrinters: inventory.otherPrinters, registry: registryEntries(inventory) };
}

/**
 * The state as the outbox holds it; what an earlier version did not remember yet starts empty. It was written by this
 * program in one transaction, so its form is trusted.
 * @param states freshly read, and nobody else's: their values become part of the state
 */
export function restoreSiteState(states: ReadonlyMap<string, unknown>): SiteState {
  const texts = new Map<string, string>();
  const devices = [...states].flatMap(([key, value]) => {
    if (!key.startsWith(devicePrefix)) return [];
    const device = withPulse(value as StoredDevice, states.get(pulsePrefix + key.slice(devicePrefix.length)));
    return [shareDevice(internParts(device, texts))];
  });
  const site = states.get(siteKey) as StoredSite | undefined;
  return {
    inventory: inventoryOf(
      devices.map((device) => device.known),
      site?.otherPrinters ?? [],
      site?.registry ?? [],
    ),
    memories: byUid(devices, (device) => device.memory),
    recorded: byUid(devices, (device) => device.recorded),
    site: site?.site ?? emptySite,
  };
}

function withPulse(device: StoredDevice, stored: unknown): StoredDevice {
  const pulse = stored as StoredPulse | undefined;
  if (pulse === undefined) return device;
  return {
    known: { ...device.known, ...pulse.known },
    memory: device.memory && { ...device.memory, ...pulse.memory },
    recorded: device.recorded && { ...device.recorded, ...pulse.recorded },
  };
}

/** Parsed anew, each device would hold what the others of its model say too: twice the memory of those just met. */
function shareDevice({ known, memory, recorded }: StoredDevice): StoredDevice {
  return {
    known: { ...known, identity: shareIdentity(known.identity) },
    memory: memory && shareMemory(undefined, { ...emptyMemory, ...memory }),
    recorded,
  };
}

function byUid<Value>(
  devices: readonly StoredDevice[],
  part: (device: StoredDevice) => Value | null,
): PersistentMap<Value> {
  return PersistentMap.from(
    devices.flatMap((device) => {
      const value = part(device);
      return value === null ? [] : [[device.known.identity.uid, value] as const];
    }),
  );
}
