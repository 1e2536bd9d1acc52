import type { Event } from "../../contract/event.ts";
import type { Reading } from "../../contract/reading.ts";
import type { LoadedConfig } from "../config/config-store.ts";
import { checkNamedFiles } from "../config/named-files.ts";
import { configuredNetworkDoor } from "../config/network-door.ts";
import { stateFolderOf } from "../config/state-folder.ts";
import { Agent, type UploadParts } from "../daemon.ts";
import type { SweepProgress } from "../discovery/sweep-plan.ts";
import { Inbox } from "../inbox/inbox.ts";
import { findAtHost } from "../inventory/device-directory.ts";
import { type Clock, stamp, systemClock } from "../leaf/clock.ts";
import type { Log, LogLevel } from "../leaf/log.ts";
import { programVersion } from "../leaf/program.ts";
import { projectFile } from "../leaf/project-files.ts";
import { systemRandom } from "../leaf/random.ts";
import type { Exchange } from "../outbox/ledger-table.ts";
import { loadMibs } from "../profile/load-mibs.ts";
import type { MibLibrary } from "../profile/mib-library.ts";
import { Heartbeat } from "../schedule/heartbeat.ts";
import { MonthClose } from "../schedule/month-close.ts";
import type { Poller, PollerParts } from "../schedule/poller.ts";
import { SiteKeeper } from "../schedule/site-keeper.ts";
import type { RequestOptions } from "../snmp/snmp-client.ts";
import { patientOptions } from "../snmp/snmp-engine.ts";
import { TrapReceiver } from "../snmp/trap-receiver.ts";
import type { AgentSnapshot } from "../status/agent-snapshot.ts";
import { Metrics } from "../status/metrics.ts";
import type { CrashBook } from "../supervision/crash-book.ts";
import { LoopDelay } from "../supervision/loop-delay.ts";
import type { Supervisor } from "../supervision/systemd-notify.ts";
import { Watchdog } from "../supervision/watchdog.ts";
import { ClockTrust } from "../upload/clock-trust.ts";
import { openUplink } from "./central-access.ts";
import { buildHistory, buildPage } from "./page.ts";
import { publish } from "./publish.ts";
import { makeRecorder } from "./recorder.ts";
import { type ConfigInForce, makeReload, registryOf } from "./reload.ts";
import { networkClock } from "./snmp-engine.ts";
import { openStore, siteRules } from "./store.ts";
import { buildUpload } from "./upload.ts";
import { openWatch, territoryOf, tuningOf, type Watch } from "./watch.ts";

export interface AgentSettings {
  /** The site's clock: polls, events, back-off. A demonstration hands in a faster one. */
  readonly clock?: Clock;
  readonly log: Log;
  /** Changes how much `log` tells, when the configuration is read again. */
  readonly setLogLevel?: (level: LogLevel) => void;
  readonly onSweepProgress?: (progress: SweepProgress | null) => void;
  /** Who watches over this process; undefined: nobody. */
  readonly supervisor?: Supervisor | undefined;
  /** Remembers crashes; undefined: nobody does. */
  readonly crashBook?: CrashBook | undefined;
  /** How long to wait for a device. */
  readonly patience?: RequestOptions;
}

export interface ComposedAgent {
  readonly agent: Agent;
  readonly snapshot: () => AgentSnapshot;
  /** Tells systemd how the agent is; to be started and stopped with it. */
  readonly watchdog: Watchdog;
  /** Reads the configuration again and takes over what can be changed while running; a wrong one changes nothing. */
  readonly reload: () => void;
}

/**
 * Builds the whole agent from its configuration, in the order of the data; nothing runs before `start`.
 * @throws AgentError when the configuration cannot be carried out or the store cannot be opened
 */
export async function composeAgent(loaded: LoadedConfig, settings: AgentSettings): Promise<ComposedAgent> {
  const { config } = loaded;
  const ground = layGround(loaded, settings);
  const { inForce, clock, log, stopping, metrics } = ground;
  const stateFolder = stateFolderOf(loaded);
  // All that can be wrong is found before the store is opened.
  checkNamedFiles(loaded);
  const tuning = tuningOf(loaded, territoryOf(loaded));
  const registry = registryOf(loaded);
  const network = configuredNetworkDoor(loaded);
  const central = openUplink(loaded, stateFolder, (exchange) => noteExchange(exchange));
  const { outbox, opened } = openStore(loaded, { folder: stateFolder, clock, log, bootId: ground.bootId });
  log[opened.outcome === "recovered" ? "warn" : "info"]("outbox.opened", { ...opened });
  const noteExchange = (exchange: Exchange) => {
    outbox.noteExchange(exchange);
    if (exchange.what === "upload") metrics.countUpload(exchange.outcome, exchange.sentBytes);
  };
  const rules = siteRules(ground.library, config.site.timeZone);
  const onStored = (hasEvents: boolean) => upload?.uploader.notify(hasEvents);
  const onHeard = (uid: string, reading: Reading) => history?.note(uid, reading);
  const onTold = (events: readonly Event[]) => history?.noteEvents(events);
  const clockTrust = new ClockTrust(clock);
  const isDateBelieved = () => clockTrust.isDateBelieved();
  const keeper = new SiteKeeper({ outbox, clock, log, rules, isDateBelieved, onStored, onHeard, onTold });
  const watch = await openWatch(ground, keeper, tuning);
  const upload =
    central &&
    buildUpload({
      ...{ inForce, clock, log, bootId: ground.bootId, central, outbox, keeper, clockTrust },
      record: openRecorder(ground, keeper, watch),
      onAcknowledged: (acknowledgement) => agent.acknowledged(acknowledgement),
    });
  const history = buildHistory(loaded, clock, log, keeper);
  // Only now: a number that changed while the agent was stopped is told to both.
  keeper.takeRegistry(registry);
  const traps = config.traps.enabled ? openTraps(config.traps.port, ground, keeper, watch.poller) : undefined;
  const loopDelay = new LoopDelay({ log, clock: networkClock });
  const published = publish({
    ...{ ...ground, keeper, watch, outbox, central, uploader: upload?.uploader, traps, history, loopDelay },
  });
  const reload = makeReload({
    ...{ inForce, log, tuning, setLogLevel: settings.setLogLevel ?? (() => {}) },
    takeRegistry: (entries) => keeper.takeRegistry(entries),
    retune: (changed, schedule, isSearchWanted) => {
      watch.poller.retune(changed);
      watch.searcher.retune(changed);
      agent.retune(rhythmOf(schedule), isSearchWanted);
    },
  });

  const { timeZone } = config.site;
  const agent = new Agent({
    ...{ clock, log, outbox, keeper, stopping, upload, crashBook: ground.crashBook, loopDelay },
    ...{ poller: watch.poller, searcher: watch.searcher, clients: watch.engines.map(({ client }) => client) },
    inbox: new Inbox({
      stateFolder,
      clock: networkClock,
      log,
      outbox,
      quarantine: outbox,
      onStored: () => onStored(true),
      onReload: reload,
    }),
    heartbeat: new Heartbeat({
      ...{ outbox, keeper, version: programVersion(), startedAt: ground.startedAt },
      loopDelay: () => loopDelay.figures(),
    }),
    monthClose: new MonthClose(clock, timeZone, () => watch.poller.readAllNow()),
    statusPage:
      history &&
      buildPage({
        ...{ loaded, network, clock, log, keeper, history, published, rules: rules.events, library: ground.library },
        poller: watch.poller,
      }),
    traps,
    version: programVersion(),
    rhythm: rhythmOf(config.schedule),
  });
  const watchdog = new Watchdog({
    ...{ log, clock: networkClock, findFreeze: published.findFreeze, findStandstill: published.findStandstill },
    supervisor: settings.supervisor,
  });
  return { agent, snapshot: published.snapshot, watchdog, reload };
}

function rhythmOf({ sweepIntervalS, heartbeatIntervalS }: LoadedConfig["config"]["schedule"]) {
  return { sweepIntervalMs: sweepIntervalS * 1000, heartbeatIntervalMs: heartbeatIntervalS * 1000 };
}

/** What every part stands on. */
interface Ground {
  readonly inForce: ConfigInForce;
  readonly library: MibLibrary;
  readonly clock: Clock;
  readonly log: Log;
  readonly patience: RequestOptions;
  readonly onSweepProgress: (progress: SweepProgress | null) => void;
  readonly metrics: Metrics;
  readonly onPolled: NonNullable<PollerParts["onPolled"]>;
  readonly bootId: string;
  readonly startedAt: string;
  readonly startedMonoMs: number;
  readonly stopping: AbortController;
  readonly crashBook: CrashBook | undefined;
}

function layGround(loaded: LoadedConfig, settings: AgentSettings): Ground {
  const { clock = systemClock, log, onSweepProgress = () => {}, patience = patientOptions, crashBook } = settings;
  const metrics = new Metrics();
  return {
    ...{ clock, log, onSweepProgress, patience, metrics, crashBook },
    inForce: { loaded },
    library: loadMibs(projectFile("mibs")),
    onPolled: ({ scope, outcome, tookMs }) => metrics.countPoll(scope, outcome, tookMs),
    bootId: systemRandom.name(),
    startedAt: stamp(clock),
    startedMonoMs: clock.monoMs(),
    stopping: new AbortController(),
  };
}

function openRecorder(ground: Ground, keeper: SiteKeeper, watch: Watch): UploadParts["record"] {
  const { clock, log, patience, stopping } = ground;
  const [engine] = watch.engines;
  return makeRecorder({
    ...{ engine, clock, log, keeper },
    options: { ...patience, signal: stopping.signal },
    targetOf: (device) => watch.poller.interviewer.targetOf(device),
  });
}

/** A trap has the device that stands there polled. */
function openTraps(port: number, { clock, log }: Ground, keeper: SiteKeeper, poller: Poller): TrapReceiver {
  const deviceAt = (host: string) => findAtHost(keeper.state.inventory, host);
  return new TrapReceiver({
    port,
    clock,
    isKnown: (host) => deviceAt(host) !== undefined,
    onTrap: (host) => {
      const device = deviceAt(host);
      if (device === undefined) return;
      log.debug("traps.taken", { address: host });
      poller.askNow(device.identity.uid, "status");
    },
  });
}
