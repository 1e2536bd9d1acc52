import { findDevice, type KnownDevice } from "../inventory/device-directory.ts";
import type { Clock } from "../leaf/clock.ts";
import { messageOf } from "../leaf/errors.ts";
import type { Log } from "../leaf/log.ts";
import type { PollScope } from "../profile/poll-plan.ts";
import type { SnmpFailureKind, SnmpTarget } from "../snmp/snmp-client.ts";
import type { CrashBook } from "../supervision/crash-book.ts";
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
import { Interviewer } from "./interviewer.ts";
import type { Acquaintance, Interview } from "./meet-device.ts";
import { SharedCommit } from "./shared-commit.ts";
import type { SiteKeeper } from "./site-keeper.ts";
import type { Territory } from "./territory.ts";

/** After a start, known devices are asked within this time, not all at once. */
const startSpreadMs = 20_000;

const nameUnknown = "its range is a name that cannot be resolved";
const faultOfOurs = "the agent met a fault of its own at what it says";

export interface PollerParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly interview: Interview;
  readonly keeper: SiteKeeper;
  readonly territory: Territory;
  readonly intervals: Intervals;
  /** Devices that are asked at the same time, each with one request outstanding; many of them may be silent ones. */
  readonly mostAtOnce: number;
  /** undefined: crashes are not remembered. */
  readonly crashBook?: Pick<CrashBook, "crashes"> | undefined;
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

/** Asks every known device when it is due. A device that hangs holds up no other. */
export class Poller {
  readonly #parts: PollerParts;
  readonly interviewer: Interviewer;
  #intervals: Intervals;
  readonly #due = new Map<string, DueTimes>();
  /** The devices that are not being asked at the moment. */
  readonly #queue = new DueQueue();
  readonly #busy = new Map<string, Promise<void>>();
  readonly #commit: SharedCommit;
  #isRunning = false;
  #polls = 0;
  #lastEndMs: number | null = null;
  #cancelTimer = () => {};

  constructor(parts: PollerParts) {
    this.#parts = parts;
    this.#intervals = parts.intervals;
    this.interviewer = new Interviewer(parts.interview, parts.territory, parts.log);
    this.#commit = new SharedCommit({
      ...parts,
      interviewer: this.interviewer,
      onStored: (heardFrom, acquaintance) => this.#recognize(heardFrom, acquaintance),
      onCrashed: (uid) => this.#countCrash(uid),
    });
  }

  start(): void {
    this.#isRunning = true;
    const nowMs = this.#parts.clock.monoMs();
    const spread = { status: startSpreadMs, supplies: startSpreadMs, full: startSpreadMs };
    for (const uid of this.#parts.keeper.state.inventory.devices.keys()) {
      this.#plan(uid, spreadDueTimes(uid, spread, nowMs, this.#parts.crashBook?.crashes));
    }
    this.#begin();
  }

  /** No poll begins any more; resolves when those under way have ended. The interview's signal cuts them short. */
  async stop(): Promise<void> {
    this.#isRunning = false;
    this.#cancelTimer();
    await Promise.all(this.#busy.values());
    this.#commit.store();
  }

  /**
   * Takes over a changed configuration. Under another territory the polls under way are begun anew; what the new
   * intervals would have sooner comes sooner.
   */
  retune({ territory, intervals }: PollerTuning): void {
    this.interviewer.moveTo(territory);
    this.#intervals = intervals;
    const nowMs = this.#parts.clock.monoMs();
    for (const [uid, due] of this.#due) {
      this.#plan(uid, earlierOf(due, spreadDueTimes(uid, intervals, nowMs)));
    }
    this.#begin();
  }

  /** A device was met (found by a search) and has just been read in full. */
  met(uid: string, acquaintance: Acquaintance): void {
    this.interviewer.note(uid, acquaintance);
    this.#plan(uid, spreadDueTimes(uid, this.#intervals, this.#parts.clock.monoMs()));
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

  /** Whether a first contact with the device is under way or due in moments, as after a start, and with this credential. */
  async isAboutToMeet(device: KnownDevice, credential: SnmpTarget["credential"]): Promise<boolean> {
    const { uid } = device.identity;
    const untilDueMs = (this.#due.get(uid)?.full ?? Number.POSITIVE_INFINITY) - this.#parts.clock.monoMs();
    if (!this.#busy.has(uid) && untilDueMs > startSpreadMs) return false;
    return (await this.interviewer.targetOf(device))?.credential === credential;
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
    this.#due.set(uid, afterPoll(due, scope, this.#intervals, nowMs));
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
    const { keeper, log, interview, onPolled } = this.#parts;
    const { interviewer } = this;
    const { territory, outdated } = interviewer;
    const { uid } = device.identity;
    const networkClock = interview.engine.clock;
    const startedMs = networkClock.monoMs();
    try {
      const target = await interviewer.targetOf(device);
      if (target === undefined) {
        if (!interviewer.isOutside(device)) keeper.takeFailure(uid, nameUnknown);
        return;
      }
      const met = await interviewer.ask(uid, target, scope);
      if (outdated.aborted) this.askNow(uid, scope);
      if (!this.#isRunning || outdated.aborted || interview.options.signal?.aborted) return;
      const outcome = met.ok ? "answered" : met.failure.kind;
      onPolled?.({ scope, outcome, tookMs: networkClock.monoMs() - startedMs });
      if (met.ok) this.#commit.add({ device, meeting: met.value, territory });
      else keeper.takeFailure(uid, met.failure.message);
    } catch (error) {
      // One device's surprise must not end the watch over the others.
      log.error("poll.crashed", { uid, message: messageOf(error) });
      this.#countCrash(uid);
    }
  }

  /** To the site it is a device that was not read. */
  #countCrash(uid: string): void {
    const { keeper, log } = this.#parts;
    try {
      keeper.takeFailure(uid, faultOfOurs);
    } catch (error) {
      log.error("poll.crashed", { uid, message: messageOf(error) });
    }
  }

  /** Another device than the one asked for may have answered. */
  #recognize(heardFrom: string, acquaintance: Acquaintance): void {
    this.interviewer.note(heardFrom, acquaintance);
    if (!this.#due.has(heardFrom)) this.met(heardFrom, acquaintance);
  }
}
