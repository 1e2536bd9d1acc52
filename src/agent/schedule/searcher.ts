import { identify } from "../discovery/identify.ts";
import { sweep } from "../discovery/sweep.ts";
import {
  defaultSweepSettings,
  type SweepAnswer,
  type SweepPlan,
  type SweepProgress,
  type SweepTarget,
} from "../discovery/sweep-plan.ts";
import { findDevice, primaryAddress } from "../inventory/device-directory.ts";
import { deviceUid } from "../inventory/device-uid.ts";
import type { Log } from "../leaf/log.ts";
import type { SnmpClient, SnmpTarget } from "../snmp/snmp-client.ts";
import type { SnmpEngine } from "../snmp/snmp-engine.ts";
import { asItAnswers } from "../snmp/version-one.ts";
import { tellVersion } from "./interviewer.ts";
import { addressText, type Interview, meetDevice, placeOf } from "./meet-device.ts";
import type { Poller } from "./poller.ts";
import type { SiteKeeper } from "./site-keeper.ts";
import type { Territory } from "./territory.ts";

export interface SearcherParts {
  readonly log: Log;
  /** Its own sockets, for those that are not known: silent addresses must not hold up the polls. */
  readonly engine: SnmpEngine;
  readonly interview: Interview;
  readonly keeper: SiteKeeper;
  readonly poller: Poller;
  readonly territory: Territory;
  readonly probesPerSecond: number;
  readonly onProgress: (progress: SweepProgress | null) => void;
}

/** What of the search a changed configuration changes. */
export type SearcherTuning = Pick<SearcherParts, "territory" | "probesPerSecond">;

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
    await this.#running;
  }

  async #search(stopped: AbortSignal, level: "debug" | "info"): Promise<void> {
    this.#outdated = new AbortController();
    const signal = AbortSignal.any([stopped, this.#outdated.signal]);
    const { log, probesPerSecond, onProgress } = this.#parts;
    const plan = await this.#plan();
    const engine = this.#engineFor(plan.known);
    const settings = { ...defaultSweepSettings, addressesPerSecond: probesPerSecond };
    const meetings: Promise<void>[] = [];
    const counts = { konicaMinolta: 0, otherPrinter: 0, other: 0 };
    log[level]("sweep.started", { addresses: plan.total });
    for await (const answer of sweep(engine, plan, settings, onProgress, signal)) {
      const { kind } = identify(answer);
      counts[kind] += 1;
      if (kind === "konicaMinolta") meetings.push(this.#meet(answer));
      else if (kind === "otherPrinter") this.#listPrinter(answer);
    }
    await Promise.all(meetings);
    log[level]("sweep.finished", {
      konicaMinolta: counts.konicaMinolta,
      otherPrinters: counts.otherPrinter,
      others: counts.other,
    });
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
    const { keeper, territory, log } = this.#parts;
    for (const unknown of await territory.resolveNames()) log.warn("name.unknown", { ...unknown });
    const known: SweepTarget[] = [];
    for (const { addresses, credential } of keeper.state.inventory.devices.values()) {
      const place = addresses[0] && placeOf(addresses[0].address);
      const credentials = place && (await territory.credentialsAt(place, credential));
      if (credentials) known.push({ ...place, credentials });
    }
    return { known, fresh: () => territory.targets(), total: territory.size };
  }

  async #meet(answer: SweepAnswer): Promise<void> {
    const { interview, keeper, poller, territory, log } = this.#parts;
    const { target } = answer;
    const address = addressText(target);
    const { inventory } = keeper.state;
    const expected = findDevice(inventory, inventory.holders.get(address) ?? "");
    const { uid } = deviceUid({
      isKonicaMinolta: true,
      manufacturer: null,
      serial: answer.serial ?? null,
      mac: null,
      address,
    });
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
