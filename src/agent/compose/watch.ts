import type { LoadedConfig } from "../config/config-store.ts";
import type { SweepProgress } from "../discovery/sweep-plan.ts";
import { type Clock, stamp } from "../leaf/clock.ts";
import type { Log } from "../leaf/log.ts";
import type { MibLibrary } from "../profile/mib-library.ts";
import { addressText } from "../schedule/meet-device.ts";
import { Poller, type PollerParts, type PollerTuning } from "../schedule/poller.ts";
import { searchRanges } from "../schedule/search-range.ts";
import { Searcher, type SearcherTuning } from "../schedule/searcher.ts";
import type { SiteKeeper } from "../schedule/site-keeper.ts";
import { Territory } from "../schedule/territory.ts";
import { buildCredentials } from "../snmp/credentials.ts";
import type { RequestOptions, SnmpCredential } from "../snmp/snmp-client.ts";
import type { SnmpEngine } from "../snmp/snmp-engine.ts";
import type { CrashBook } from "../supervision/crash-book.ts";
import { watchedClient } from "./crash-watch.ts";
import { type OpenEngine, openEngine, pollingWire, sweepingWire } from "./snmp-engine.ts";

/** More at once would only wait for the processor. */
const mostPolls = 512;

/** Those who look at the network: at known devices by schedule, at the ranges for new ones. */
export interface Watch {
  readonly poller: Poller;
  readonly searcher: Searcher;
  readonly engines: readonly [SnmpEngine, ...SnmpEngine[]];
  readonly sweepProgress: () => SweepProgress | null;
}

export interface WatchGround {
  readonly clock: Clock;
  readonly log: Log;
  readonly library: MibLibrary;
  readonly patience: RequestOptions;
  readonly stopping: AbortController;
  readonly onSweepProgress: (progress: SweepProgress | null) => void;
  readonly onPolled: NonNullable<PollerParts["onPolled"]>;
  /** undefined: crashes are not remembered. */
  readonly crashBook: CrashBook | undefined;
}

/** What of the configuration decides who is asked, how and when. */
export type WatchTuning = PollerTuning & SearcherTuning;

/**
 * The configured ranges with what may be said in them.
 * @param credentials those in force, where they did not change
 * @throws AgentError when a range cannot be searched
 */
export function territoryOf(
  { config, secrets }: LoadedConfig,
  credentials: ReadonlyMap<string, SnmpCredential> = buildCredentials(config, secrets),
): Territory {
  return new Territory(searchRanges(config.ranges, credentials), credentials);
}

export function tuningOf({ config }: LoadedConfig, territory: Territory): WatchTuning {
  const { statusIntervalS, suppliesIntervalS, countersIntervalS, probesPerSecond } = config.schedule;
  return {
    territory,
    probesPerSecond,
    intervals: {
      status: statusIntervalS * 1000,
      supplies: suppliesIntervalS * 1000,
      full: countersIntervalS * 1000,
    },
  };
}

/** Opens the sockets and builds poller and search over them. */
export async function openWatch(ground: WatchGround, keeper: SiteKeeper, tuning: WatchTuning): Promise<Watch> {
  const { clock, log, library, patience, stopping, onPolled, crashBook } = ground;
  const { territory, probesPerSecond, intervals } = tuning;
  const open = await openEngine({
    ...pollingWire,
    onEngineChanged: (place) => log.warn("device.engine-changed", { address: addressText(place) }),
  });
  const watched = (engine: OpenEngine): SnmpEngine =>
    crashBook ? { ...engine, client: watchedClient(engine.client, crashBook) } : engine;
  const pollEngine = watched(open);
  const sweepEngine = watched(await openEngine(sweepingWire));
  const options = { ...patience, signal: stopping.signal };
  const interview = { engine: pollEngine, library, options, stamp: () => stamp(clock) };
  const mostAtOnce = Math.min(mostPolls, open.client.capacity);
  const poller = new Poller({ clock, log, interview, keeper, territory, intervals, mostAtOnce, onPolled, crashBook });
  let sweepProgress: SweepProgress | null = null;
  const searcher = new Searcher({
    ...{ log, interview, keeper, poller, territory, probesPerSecond, crashBook },
    engine: sweepEngine,
    onProgress: (progress) => {
      sweepProgress = progress;
      ground.onSweepProgress(progress);
    },
  });
  return { poller, searcher, engines: [pollEngine, sweepEngine], sweepProgress: () => sweepProgress };
}
