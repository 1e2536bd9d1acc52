import type { KnownDevice } from "../inventory/inventory.ts";
import type { Clock } from "../leaf/clock.ts";
import type { Log } from "../leaf/log.ts";
import type { Result } from "../leaf/result.ts";
import type { PollScope } from "../profile/poll-plan.ts";
import type { SnmpCredential, SnmpFailure } from "../snmp/snmp-client.ts";
import {
  afterPoll,
  type DueTimes,
  dueAtOnce,
  dueScope,
  type Intervals,
  nextDueMs,
  spreadDueTimes,
} from "./due-polls.ts";
import { type Acquaintance, askDevice, type Interview, type Meeting, meetDevice, placeOf } from "./meet-device.ts";
import type { SiteKeeper } from "./site-keeper.ts";

/** Devices that are asked at the same time; each has one request outstanding. */
const mostAtOnce = 64;
/** After a start, known devices are asked within this time, not all at once. */
const startSpreadMs = 20_000;

export interface PollerParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly interview: Interview;
  readonly keeper: SiteKeeper;
  readonly credentials: ReadonlyMap<string, SnmpCredential>;
  readonly intervals: Intervals;
}

/** Asks every known device when it is due. A device that hangs holds up no other. */
export class Poller {
  readonly #parts: PollerParts;
  readonly #due = new Map<string, DueTimes>();
  readonly #acquaintances = new Map<string, Acquaintance>();
  readonly #busy = new Map<string, Promise<void>>();
  #isRunning = false;
  #lastEndMs: number | null = null;
  #cancelTimer = () => {};

  constructor(parts: PollerParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#isRunning = true;
    const nowMs = this.#parts.clock.monoMs();
    const spread = { status: startSpreadMs, supplies: startSpreadMs, full: startSpreadMs };
    for (const { identity } of this.#parts.keeper.state.inventory.devices) {
      this.#due.set(identity.uid, spreadDueTimes(identity.uid, spread, nowMs));
    }
    this.#arm();
  }

  /** No poll begins any more; resolves when those under way have ended. The interview's signal cuts them short. */
  async stop(): Promise<void> {
    this.#isRunning = false;
    this.#cancelTimer();
    await Promise.all(this.#busy.values());
  }

  /** A device was met (found by a search) and has just been read in full. */
  met(uid: string, acquaintance: Acquaintance): void {
    this.#acquaintances.set(uid, acquaintance);
    this.#due.set(uid, spreadDueTimes(uid, this.#parts.intervals, this.#parts.clock.monoMs()));
    this.#arm();
  }

  /** Since a poll last ended, answered or not; null: none has ended yet. */
  get sincePollMs(): number | null {
    return this.#lastEndMs === null ? null : this.#parts.clock.monoMs() - this.#lastEndMs;
  }

  knows(uid: string): boolean {
    return this.#acquaintances.has(uid);
  }

  /** Reads all devices in full as soon as there is room: the month closes, or a person asks. */
  readAllNow(): void {
    const nowMs = this.#parts.clock.monoMs();
    for (const uid of this.#due.keys()) this.#due.set(uid, dueAtOnce(nowMs));
    this.#arm();
  }

  #arm(): void {
    this.#cancelTimer();
    if (!this.#isRunning || this.#busy.size >= mostAtOnce) return;
    const waiting = [...this.#due].filter(([uid]) => !this.#busy.has(uid));
    if (waiting.length === 0) return;
    const earliest = waiting.reduce((soonest, [, due]) => Math.min(soonest, nextDueMs(due)), Number.POSITIVE_INFINITY);
    this.#cancelTimer = this.#parts.clock.after(earliest - this.#parts.clock.monoMs(), () => this.#begin());
  }

  #begin(): void {
    const nowMs = this.#parts.clock.monoMs();
    for (const [uid, due] of this.#due) {
      const scope = dueScope(due, nowMs);
      if (scope === undefined || this.#busy.has(uid)) continue;
      if (this.#busy.size >= mostAtOnce) break;
      const device = this.#parts.keeper.state.inventory.devices.find(({ identity }) => identity.uid === uid);
      if (!device?.addresses[0]) {
        this.#due.delete(uid);
        continue;
      }
      this.#due.set(uid, afterPoll(due, scope, this.#parts.intervals, nowMs));
      this.#busy.set(
        uid,
        this.#poll(device, scope).finally(() => this.#end(uid)),
      );
    }
    this.#arm();
  }

  #end(uid: string): void {
    this.#busy.delete(uid);
    this.#lastEndMs = this.#parts.clock.monoMs();
    this.#arm();
  }

  async #poll(device: KnownDevice, scope: PollScope): Promise<void> {
    const { keeper, log, interview } = this.#parts;
    const { uid } = device.identity;
    try {
      const met = await this.#ask(device, scope);
      if (!this.#isRunning || interview.options.signal?.aborted) return;
      if (!met.ok) return keeper.takeFailure(uid, met.failure.message);
      const heardFrom = keeper.takeReading(met.value.reading, device.credential);
      if (heardFrom !== uid) this.#acquaintances.delete(uid);
      this.#acquaintances.set(heardFrom, met.value.acquaintance);
      if (!this.#due.has(heardFrom)) this.met(heardFrom, met.value.acquaintance);
    } catch (error) {
      // One device's surprise must not end the watch over the others.
      log.error("poll.crashed", { uid, message: error instanceof Error ? error.message : String(error) });
    }
  }

  #ask(device: KnownDevice, scope: PollScope): Promise<Result<Meeting, SnmpFailure>> {
    const { interview, credentials } = this.#parts;
    const place = placeOf(device.addresses[0]?.address ?? "");
    const acquaintance = this.#acquaintances.get(device.identity.uid);
    const isThere = acquaintance?.target.address === place.address && acquaintance.target.port === place.port;
    if (acquaintance && isThere) return askDevice(interview, acquaintance, scope);
    const credential = credentials.get(device.credential ?? "public");
    if (credential) return meetDevice(interview, { ...place, credential });
    const message = `its credential ${device.credential} is not configured any more`;
    return Promise.resolve({ ok: false, failure: { kind: "unknownUser", message } });
  }
}
