import { findDevice, type KnownDevice } from "../inventory/device-directory.ts";
import type { Clock } from "../leaf/clock.ts";
import type { Log } from "../leaf/log.ts";
import { failed, type Result } from "../leaf/result.ts";
import type { PollScope } from "../profile/poll-plan.ts";
import type { SnmpFailure, SnmpFailureKind, SnmpTarget } from "../snmp/snmp-client.ts";
import {
  afterPoll,
  type DueTimes,
  dueScope,
  earlierOf,
  type Intervals,
  nextDueMs,
  spreadDueTimes,
} from "./due-polls.ts";
import { DueQueue } from "./due-queue.ts";
import {
  type Acquaintance,
  addressText,
  askDevice,
  type Interview,
  type Meeting,
  meetDevice,
  placeOf,
} from "./meet-device.ts";
import type { SiteKeeper } from "./site-keeper.ts";
import type { Territory } from "./territory.ts";

/** After a start, known devices are asked within this time, not all at once. */
const startSpreadMs = 20_000;
/** Readings of so many devices, or of so long, share a commit: the disk is what a poll waits for longest. */
const mostInCommit = 64;
const commitWithinMs = 50;

const nameUnknown = "its range is a name that cannot be resolved";

export interface PollerParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly interview: Interview;
  readonly keeper: SiteKeeper;
  readonly territory: Territory;
  readonly intervals: Intervals;
  /** Devices that are asked at the same time, each with one request outstanding; many of them may be silent ones. */
  readonly mostAtOnce: number;
  /** Told of every poll that ended, for the metrics. */
  readonly onPolled?: (poll: EndedPoll) => void;
}

/** How a poll ended; time is the network's. */
export interface EndedPoll {
  readonly scope: PollScope;
  readonly outcome: "answered" | SnmpFailureKind;
  readonly tookMs: number;
}

/** What of the poller a changed configuration changes. */
export type PollerTuning = Pick<PollerParts, "territory" | "intervals">;

interface Polled {
  readonly device: KnownDevice;
  readonly meeting: Meeting;
  /** That held when it was asked. */
  readonly territory: Territory;
}

/** Tells that a device knows an older SNMP only; to be called when it is met. */
export function tellVersion(log: Log, { version, acquaintance: { target } }: Meeting): void {
  if (version !== target.credential.version) log.warn("device.version-1", { address: addressText(target) });
}

/** Asks every known device when it is due. A device that hangs holds up no other. */
export class Poller {
  #parts: PollerParts;
  readonly #due = new Map<string, DueTimes>();
  /** The devices that are not being asked at the moment. */
  readonly #queue = new DueQueue();
  readonly #acquaintances = new Map<string, Acquaintance>();
  readonly #busy = new Map<string, Promise<void>>();
  #polled: Polled[] = [];
  /** Aborted when what may be said where is another now. */
  #outdated = new AbortController();
  /** Ends with the territory that holds. */
  #interview: Interview;
  #isRunning = false;
  #polls = 0;
  #lastEndMs: number | null = null;
  #cancelTimer = () => {};
  #cancelCommit = () => {};

  constructor(parts: PollerParts) {
    this.#parts = parts;
    this.#interview = this.#untilOutdated(parts.interview);
  }

  start(): void {
    this.#isRunning = true;
    const nowMs = this.#parts.clock.monoMs();
    const spread = { status: startSpreadMs, supplies: startSpreadMs, full: startSpreadMs };
    for (const uid of this.#parts.keeper.state.inventory.devices.keys()) {
      this.#plan(uid, spreadDueTimes(uid, spread, nowMs));
    }
    this.#begin();
  }

  /** No poll begins any more; resolves when those under way have ended. The interview's signal cuts them short. */
  async stop(): Promise<void> {
    this.#isRunning = false;
    this.#cancelTimer();
    await Promise.all(this.#busy.values());
    this.#commit();
  }

  /**
   * Takes over a changed configuration. Under another territory the polls under way are cut short and begun anew; under
   * other credentials every device is met anew, for a session lives as long as its
   * credential. What the new intervals would have sooner comes sooner.
   */
  retune(tuning: PollerTuning): void {
    if (tuning.territory.credentials !== this.#parts.territory.credentials) this.#acquaintances.clear();
    if (tuning.territory !== this.#parts.territory) {
      this.#outdated.abort();
      this.#outdated = new AbortController();
      this.#interview = this.#untilOutdated(this.#parts.interview);
    }
    this.#parts = { ...this.#parts, ...tuning };
    const nowMs = this.#parts.clock.monoMs();
    for (const [uid, due] of this.#due) {
      this.#plan(uid, earlierOf(due, spreadDueTimes(uid, tuning.intervals, nowMs)));
    }
    this.#begin();
  }

  /** A device was met (found by a search) and has just been read in full. */
  met(uid: string, acquaintance: Acquaintance): void {
    this.#acquaintances.set(uid, acquaintance);
    this.#plan(uid, spreadDueTimes(uid, this.#parts.intervals, this.#parts.clock.monoMs()));
    this.#begin();
  }

  /** Polls that ended since the start, answered or not. */
  get polls(): number {
    return this.#polls;
  }

  /** Since a poll last ended, answered or not; null: none has ended yet. */
  get sincePollMs(): number | null {
    return this.#lastEndMs === null ? null : this.#parts.clock.monoMs() - this.#lastEndMs;
  }

  knows(uid: string): boolean {
    return this.#acquaintances.has(uid);
  }

  /** Whether a first contact with the device is under way or due in moments, as after a start, and with this credential. */
  async isAboutToMeet(device: KnownDevice, credential: SnmpTarget["credential"]): Promise<boolean> {
    const { uid } = device.identity;
    const untilDueMs = (this.#due.get(uid)?.full ?? Number.POSITIVE_INFINITY) - this.#parts.clock.monoMs();
    if (!this.#busy.has(uid) && untilDueMs > startSpreadMs) return false;
    return (await this.targetOf(device))?.credential === credential;
  }

  /** Reads all devices as soon as there is room: in full when the month closes or a person asks. */
  readAllNow(scope: PollScope = "full"): void {
    const nowMs = this.#parts.clock.monoMs();
    for (const [uid, due] of this.#due) this.#plan(uid, { ...due, [scope]: Math.min(due[scope], nowMs) });
    this.#begin();
  }

  /** Reads one device as soon as there is room: its status when it said that something happened. */
  askNow(uid: string, scope: PollScope = "status"): void {
    const due = this.#due.get(uid);
    if (due === undefined) return;
    this.#plan(uid, { ...due, [scope]: Math.min(due[scope], this.#parts.clock.monoMs()) });
    this.#begin();
  }

  #untilOutdated(interview: Interview): Interview {
    const { options } = interview;
    const signals = [this.#outdated.signal, ...(options.signal ? [options.signal] : [])];
    return { ...interview, options: { ...options, signal: AbortSignal.any(signals) } };
  }

  #plan(uid: string, due: DueTimes): void {
    this.#due.set(uid, due);
    if (!this.#busy.has(uid)) this.#queue.set(uid, nextDueMs(due));
  }

  #begin(): void {
    this.#cancelTimer();
    if (!this.#isRunning) return;
    const nowMs = this.#parts.clock.monoMs();
    while (this.#busy.size < this.#parts.mostAtOnce) {
      const uid = this.#queue.takeDue(nowMs);
      if (uid === undefined) break;
      this.#take(uid, nowMs);
    }
    // With no room left the end of a poll begins the next one.
    const { nextMs } = this.#queue;
    if (nextMs === undefined || this.#busy.size >= this.#parts.mostAtOnce) return;
    this.#cancelTimer = this.#parts.clock.after(nextMs - nowMs, () => this.#begin());
  }

  #take(uid: string, nowMs: number): void {
    const due = this.#due.get(uid);
    const scope = due && dueScope(due, nowMs);
    const device = findDevice(this.#parts.keeper.state.inventory, uid);
    // Another device took its address: it is polled again when a search finds it elsewhere.
    if (due === undefined || scope === undefined || !device?.addresses[0]) {
      this.#due.delete(uid);
      return;
    }
    this.#due.set(uid, afterPoll(due, scope, this.#parts.intervals, nowMs));
    this.#busy.set(
      uid,
      this.#poll(device, scope).finally(() => this.#end(uid)),
    );
  }

  #end(uid: string): void {
    this.#busy.delete(uid);
    this.#polls += 1;
    this.#lastEndMs = this.#parts.clock.monoMs();
    const due = this.#due.get(uid);
    if (due) this.#queue.set(uid, nextDueMs(due));
    this.#begin();
  }

  async #poll(device: KnownDevice, scope: PollScope): Promise<void> {
    const { keeper, log, territory, onPolled } = this.#parts;
    const interview = this.#interview;
    const outdated = this.#outdated.signal;
    const { uid } = device.identity;
    const networkClock = interview.engine.clock;
    const startedMs = networkClock.monoMs();
    try {
      const target = await this.targetOf(device);
      if (target === undefined) {
        if (!this.isOutside(device)) keeper.takeFailure(uid, nameUnknown);
        return;
      }
      const met = await this.#ask(interview, uid, target, scope);
      if (outdated.aborted) this.askNow(uid, scope);
      if (!this.#isRunning || interview.options.signal?.aborted) return;
      const outcome = met.ok ? "answered" : met.failure.kind;
      onPolled?.({ scope, outcome, tookMs: networkClock.monoMs() - startedMs });
      if (met.ok) this.#gather({ device, meeting: met.value, territory });
      else keeper.takeFailure(uid, met.failure.message);
    } catch (error) {
      // One device's surprise must not end the watch over the others.
      log.error("poll.crashed", { uid, message: error instanceof Error ? error.message : String(error) });
    }
  }

  /**
   * Whom to ask for a device and with what, judged by where it stands now; undefined: it stands in no range any more, or
   * another device took its address, and so it is not asked.
   */
  async targetOf({ addresses: [primary], credential: known }: KnownDevice): Promise<SnmpTarget | undefined> {
    if (primary === undefined) return undefined;
    const place = placeOf(primary.address);
    const [credential] = (await this.#parts.territory.credentialsAt(place, known)) ?? [];
    return credential && { ...place, credential };
  }

  /** Whether the device is known but stands in no configured range any more. */
  isOutside({ addresses: [primary] }: KnownDevice): boolean {
    return primary !== undefined && this.#parts.territory.isOutside(placeOf(primary.address));
  }

  /** Asks a device for everything now, beside the schedule; nothing of the answer is kept. */
  async examine(device: KnownDevice): Promise<Result<Meeting, SnmpFailure>> {
    const target = await this.targetOf(device);
    if (target) return meetDevice(this.#interview, target);
    return failed({ kind: "unreachable", message: "its address lies outside the configured ranges" });
  }

  async #ask(
    interview: Interview,
    uid: string,
    target: SnmpTarget,
    scope: PollScope,
  ): Promise<Result<Meeting, SnmpFailure>> {
    const acquaintance = this.#acquaintances.get(uid);
    const isSame = acquaintance !== undefined && isSameTarget(acquaintance.target, target);
    if (isSame) return askDevice(interview, acquaintance, scope);
    const met = await meetDevice(interview, target);
    if (met.ok) tellVersion(this.#parts.log, met.value);
    return met;
  }

  #gather(polled: Polled): void {
    this.#polled.push(polled);
    if (this.#polled.length >= mostInCommit) this.#commit();
    else if (this.#polled.length === 1) {
      this.#cancelCommit = this.#parts.clock.after(commitWithinMs, () => this.#commit());
    }
  }

  #commit(): void {
    this.#cancelCommit();
    const { keeper, log } = this.#parts;
    const polled = this.#polled.splice(0);
    if (polled.length === 0) return;
    try {
      const heard = polled.map(({ device, meeting }) => ({
        reading: meeting.reading,
        credential: this.#parts.territory.nameOf(meeting.acquaintance.target.credential) ?? device.credential,
      }));
      const uids = keeper.takeReadings(heard);
      polled.forEach(({ device, meeting, territory }, at) => {
        if (territory.credentials !== this.#parts.territory.credentials) return;
        this.#recognize(device.identity.uid, uids[at], meeting.acquaintance);
      });
    } catch (error) {
      log.error("commit.crashed", { message: error instanceof Error ? error.message : String(error) });
    }
  }

  /** Another device than the one asked for may have answered. */
  #recognize(asked: string, heardFrom: string | undefined, acquaintance: Acquaintance): void {
    if (heardFrom !== asked) this.#acquaintances.delete(asked);
    if (heardFrom === undefined) return;
    this.#acquaintances.set(heardFrom, acquaintance);
    if (!this.#due.has(heardFrom)) this.met(heardFrom, acquaintance);
  }
}

function isSameTarget(one: SnmpTarget, other: SnmpTarget): boolean {
  return one.address === other.address && one.port === other.port && one.credential === other.credential;
}
