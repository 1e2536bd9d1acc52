import { rmSync } from "node:fs";
import type { Event } from "../../../contract/event.ts";
import type { Reading } from "../../../contract/reading.ts";
import type { Alert } from "../../../contract/status.ts";
import type { Clock } from "../../leaf/clock.ts";
import { stamp } from "../../leaf/clock.ts";
import type { Log } from "../../leaf/log.ts";
import { sqlTrouble } from "../../outbox/database.ts";
import { type ToldEvent, tell } from "../told-event.ts";
import { dayValuesOf, dayWriter } from "./day-values.ts";
import { HistoryStore, type PastAlert } from "./history-store.ts";
import type { HistoryDay } from "./month-row.ts";
import { noteSections, type SectionTimes } from "./section-times.ts";

export interface SiteHistoryParts {
  /** The history's own file. */
  readonly file: string;
  readonly clock: Clock;
  readonly log: Log;
  /** IANA name; days are counted in it. */
  readonly timeZone: string;
  /** All known devices. */
  readonly uids: () => Iterable<string>;
  /** The newest sections of a device's readings; undefined: not read since the start. */
  readonly latest: (uid: string) => Reading | undefined;
}

/** What the page knows of a device's past. */
export interface DevicePast {
  /** The oldest first. */
  readonly days: readonly HistoryDay[];
  /** The newest first. */
  readonly alerts: readonly PastAlert[];
  /** The newest first, not many. */
  readonly events: readonly ToldEvent[];
}

/** The current month and the 13 before it: 396 days at least. */
const keptMonths = 14;
/** Devices are sampled in turn, a slice at a time, each once in a round: no moment has many rows to write. */
const sliceMs = 10 * 60_000;
const slicesInRound = 18;
/** Alerts that are followed at the same time; a device that makes up new ones with every poll must not fill the disk. */
const mostStanding = 64;
/** Events on a page. */
const siteEvents = 50;
const deviceEvents = 20;
const nothingStands: ReadonlySet<string> = new Set();

/**
 * What happened to the devices, for the local page: levels and pages by day, alerts from their first sight to their last,
 * events, and when each section was last read. Trouble with its file is logged once and stops nothing.
 */
export class SiteHistory {
  readonly #parts: SiteHistoryParts;
  readonly #dayOf: (at: string) => string;
  readonly #times = new Map<string, SectionTimes>();
  readonly #standing = new Map<string, ReadonlySet<string>>();
  #store: HistoryStore | undefined;
  #sampled = 0;
  #isInTrouble = false;
  #cancel = () => {};

  constructor(parts: SiteHistoryParts) {
    this.#parts = parts;
    this.#dayOf = dayWriter(parts.timeZone);
  }

  start(): void {
    const { file, log } = this.#parts;
    this.#try(() => {
      try {
        this.#store = new HistoryStore(file);
      } catch (error) {
        const trouble = sqlTrouble(error);
        if (trouble !== "corrupt" && trouble !== "notADatabase") throw error;
        for (const end of ["", "-wal", "-shm"]) rmSync(file + end, { force: true });
        this.#store = new HistoryStore(file);
        log.warn("history.restarted", { reason: trouble });
      }
      for (const [uid, keys] of this.#store.standingAlerts()) this.#standing.set(uid, keys);
    });
    this.#arm();
  }

  /** Samples every device, so that a restart leaves no hole. */
  stop(): void {
    this.#cancel();
    this.#sample([...this.#parts.uids()]);
    this.#try(() => this.#store?.close());
    this.#store = undefined;
  }

  /** Takes a reading in as soon as it was made. */
  note(uid: string, reading: Reading): void {
    this.#times.set(uid, noteSections(this.#times.get(uid) ?? {}, reading));
    if (reading.alerts !== undefined) this.#followAlerts(uid, reading.alerts, reading);
  }

  /** @param events the oldest first */
  noteEvents(events: readonly Event[]): void {
    this.#try(() => this.#store?.putEvents(events.map(tell)));
  }

  /** The newest first. */
  recentEvents(): readonly ToldEvent[] {
    return this.#try(() => this.#store?.events(siteEvents)) ?? [];
  }

  timesOf(uid: string): SectionTimes {
    return this.#times.get(uid) ?? {};
  }

  pastOf(uid: string): DevicePast {
    const months = this.#months();
    return (
      this.#try(
        () =>
          this.#store && {
            days: this.#store.days(uid, months),
            alerts: this.#store.alerts(uid),
            events: this.#store.events(deviceEvents, uid),
          },
      ) ?? { days: [], alerts: [], events: [] }
    );
  }

  /** An incomplete reading ends no alert: its row may be among what was not answered. */
  #followAlerts(uid: string, alerts: readonly Alert[], { observedAt, complete }: Reading): void {
    const standing = this.#standing.get(uid) ?? nothingStands;
    const serious = alerts.filter(({ kind }) => kind !== "info").slice(0, mostStanding);
    if (serious.length === standing.size && serious.every(({ key }) => standing.has(key))) return;
    const now = new Map(serious.map((alert) => [alert.key, alert]));
    const cleared = complete ? [...standing].filter((key) => !now.has(key)) : [];
    this.#try(() => {
      for (const key of cleared) this.#store?.alertCleared(uid, key, observedAt);
      for (const { key, kind, text, codeName, troubleCode, jamCode, partCode } of now.values()) {
        if (standing.has(key)) continue;
        const code = troubleCode ?? jamCode ?? partCode ?? null;
        this.#store?.alertRaised(uid, { key, kind, text: text || codeName, code, raisedAt: observedAt });
      }
    });
    const kept = [...standing].filter((key) => !cleared.includes(key));
    const stands = new Set([...now.keys(), ...kept].slice(0, mostStanding));
    if (stands.size === 0) this.#standing.delete(uid);
    else this.#standing.set(uid, stands);
  }

  #arm(): void {
    this.#cancel = this.#parts.clock.after(sliceMs, () => {
      const uids = [...this.#parts.uids()];
      const count = Math.ceil(uids.length / slicesInRound);
      const from = this.#sampled < uids.length ? this.#sampled : 0;
      this.#sampled = from + count;
      this.#sample(uids.slice(from, from + count));
      this.#arm();
    });
  }

  #sample(uids: readonly string[]): void {
    const days = uids.flatMap((uid) => {
      const reading = this.#parts.latest(uid);
      return reading ? [[uid, this.#dayOf(reading.observedAt), dayValuesOf(reading)] as const] : [];
    });
    this.#try(() => {
      this.#store?.putDays(days);
      this.#store?.trim(this.#months()[0] ?? "", uids);
    });
  }

  /** The months that are kept, the oldest first, as in `2026-11`. */
  #months(): readonly string[] {
    const [year = 0, month = 1] = this.#dayOf(stamp(this.#parts.clock)).split("-").map(Number);
    return Array.from({ length: keptMonths }, (_, index) =>
      new Date(Date.UTC(year, month - keptMonths + index, 1)).toISOString().slice(0, 7),
    );
  }

  #try<Value>(action: () => Value): Value | undefined {
    const { log } = this.#parts;
    try {
      const value = action();
      this.#isInTrouble = false;
      return value;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (!this.#isInTrouble) log.warn("history.not-stored", { message });
      this.#isInTrouble = true;
      return undefined;
    }
  }
}
