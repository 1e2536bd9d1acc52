import type { OtherPrinter } from "../inventory/inventory.ts";
import type { StateChange } from "../outbox/outbox.ts";
import type { SiteState } from "./site-state.ts";
import {
  devicePrefix,
  movingOfKnown,
  movingOfMemory,
  movingOfRecorded,
  pulsePrefix,
  type StoredDevice,
  type StoredPulse,
  siteKey,
  storedDevice,
  storedSite,
} from "./stored-state.ts";

/**
 * So many pulses follow one whole at most: a store whose damaged rows were lost under us is then complete again within
 * the hour.
 */
const mostPulses = 24;

interface Written {
  readonly device: StoredDevice;
  /** Pulses since the whole. */
  readonly pulses: number;
}

/** The parts of the site's slot; what did not change is the same object. */
interface SiteParts {
  readonly site: SiteState["site"];
  readonly otherPrinters: readonly OtherPrinter[];
  readonly registry: ReadonlyMap<string, string>;
}

/** Knows what this run wrote into the slots of the store, so that only what changed since is written again. */
export class StateSlots {
  readonly #devices = new Map<string, Written>();
  #site: SiteParts | undefined;

  /** What must be written so that the store holds these devices and the site as they are in `state`. */
  changes(state: SiteState, uids: Iterable<string>): readonly StateChange[] {
    const devices = [...new Set(uids)].flatMap((uid) => {
      return deviceChanges(uid, this.#devices.get(uid), storedDevice(state, uid));
    });
    const isSiteStored = this.#site !== undefined && isSameBut([], this.#site, sitePartsOf(state));
    return isSiteStored ? devices : [...devices, { key: siteKey, value: storedSite(state) }];
  }

  /** To be called when the changes are on disk. */
  noteWritten(state: SiteState, uids: Iterable<string>): void {
    for (const uid of uids) {
      const device = storedDevice(state, uid);
      const before = this.#devices.get(uid);
      if (device === undefined) this.#devices.delete(uid);
      else this.#devices.set(uid, { device, pulses: isPulseEnough(before, device) ? before.pulses + 1 : 0 });
    }
    this.#site = sitePartsOf(state);
  }
}

function sitePartsOf({ site, inventory }: SiteState): SiteParts {
  return { site, otherPrinters: inventory.otherPrinters, registry: inventory.registry };
}

function deviceChanges(
  uid: string,
  before: Written | undefined,
  now: StoredDevice | undefined,
): readonly StateChange[] {
  const pulse = pulsePrefix + uid;
  if (now !== undefined && isPulseEnough(before, now)) return [{ key: pulse, value: pulseOf(now) }];
  // A pulse left behind would lay its old fields over the new whole.
  return [
    { key: devicePrefix + uid, value: now },
    { key: pulse, value: undefined },
  ];
}

/** Whether nothing but the moving fields changed since the whole was written. */
function isPulseEnough(before: Written | undefined, now: StoredDevice): before is Written {
  if (before === undefined || before.pulses >= mostPulses) return false;
  const { device } = before;
  return (
    isSameBut(movingOfKnown, device.known, now.known) &&
    isSameBut(movingOfMemory, device.memory, now.memory) &&
    isSameBut(movingOfRecorded, device.recorded, now.recorded)
  );
}

function isSameBut<Part extends object>(moving: readonly string[], before: Part | null, now: Part | null): boolean {
  if (before === null || now === null) return before === now;
  for (const field in now) if (now[field] !== before[field] && !moving.includes(field)) return false;
  return true;
}

function pulseOf({ known, memory, recorded }: StoredDevice): StoredPulse {
  const { addresses, seenAt, failures } = known;
  return {
    known: { addresses, seenAt, failures },
    memory: memory && {
      observedAt: memory.observedAt,
      uptime: memory.uptime,
      meter: memory.meter,
      jams: memory.jams,
      silence: memory.silence,
    },
    recorded: recorded && { at: recorded.at },
  };
}
