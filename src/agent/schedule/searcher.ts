import type { Configuration } from "../config/config-schema.ts";
import { resolveName } from "../discovery/host.ts";
import { identify } from "../discovery/identify.ts";
import { countPlaces, type Place, parseRanges, placesOf, type RangeSet } from "../discovery/range-set.ts";
import { sweep } from "../discovery/sweep.ts";
import {
  defaultSweepSettings,
  type SweepAnswer,
  type SweepProgress,
  type SweepTarget,
} from "../discovery/sweep-plan.ts";
import { findDevice, primaryAddress } from "../inventory/device-directory.ts";
import { deviceUid } from "../inventory/device-uid.ts";
import { AgentError } from "../leaf/errors.ts";
import type { Log } from "../leaf/log.ts";
import type { SnmpCredential } from "../snmp/snmp-client.ts";
import type { SnmpEngine } from "../snmp/snmp-engine.ts";
import { addressText, type Interview, meetDevice, placeOf } from "./meet-device.ts";
import type { Poller } from "./poller.ts";
import type { SiteKeeper } from "./site-keeper.ts";

/** A configured range, checked, with the credentials that may be tried in it. */
export interface SearchRange {
  readonly places: RangeSet;
  readonly credentials: SweepTarget["credentials"];
}

/**
 * Checks the configured ranges.
 * @throws AgentError of kind `config` with every finding
 */
export function searchRanges(
  ranges: Configuration["ranges"],
  credentials: ReadonlyMap<string, SnmpCredential>,
): readonly SearchRange[] {
  const findings: string[] = [];
  const checked = ranges.flatMap((range, index): readonly SearchRange[] => {
    const lines = [range.addresses, ...range.exclude.map((exclusion) => `!${exclusion}`)];
    const parsed = parseRanges(lines, { isPublicAllowed: range.isOwnPublicRange });
    const [first, second] = range.credentials.flatMap((name) => credentials.get(name) ?? []);
    if (!parsed.ok) findings.push(...parsed.failure.map((failure) => `ranges.${index}.addresses: ${failure}`));
    if (!parsed.ok || !first) return [];
    return [{ places: parsed.value, credentials: second ? [first, second] : [first] }];
  });
  if (findings.length === 0) return checked;
  throw new AgentError({
    kind: "config",
    code: "range-wrong",
    message: findings.join("\n"),
    remedy: "isOwnPublicRange: true says that a range outside the private networks is the site's own.",
  });
}

export interface SearcherParts {
  readonly log: Log;
  /** Its own sockets: silent addresses must not hold up the polls. */
  readonly engine: SnmpEngine;
  readonly interview: Interview;
  readonly keeper: SiteKeeper;
  readonly poller: Poller;
  readonly ranges: readonly SearchRange[];
  readonly credentials: ReadonlyMap<string, SnmpCredential>;
  readonly probesPerSecond: number;
  readonly onProgress: (progress: SweepProgress | null) => void;
}

/** What of the search a changed configuration changes. */
export type SearcherTuning = Pick<SearcherParts, "ranges" | "credentials" | "probesPerSecond">;

/** Looks who is in the configured ranges, and meets every Konica Minolta device that is new or has moved. */
export class Searcher {
  #parts: SearcherParts;
  #running: Promise<void> | undefined;

  constructor(parts: SearcherParts) {
    this.#parts = parts;
  }

  /** Takes over a changed configuration; a sweep under way ends as it began. */
  retune(tuning: SearcherTuning): void {
    this.#parts = { ...this.#parts, ...tuning };
  }

  /** One sweep of all ranges; a call during a sweep waits for that one. */
  search(signal: AbortSignal): Promise<void> {
    this.#running ??= this.#search(signal).finally(() => {
      this.#running = undefined;
      this.#parts.onProgress(null);
    });
    return this.#running;
  }

  /** Resolves when no sweep is under way; its signal cuts one short. */
  async stop(): Promise<void> {
    await this.#running;
  }

  async #search(signal: AbortSignal): Promise<void> {
    const { engine, log, probesPerSecond, onProgress } = this.#parts;
    const plan = await this.#plan();
    const settings = { ...defaultSweepSettings, addressesPerSecond: probesPerSecond };
    const meetings: Promise<void>[] = [];
    const counts = { konicaMinolta: 0, otherPrinter: 0, other: 0 };
    log.info("sweep.started", { addresses: plan.total });
    for await (const answer of sweep(engine, plan, settings, onProgress, signal)) {
      const { kind } = identify(answer);
      counts[kind] += 1;
      if (kind === "konicaMinolta") meetings.push(this.#meet(answer));
      else if (kind === "otherPrinter") this.#listPrinter(answer);
    }
    await Promise.all(meetings);
    log.info("sweep.finished", {
      konicaMinolta: counts.konicaMinolta,
      otherPrinters: counts.otherPrinter,
      others: counts.other,
    });
  }

  async #plan() {
    const { keeper, ranges, credentials } = this.#parts;
    const known = [...keeper.state.inventory.devices.values()].flatMap(
      ({ addresses, credential }): readonly SweepTarget[] => {
        const address = addresses[0]?.address;
        const used = credentials.get(credential ?? "");
        return address === undefined || !used ? [] : [{ ...placeOf(address), credentials: [used] }];
      },
    );
    const named = await Promise.all(ranges.map((range) => this.#resolveNames(range)));
    const seen = new Set(known.map(addressText));
    const isNew = (place: Place) => {
      const text = addressText(place);
      return !seen.has(text) && seen.add(text);
    };
    function* fresh(): Generator<SweepTarget> {
      for (const [index, range] of ranges.entries()) {
        for (const place of [...(named[index] ?? []), ...placesOf(range.places)]) {
          if (isNew(place)) yield { ...place, credentials: range.credentials };
        }
      }
    }
    const total = ranges.reduce(
      (sum, range, index) => sum + countPlaces(range.places) + (named[index]?.length ?? 0),
      0,
    );
    return { known, fresh: fresh(), total };
  }

  async #resolveNames(range: SearchRange): Promise<readonly Place[]> {
    const found = range.places.names.map(async ({ name, port }): Promise<readonly Place[]> => {
      try {
        return [{ address: await resolveName(name), port }];
      } catch (error) {
        this.#parts.log.warn("name.unknown", { name, message: error instanceof Error ? error.message : String(error) });
        return [];
      }
    });
    return (await Promise.all(found)).flat();
  }

  async #meet(answer: SweepAnswer): Promise<void> {
    const { interview, keeper, poller, log } = this.#parts;
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
    if (expected?.identity.uid === uid && primaryAddress(expected) === address && poller.knows(uid)) return;
    const met = await meetDevice(interview, target, answer);
    if (!met.ok) {
      if (met.failure.kind !== "aborted") log.warn("device.not-met", { address, message: met.failure.message });
      return;
    }
    const name = [...this.#parts.credentials].find(([, credential]) => credential === target.credential)?.[0];
    // The configuration changed meanwhile and has another credential: the search after it meets the device.
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
