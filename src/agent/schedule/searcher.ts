import { broadAddresses } from "../config/broad-range.ts";
import { type Identification, identify } from "../discovery/identify.ts";
import type { Place } from "../discovery/range-set.ts";
import { sweep } from "../discovery/sweep.ts";
import {
  defaultSweepSettings,
  type SweepAnswer,
  type SweepPlan,
  type SweepProgress,
  type SweepTarget,
} from "../discovery/sweep-plan.ts";
import { findDevice, findHolder, primaryAddress } from "../inventory/device-directory.ts";
import { resolveUid } from "../inventory/resolve-uid.ts";
import { messageOf } from "../leaf/errors.ts";
import type { Log } from "../leaf/log.ts";
import type { SnmpClient, SnmpTarget } from "../snmp/snmp-client.ts";
import type { SnmpEngine } from "../snmp/snmp-engine.ts";
import { asItAnswers } from "../snmp/version-one.ts";
import type { CrashBook } from "../supervision/crash-book.ts";
import { tellVersion } from "./interviewer.ts";
import { addressText, type Interview, meetDevice, placeOf } from "./meet-device.ts";
import type { Poller } from "./poller.ts";
import type { SiteKeeper } from "./site-keeper.ts";
import type { Territory } from "./territory.ts";

/** Then an answer comes before the next address is asked. */
const carefulProbesPerSecond = 10;

export interface SearcherParts {
  readonly log: Log;
  /** Its own sockets, for those that are not known: silent addresses must not hold up the polls. */
  readonly engine: SnmpEngine;
  readonly interview: Interview;
  readonly keeper: SiteKeeper;
  readonly poller: Poller;
  readonly territory: Territory;
  readonly probesPerSecond: number;
  /** undefined: crashes are not remembered. */
  readonly crashBook?: Pick<CrashBook, "isWatchful" | "crashes"> | undefined;
  readonly onProgress: (progress: SweepProgress | null) => void;
}

/** What of the search a changed configuration changes. */
export type SearcherTuning = Pick<SearcherParts, "territory" | "probesPerSecond">;

/** First contacts under way; what a device answers there is ten times what a poll asks, and all of it waits in memory. */
const mostMeetings = 32;

/** Looks who is in the configured ranges, and meets every Konica Minolta device that is new or has moved. */
export class Searcher {
  #parts: SearcherParts;
  #running: Promise<void> | undefined;
  /** Aborted when the ranges of the sweep under way hold no more. */
  #outdated = new AbortController();

  constructor(parts: SearcherParts) {
    this.#parts = parts;
  }

  /** Takes over a changed configuration; a sweep under way over other ranges is cut short. */
  retune(tuning: SearcherTuning): void {
    if (tuning.territory !== this.#parts.territory) this.#outdated.abort();
    this.#parts = { ...this.#parts, ...tuning };
  }

  /**
   * One sweep of all ranges; a call during a sweep waits for that one.
   * @param level at which its begin and end are told: what comes each hour is no news
   */
  search(signal: AbortSignal, level: "debug" | "info" = "info"): Promise<void> {
    this.#running ??= this.#search(signal, level).finally(() => {
      this.#running = undefined;
      this.#parts.onProgress(null);
    });
    return this.#running;
  }

  /** Resolves when no sweep is under way; its signal cuts one short. */
  async stop(): Promise<void> {
    // Who began it is told how it ended.
    await this.#running?.catch(() => {});
  }

  async #search(stopped: AbortSignal, level: "debug" | "info"): Promise<void> {
    this.#outdated = new AbortController();
    const signal = AbortSignal.any([stopped, this.#outdated.signal]);
    const { log, probesPerSecond, onProgress } = this.#parts;
    const plan = await this.#plan();
    const engine = this.#engineFor(plan.known);
    const addressesPerSecond = this.#isCareful ? Math.min(probesPerSecond, carefulProbesPerSecond) : probesPerSecond;
    const settings = { ...defaultSweepSettings, addressesPerSecond };
    const meetings = new Set<Promise<void>>();
    const counts = { konicaMinolta: 0, otherPrinter: 0, other: 0 };
    log[level]("sweep.started", { addresses: plan.total });
    const onCrash = (target: Place, error: unknown) => this.#tellCrash(target, error);
    for await (const answer of sweep(engine, plan, settings, onProgress, signal, onCrash)) {
      const meeting = this.#take(answer, counts)
        .catch((error: unknown) => this.#tellCrash(answer.target, error))
        .finally(() => meetings.delete(meeting));
      meetings.add(meeting);
      if (meetings.size >= mostMeetings) await Promise.race(meetings);
    }
    await Promise.all(meetings);
    log[level]("sweep.finished", {
      konicaMinolta: counts.konicaMinolta,
      otherPrinters: counts.otherPrinter,
      others: counts.other,
    });
  }

  /** After a crash; but a broad search would take hours. */
  get #isCareful(): boolean {
    const { crashBook, territory } = this.#parts;
    return crashBook?.isWatchful === true && territory.size <= broadAddresses;
  }

  async #take(answer: SweepAnswer, counts: Record<Identification["kind"], number>): Promise<void> {
    const { kind } = identify(answer);
    counts[kind] += 1;
    if (kind === "konicaMinolta") await this.#meet(answer);
    else if (kind === "otherPrinter") this.#listPrinter(answer);
  }

  /** One device's surprise must not end the search for the others. */
  #tellCrash(place: Place, error: unknown): void {
    this.#parts.log.error("meeting.crashed", { address: addressText(place), message: messageOf(error) });
  }

  /** A known device may be polled at this moment and is asked one thing at a time: its probe takes its turn there. */
  #engineFor(known: readonly SweepTarget[]): SnmpEngine {
    const { engine, interview } = this.#parts;
    const polled = new Set(known.map(addressText));
    const clientOf = (target: SnmpTarget) =>
      polled.has(addressText(target)) ? interview.engine.client : engine.client;
    const client: SnmpClient = {
      get: (target, oids, options) => clientOf(target).get(target, oids, options),
      getBulk: (target, request, options) => clientOf(target).getBulk(target, request, options),
      close() {},
    };
    return { ...engine, client };
  }

  async #plan(): Promise<SweepPlan> {
    const { keeper, territory, log, crashBook } = this.#parts;
    for (const unknown of await territory.resolveNames()) log.warn("name.unknown", { ...unknown });
    const known: SweepTarget[] = [];
    for (const { addresses, credential } of keeper.state.inventory.devices.values()) {
      const place = addresses[0] && placeOf(addresses[0].address);
      const credentials = place && (await territory.credentialsAt(place, credential));
      if (credentials) known.push({ ...place, credentials });
    }
    const plan = { known, fresh: () => territory.targets(), total: territory.size };
    return this.#isCareful ? carefulPlan(plan, crashBook?.crashes ?? 0) : plan;
  }

  async #meet(answer: SweepAnswer): Promise<void> {
    const { interview, keeper, poller, territory, log } = this.#parts;
    const { target } = answer;
    const address = addressText(target);
    const { inventory } = keeper.state;
    const expected = findHolder(inventory, address);
    const seen = { isKonicaMinolta: true, manufacturer: null, model: null, mac: null, address };
    const { uid } = resolveUid(inventory, { ...seen, serial: answer.serial ?? null });
    // The configuration changed meanwhile and says something else there: the search after it meets the device.
    if (!territory.allows(target, target.credential)) return;
    // An answer in SNMPv1 to a community of SNMPv2c may be to a packet that was lost before: the device is asked once more.
    const isAsKnown = asItAnswers(interview.engine, target).credential.version === answer.version;
    if (expected?.identity.uid === uid && primaryAddress(expected) === address && isAsKnown) {
      if (poller.interviewer.knows(uid) || (await poller.isAboutToMeet(expected, target.credential))) return;
    }
    const met = await meetDevice(interview, target, isAsKnown ? answer : undefined);
    if (!met.ok) {
      if (met.failure.kind !== "aborted") log.warn("device.not-met", { address, message: met.failure.message });
      return;
    }
    tellVersion(log, met.value);
    const name = this.#parts.territory.nameOf(target.credential);
    // The credentials changed while the device was met.
    if (name === undefined) return;
    const [heardFrom = ""] = keeper.takeReadings([{ reading: met.value.reading, credential: name }]);
    const known = findDevice(keeper.state.inventory, heardFrom);
    if (known && primaryAddress(known) === address) poller.met(heardFrom, met.value.acquaintance);
  }

  #listPrinter(answer: SweepAnswer): void {
    const model = answer.deviceDescr ?? answer.sysDescr ?? null;
    this.#parts.keeper.takeOtherPrinter({ address: addressText(answer.target), model: model?.slice(0, 255) ?? null });
  }
}

/**
 * The plan after a crash: whoever brought it on must not always be asked beside the same others. Known devices are left to
 * the polls, which spread them anew at each start, and every other time the search goes from the last address to the first.
 */
function carefulPlan({ known, fresh, total }: SweepPlan, crashes: number): SweepPlan {
  const polled = new Set(known.map(addressText));
  const targets = [...fresh()].filter((target) => !polled.has(addressText(target)));
  if (crashes % 2 === 1) targets.reverse();
  return { known: [], fresh: () => targets, total };
}
