import type { Event } from "../../contract/event.ts";
import type { Reading } from "../../contract/reading.ts";
import type { RecordContent } from "../../contract/record.ts";
import { apartMs } from "../events/span.ts";
import { findDevice } from "../inventory/device-directory.ts";
import type { OtherPrinter, SiEntry } from "../inventory/inventory.ts";
import { resolveUid } from "../inventory/resolve-uid.ts";
import { type Clock, stamp } from "../leaf/clock.ts";
import { AgentError, messageOf } from "../leaf/errors.ts";
import type { Log } from "../leaf/log.ts";
import type { Outbox, OutboxState } from "../outbox/outbox.ts";
import {
  acceptAfterStep,
  joinSteps,
  type SiteRules,
  type SiteState,
  type Step,
  takeFailure,
  takeLoss,
  takeOtherPrinter,
  takeReading,
  takeRegistry,
  takeTime,
} from "./site-state.ts";
import { StateSlots } from "./state-slots.ts";
import { restoreSiteState } from "./stored-state.ts";

/**
 * How long a device's memory may stay ahead of what is stored when nothing happened but time. A crash then loses a step
 * of a debounce at most: whatever is told is stored in the same commit as the memory that told it.
 */
const storeQuietStateMs = 5 * 60_000;
const dayMs = 86_400_000;

/** A reading and the name of the credential that it took; null: not known. */
export interface Heard {
  readonly reading: Reading;
  readonly credential: string | null;
}

export interface SiteKeeperParts {
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly log: Log;
  readonly rules: SiteRules;
  /** Whether a month may be closed by the wall clock as it is now; left out: it may. */
  readonly isDateBelieved?: () => boolean;
  /** Something was stored that waits to be uploaded. */
  readonly onStored: (hasEvents: boolean) => void;
  /** A reading was taken in; what it does must be quick. */
  readonly onHeard?: (uid: string, reading: Reading) => void;
  /** Events were stored, the oldest first; what it does must be quick. */
  readonly onTold?: (events: readonly Event[]) => void;
}

/** Keeps the site's state: each step is committed with its records before it is believed. */
export class SiteKeeper {
  readonly #parts: SiteKeeperParts;
  #state: SiteState;
  /** Newest sections of each device's readings, for the status page. */
  readonly #latest = new Map<string, Reading>();
  readonly #slots = new StateSlots();
  readonly #unstored = new Set<string>();
  #storedAtMs = 0;
  #trouble: OutboxState | null = null;

  constructor(parts: SiteKeeperParts) {
    this.#parts = parts;
    this.#state = restoreSiteState(parts.outbox.readStates());
  }

  get state(): SiteState {
    return this.#state;
  }

  /** The last known state of a device: sections of different polls, the newest of each. */
  latest(uid: string): Reading | undefined {
    return this.#latest.get(uid);
  }

  /**
   * Takes several readings in one commit. Answers for each the uid under which its device is known; undefined: the
   * reading brought the reducers down and is left out, so that the others are kept.
   */
  takeReadings(heard: readonly Heard[]): readonly (string | undefined)[] {
    this.#makeGood();
    const before = this.#state;
    const now = stamp(this.#parts.clock);
    const isDateBelieved = this.#parts.isDateBelieved?.() ?? true;
    const steps: Step[] = [];
    const uids = heard.map(({ reading, credential }) => {
      try {
        const { uid } = resolveUid((steps.at(-1)?.state ?? before).inventory, reading.device);
        const state = acceptAfterStep(steps.at(-1)?.state ?? before, uid, reading.observedAt, now);
        // The clock may have been set since the device was asked.
        const isBelieved = isDateBelieved && apartMs(reading.observedAt, now) < dayMs;
        const step = takeReading(state, reading, credential, this.#parts.rules, isBelieved);
        steps.push(step);
        return step.uids[0];
      } catch (error) {
        this.#parts.log.error("reading.crashed", { address: reading.device.address, message: messageOf(error) });
        return undefined;
      }
    });
    this.#take(joinSteps(steps, before));
    for (const uid of steps.flatMap((step) => step.uids)) {
      if (!findDevice(this.#state.inventory, uid)) this.#latest.delete(uid);
    }
    heard.forEach(({ reading }, at) => {
      const uid = uids[at];
      // Not believed to be of the device that is known there.
      if (uid === undefined || resolveUid(this.#state.inventory, reading.device).uid !== uid) return;
      this.#latest.set(uid, { ...this.#latest.get(uid), ...reading });
      this.#hand(() => this.#parts.onHeard?.(uid, reading));
    });
    return uids;
  }

  takeFailure(uid: string, reason: string): void {
    const now = stamp(this.#parts.clock);
    this.#take(takeFailure(acceptAfterStep(this.#state, uid, now, now), uid, reason, now, this.#parts.rules));
  }

  takeOtherPrinter(printer: Omit<OtherPrinter, "seenAt">): void {
    this.#take(takeOtherPrinter(this.#state, { ...printer, seenAt: stamp(this.#parts.clock) }, this.#parts.rules));
  }

  takeRegistry(entries: readonly SiEntry[]): void {
    this.#take(takeRegistry(this.#state, entries, stamp(this.#parts.clock), this.#parts.rules));
  }

  /** To be called about once a minute: lets out what waited for company, and stores what is not stored yet. */
  takeTime(): void {
    this.#makeGood();
    this.#take(takeTime(this.#state, stamp(this.#parts.clock), this.#parts.rules));
    if (this.#parts.clock.monoMs() - this.#storedAtMs >= storeQuietStateMs) this.store();
  }

  /** A record beside the devices: a heartbeat. Undefined when it could not be stored. */
  record(content: RecordContent): number | undefined {
    const record = { content, observedAt: stamp(this.#parts.clock), device: null };
    return this.#commit(() => this.#parts.outbox.commit({ records: [record], states: [] })[0]);
  }

  /** Stores the memory of all devices as it is now. */
  store(): void {
    this.#commit(() => {
      const states = this.#slots.changes(this.#state, this.#unstored);
      this.#parts.outbox.commit({ records: [], states });
      this.#slots.noteWritten(this.#state, this.#unstored);
      this.#unstored.clear();
      this.#storedAtMs = this.#parts.clock.monoMs();
    });
  }

  /** Before anything is told after a loss: the memory begins anew, and what was told before would never be cleared. */
  #makeGood(): void {
    if (this.#parts.outbox.mustTellAgain()) this.#take(takeLoss(this.#state, stamp(this.#parts.clock)), true);
  }

  #take(step: Step, hasToldAgain = false): void {
    const { outbox, onStored } = this.#parts;
    const mustStore = hasToldAgain || step.records.length > 0 || step.state.site !== this.#state.site;
    if (!mustStore) {
      this.#state = step.state;
      for (const uid of step.uids) this.#unstored.add(uid);
      return;
    }
    this.#commit(() => {
      const states = this.#slots.changes(step.state, step.uids);
      outbox.commit({ records: step.records, states, hasToldAgain });
      this.#slots.noteWritten(step.state, step.uids);
      this.#state = step.state;
      for (const uid of step.uids) this.#unstored.delete(uid);
      for (const event of step.events) this.#tell(event);
      if (step.events.length > 0) this.#hand(() => this.#parts.onTold?.(step.events));
      if (step.records.length > 0) this.#hand(() => onStored(step.events.length > 0));
    });
  }

  /** What is kept stays kept, whatever happens to those who are told of it. */
  #hand(tell: () => void): void {
    try {
      tell();
    } catch (error) {
      this.#parts.log.error("listener.crashed", { message: messageOf(error) });
    }
  }

  /** A disk that takes nothing is told once; the old state stays, so the next poll tries the same step again. */
  #commit<Value>(store: () => Value): Value | undefined {
    const { log, outbox } = this.#parts;
    try {
      const value = store();
      if (this.#trouble !== null) log.info("outbox.recovered", { after: this.#trouble });
      this.#trouble = null;
      return value;
    } catch (error) {
      if (!(error instanceof AgentError) || !error.canRetry) throw error;
      const state = outbox.stats().state;
      if (this.#trouble !== state)
        log.error("outbox.not-stored", { state, message: error.message, remedy: error.remedy });
      this.#trouble = state;
      return undefined;
    }
  }

  #tell(event: Event): void {
    const { log } = this.#parts;
    const fields = { key: event.key, text: event.text, ...deviceFields(event) };
    const ending = { raise: ".raised", clear: ".cleared", note: "" }[event.action];
    if (event.action === "raise" && event.type !== "deviceFound") log.warn(event.type + ending, fields);
    else log.info(event.type + ending, fields);
  }
}

function deviceFields({ device }: Event) {
  return device ? { serial: device.serial, si: device.si, model: device.model, address: device.address } : {};
}
