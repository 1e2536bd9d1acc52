import { join } from "node:path";
import type { LoadedConfig } from "../config/config-store.ts";
import type { NetworkDoor } from "../config/network-door.ts";
import { stateFolderOf } from "../config/state-folder.ts";
import { emptyMemory } from "../events/device-memory.ts";
import type { EventSettings } from "../events/event-settings.ts";
import { handIn } from "../inbox/hand-in.ts";
import { findDevice } from "../inventory/device-directory.ts";
import { type Clock, stamp } from "../leaf/clock.ts";
import type { Log } from "../leaf/log.ts";
import { systemRandom } from "../leaf/random.ts";
import type { MibLibrary } from "../profile/mib-library.ts";
import { traceReading } from "../reading/provenance.ts";
import type { Poller } from "../schedule/poller.ts";
import type { SiteKeeper } from "../schedule/site-keeper.ts";
import { dayWriter } from "../status/history/day-values.ts";
import { monthPages } from "../status/history/month-pages.ts";
import { SiteHistory } from "../status/history/site-history.ts";
import { lifeBookOf } from "../status/life-list.ts";
import type { StatusPageParts } from "../status/page-parts.ts";
import { StatusPage } from "../status/status-page.ts";

const historyFile = "history.db";

export interface PageGround {
  readonly loaded: LoadedConfig;
  readonly network: NetworkDoor | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly keeper: SiteKeeper;
  readonly library: MibLibrary;
  readonly poller: Poller;
  readonly history: SiteHistory;
  readonly rules: Pick<EventSettings, "forecastMinDays">;
  readonly published: Pick<StatusPageParts, "snapshot" | "findStandstill" | "metrics" | "ledger">;
}

/** The curves and past alerts of the page; undefined: the page is switched off, and nobody would see them. */
export function buildHistory(
  loaded: LoadedConfig,
  clock: Clock,
  log: Log,
  keeper: SiteKeeper,
): SiteHistory | undefined {
  const { site, statusPage } = loaded.config;
  if (!statusPage.enabled) return undefined;
  return new SiteHistory({
    file: join(stateFolderOf(loaded), historyFile),
    ...{ clock, log, timeZone: site.timeZone },
    uids: () => keeper.state.inventory.devices.keys(),
    latest: (uid) => keeper.latest(uid),
  });
}

/** The local page over all that it looks at. */
export function buildPage(ground: PageGround): StatusPage {
  const { loaded, network, clock, log, keeper, history, rules, published } = ground;
  const { site, statusPage } = loaded.config;
  const memoryOf = (uid: string) => keeper.state.memories.get(uid) ?? emptyMemory;
  const dayOf = dayWriter(site.timeZone);
  return new StatusPage({
    ...{ host: statusPage.host, port: statusPage.port, timeZone: site.timeZone },
    ...{ network, log, clock, history },
    ...published,
    draw: systemRandom.name,
    lives: (uid) => lifeBookOf(memoryOf(uid), rules.forecastMinDays),
    stand: (uid) => {
      const device = findDevice(keeper.state.inventory, uid);
      const { meter } = memoryOf(uid);
      const months = monthPages(history.pastOf(uid).days, meter, dayOf(stamp(clock)));
      return device && { identity: device.identity, meter, months };
    },
    readRaw: (uid) => readRaw(ground, uid),
    handIn: (wish) => void handIn(stateFolderOf(loaded), wish, clock, systemRandom),
  });
}

/** Asks beside the schedule; what the device says is shown and not kept. */
async function readRaw(
  { keeper, poller, library, published }: PageGround,
  uid: string,
): ReturnType<StatusPageParts["readRaw"]> {
  const device = findDevice(keeper.state.inventory, uid);
  if (!device?.addresses[0]) return { failure: "unread.noAddress" };
  if (poller.interviewer.isOutside(device)) return { failure: "unread.outside" };
  if (published.snapshot().leftOut.includes(device.addresses[0].address)) return { failure: "unread.leftOut" };
  const met = await poller.interviewer.examine(device);
  if (!met.ok) return { failure: `unread.${met.failure.kind}` };
  const { reading, answers, acquaintance } = met.value;
  return { reading: { ...reading, provenance: traceReading(library, acquaintance.profile, answers) } };
}
