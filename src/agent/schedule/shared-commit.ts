import type { KnownDevice } from "../inventory/device-directory.ts";
import type { Clock } from "../leaf/clock.ts";
import { messageOf } from "../leaf/errors.ts";
import type { Log } from "../leaf/log.ts";
import type { Interviewer } from "./interviewer.ts";
import type { Acquaintance, Meeting } from "./meet-device.ts";
import type { SiteKeeper } from "./site-keeper.ts";
import type { Territory } from "./territory.ts";

/** Readings of so many devices, or of so long, share a commit: the disk is what a poll waits for longest. */
const mostInCommit = 64;
const commitWithinMs = 50;

/** A device that answered, and the territory that held when it was asked. */
export interface Polled {
  readonly device: KnownDevice;
  readonly meeting: Meeting;
  readonly territory: Territory;
}

export interface SharedCommitParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly keeper: SiteKeeper;
  readonly interviewer: Interviewer;
  /** The reading of a device is stored; it may be another one than was asked for. */
  readonly onStored: (heardFrom: string, acquaintance: Acquaintance) => void;
  /** A fault of the agent's own kept the device's reading from being stored. */
  readonly onCrashed: (uid: string) => void;
}

/** Gathers readings of polls that end at about the same time, and has them stored together. */
export class SharedCommit {
  readonly #parts: SharedCommitParts;
  #polled: Polled[] = [];
  #cancelTimer = () => {};

  constructor(parts: SharedCommitParts) {
    this.#parts = parts;
  }

  add(polled: Polled): void {
    this.#polled.push(polled);
    if (this.#polled.length >= mostInCommit) this.store();
    else if (this.#polled.length === 1) this.#cancelTimer = this.#parts.clock.after(commitWithinMs, () => this.store());
  }

  /** Stores what was gathered, without waiting for more. */
  store(): void {
    this.#cancelTimer();
    const polled = this.#polled.splice(0);
    if (polled.length > 0) this.#store(polled);
  }

  /** What cannot be stored with the others is tried alone: one reading must not take them along. */
  #store(polled: readonly Polled[]): void {
    const { keeper, interviewer, log, onStored, onCrashed } = this.#parts;
    const { territory: now } = interviewer;
    try {
      const heard = polled.map(({ device, meeting }) => ({
        reading: meeting.reading,
        credential: now.nameOf(meeting.acquaintance.target.credential) ?? device.credential,
      }));
      const uids = keeper.takeReadings(heard);
      polled.forEach(({ device, meeting, territory }, at) => {
        // A session lives as long as its credential, and so does what the device showed over it.
        if (territory.credentials !== now.credentials) return;
        const { uid } = device.identity;
        const heardFrom = uids[at];
        if (heardFrom !== uid) interviewer.forget(uid);
        if (heardFrom === undefined) onCrashed(uid);
        else onStored(heardFrom, meeting.acquaintance);
      });
    } catch (error) {
      log.error("commit.crashed", { readings: polled.length, message: messageOf(error) });
      const [only, ...others] = polled;
      if (others.length > 0) for (const one of polled) this.#store([one]);
      else if (only) onCrashed(only.device.identity.uid);
    }
  }
}
