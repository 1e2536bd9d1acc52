import { type DeviceMemory, emptyMemory } from "../events/device-memory.ts";
import type { Recorded } from "../events/significance.ts";
import { emptySite, type SiteMemory } from "../events/site.ts";
import { findDevice, type KnownDevice } from "../inventory/device-directory.ts";
import { inventoryOf, type OtherPrinter, registryEntries, type SiEntry } from "../inventory/inventory.ts";
import { PersistentMap } from "../inventory/persistent-map.ts";
import type { StateChange } from "../outbox/outbox.ts";
import type { SiteState } from "./site-state.ts";

/** What is stored of one device, under `device/<uid>`. */
interface StoredDevice {
  readonly known: KnownDevice;
  readonly memory: DeviceMemory | null;
  readonly recorded: Recorded | null;
}

/** What is stored of the site as a whole, under `site`. */
interface StoredSite {
  readonly site: SiteMemory;
  readonly otherPrinters: readonly OtherPrinter[];
  readonly registry: readonly SiEntry[];
}

const devicePrefix = "device/";
const siteKey = "site";

/** The state of some devices and of the site, so that one device's poll does not rewrite a thousand others. */
export function storedStates(state: SiteState, uids: Iterable<string>): readonly StateChange[] {
  const devices = [...uids].map((uid) => {
    const known = findDevice(state.inventory, uid);
    const value: StoredDevice | undefined = known && {
      known,
      memory: state.memories.get(uid) ?? null,
      recorded: state.recorded.get(uid) ?? null,
    };
    return { key: devicePrefix + uid, value };
  });
  const { otherPrinters } = state.inventory;
  const site: StoredSite = { site: state.site, otherPrinters, registry: registryEntries(state.inventory) };
  return [...devices, { key: siteKey, value: site }];
}

/** The state as the outbox holds it; what an earlier version did not remember yet starts empty. It was written by this program in one transaction, so its form is trusted. */
export function restoreSiteState(states: ReadonlyMap<string, unknown>): SiteState {
  const devices = [...states].flatMap(([key, value]) => (key.startsWith(devicePrefix) ? [value as StoredDevice] : []));
  const site = states.get(siteKey) as StoredSite | undefined;
  return {
    inventory: inventoryOf(
      devices.map((device) => device.known),
      site?.otherPrinters ?? [],
      site?.registry ?? [],
    ),
    memories: byUid(devices, (device) => device.memory && { ...emptyMemory, ...device.memory }),
    recorded: byUid(devices, (device) => device.recorded),
    site: site?.site ?? emptySite,
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
