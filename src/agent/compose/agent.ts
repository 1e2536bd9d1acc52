import type { LoadedConfig } from "../config/config-store.ts";
import { readSiNumbers } from "../config/si-numbers.ts";
import { pathFromConfig, stateFolderOf } from "../config/state-folder.ts";
import { Agent, followedCommands } from "../daemon.ts";
import type { SweepProgress } from "../discovery/sweep-plan.ts";
import { findDevice, findWhere, type KnownDevice } from "../inventory/device-directory.ts";
import { type Clock, stamp, systemClock } from "../leaf/clock.ts";
import type { Log } from "../leaf/log.ts";
import { programVersion } from "../leaf/program.ts";
import { projectFile } from "../leaf/project-files.ts";
import { systemRandom } from "../leaf/random.ts";
import type { SqliteOutbox } from "../outbox/sqlite-outbox.ts";
import { loadMibs } from "../profile/load-mibs.ts";
import type { MibLibrary } from "../profile/mib-library.ts";
import { placeOf } from "../schedule/meet-device.ts";
import { MonthClose } from "../schedule/month-close.ts";
import { Poller } from "../schedule/poller.ts";
import { Searcher, searchRanges } from "../schedule/searcher.ts";
import { SiteKeeper } from "../schedule/site-keeper.ts";
import { buildCredentials } from "../snmp/credentials.ts";
import type { RequestOptions } from "../snmp/snmp-client.ts";
import { patientOptions } from "../snmp/snmp-engine.ts";
import { TrapReceiver } from "../snmp/trap-receiver.ts";
import type { AgentSnapshot } from "../status/agent-snapshot.ts";
import { isHealthy } from "../status/health.ts";
import { StatusPage } from "../status/status-page.ts";
import { takeSnapshot } from "../status/take-snapshot.ts";
import { ClockTrust } from "../upload/clock-trust.ts";
import { CommandDesk } from "../upload/command-desk.ts";
import { Uploader } from "../upload/uploader.ts";
import { defaultUploaderSettings } from "../upload/uploader-state.ts";
import { type CentralAccess, openUplink } from "./central-access.ts";
import { type OpenEngine, openEngine } from "./snmp-engine.ts";
import { openStore, siteRules } from "./store.ts";

/** Sockets that all polls share. */
const pollSockets = 8;
/** More at once would only wait for the processor. */
const mostPolls = 512;

export interface AgentSettings {
  /** The site's clock: polls, events, back-off. A demonstration hands in a faster one. */
  readonly clock?: Clock;
  readonly log: Log;
  readonly onSweepProgress?: (progress: SweepProgress | null) => void;
  /** How long to wait for a device. */
  readonly patience?: RequestOptions;
}

export interface ComposedAgent {
  readonly agent: Agent;
  readonly snapshot: () => AgentSnapshot;
}

/**
 * Builds the whole agent from its configuration, in the order of the data; nothing runs before `start`.
 * @throws AgentError when the configuration cannot be carried out or the store cannot be opened
 */
export async function composeAgent(loaded: LoadedConfig, settings: AgentSettings): Promise<ComposedAgent> {
  const { config } = loaded;
  const ground = layGround(loaded, settings);
  const { clock, log, stopping } = ground;
  const central = openUplink(loaded);
  const { outbox, opened } = openStore(loaded, { folder: stateFolderOf(loaded), clock, log, bootId: ground.bootId });
  log[opened.outcome === "recovered" ? "warn" : "info"]("outbox.opened", { ...opened });
  const keeper = openKeeper(ground, outbox, (hasEvents) => upload?.uploader.notify(hasEvents));
  const watch = await composeWatch(ground, keeper);
  const upload = central && composeUpload(ground, central, outbox, keeper, () => agent);
  const publish = publisher(ground, keeper, watch, outbox, central, upload?.uploader);

  const { timeZone } = config.site;
  const { enabled, host, port } = config.statusPage;
  const agent = new Agent({
    ...{ clock, log, outbox, keeper, stopping, upload },
    ...{ poller: watch.poller, searcher: watch.searcher, clients: watch.engines.map(({ client }) => client) },
    monthClose: new MonthClose(clock, timeZone, () => watch.poller.readAllNow()),
    statusPage: enabled ? new StatusPage({ host, port, timeZone, log, ...publish }) : undefined,
    traps: config.traps.enabled ? openTraps(config.traps.port, clock, keeper, watch.poller) : undefined,
    version: programVersion(),
    startedAt: ground.startedAt,
    sweepIntervalMs: config.schedule.sweepIntervalS * 1000,
    heartbeatIntervalMs: config.schedule.heartbeatIntervalS * 1000,
  });
  return { agent, snapshot: publish.snapshot };
}

/** What every part stands on. */
interface Ground {
  readonly loaded: LoadedConfig;
  readonly library: MibLibrary;
  readonly clock: Clock;
  readonly log: Log;
  readonly patience: RequestOptions;
  readonly onSweepProgress: (progress: SweepProgress | null) => void;
  readonly bootId: string;
  readonly startedAt: string;
  readonly startedMonoMs: number;
  readonly stopping: AbortController;
}

function layGround(loaded: LoadedConfig, settings: AgentSettings): Ground {
  const { clock = systemClock, log, onSweepProgress = () => {}, patience = patientOptions } = settings;
  return {
    ...{ loaded, clock, log, onSweepProgress, patience },
    library: loadMibs(projectFile("mibs")),
    bootId: systemRandom.name(),
    startedAt: stamp(clock),
    startedMonoMs: clock.monoMs(),
    stopping: new AbortController(),
  };
}

function openKeeper(ground: Ground, outbox: SqliteOutbox, onStored: (hasEvents: boolean) => void): SiteKeeper {
  const { loaded, clock, log, library } = ground;
  const rules = siteRules(library, loaded.config.site.timeZone);
  const keeper = new SiteKeeper({ outbox, clock, log, rules, onStored });
  const { siNumbersFile } = loaded.config;
  if (siNumbersFile !== undefined) {
    const numbers = readSiNumbers(pathFromConfig(loaded, siNumbersFile));
    keeper.takeRegistry([...numbers].map(([serial, si]) => ({ serial, si })));
  }
  return keeper;
}

/** Those who look at the network: at known devices by schedule, at the ranges for new ones. */
interface Watch {
  readonly poller: Poller;
  readonly searcher: Searcher;
  readonly engines: readonly OpenEngine[];
  readonly sweepProgress: () => SweepProgress | null;
}

async function composeWatch(ground: Ground, keeper: SiteKeeper): Promise<Watch> {
  const { loaded, clock, log, library, patience, stopping } = ground;
  const { schedule, ranges } = loaded.config;
  const credentials = buildCredentials(loaded.config, loaded.secrets);
  const searched = searchRanges(ranges, credentials);
  const pollEngine = await openEngine(pollSockets);
  const sweepEngine = await openEngine(1);
  const options = { ...patience, signal: stopping.signal };
  const interview = { engine: pollEngine, library, options, stamp: () => stamp(clock) };
  const intervals = intervalsOf(schedule);
  const mostAtOnce = Math.min(mostPolls, pollEngine.client.capacity);
  const poller = new Poller({ clock, log, interview, keeper, credentials, intervals, mostAtOnce });
  let sweepProgress: SweepProgress | null = null;
  const searcher = new Searcher({
    ...{ log, interview, keeper, poller, credentials },
    engine: sweepEngine,
    ranges: searched,
    probesPerSecond: schedule.probesPerSecond,
    onProgress: (progress) => {
      sweepProgress = progress;
      ground.onSweepProgress(progress);
    },
  });
  return { poller, searcher, engines: [pollEngine, sweepEngine], sweepProgress: () => sweepProgress };
}

function intervalsOf(schedule: LoadedConfig["config"]["schedule"]) {
  return {
    status: schedule.statusIntervalS * 1000,
    supplies: schedule.suppliesIntervalS * 1000,
    full: schedule.countersIntervalS * 1000,
  };
}

function composeUpload(
  ground: Ground,
  central: CentralAccess,
  outbox: SqliteOutbox,
  keeper: SiteKeeper,
  agent: () => Agent,
) {
  const { loaded, clock, log, bootId } = ground;
  const clockTrust = new ClockTrust(clock);
  const allowed = new Set<string>(loaded.config.commands.allow);
  const isDeviceKnown = (uid: string) => findDevice(keeper.state.inventory, uid) !== undefined;
  const commands = new CommandDesk({
    ...{ outbox, log },
    rules: () => {
      const credential = central.credential();
      if (!credential) return undefined;
      const { agent, serviceKey } = credential;
      return { agent, serviceKey, allowed, known: followedCommands, isDeviceKnown };
    },
  });
  const uploader = new Uploader({
    ...{ outbox, clock, log, bootId },
    central: central.port,
    settings: defaultUploaderSettings,
    random: systemRandom.fraction,
    agent: () => central.credential()?.agent,
    isClockSynced: () => clockTrust.isSynced(),
    commandOutcomes: () => commands.untold(),
    onAcknowledged: (acknowledgement) => {
      clockTrust.hear(acknowledgement.serverTime);
      agent().acknowledged(acknowledgement);
    },
  });
  return { uploader, commands, enrol: central.enrol };
}

/** What the page shows and whether data moves, as it is at the moment of asking. */
function publisher(
  ground: Ground,
  keeper: SiteKeeper,
  watch: Watch,
  outbox: SqliteOutbox,
  central: CentralAccess | undefined,
  uploader: Uploader | undefined,
) {
  const { loaded, clock, startedAt, startedMonoMs } = ground;
  const snapshot = () =>
    takeSnapshot({
      version: programVersion(),
      siteName: loaded.config.site.name,
      now: stamp(clock),
      ...{ startedAt, keeper },
      sweep: watch.sweepProgress(),
      outbox: outbox.stats(),
      centralUrl: loaded.config.central?.url ?? null,
      agent: central?.credential()?.agent ?? null,
      upload: uploader?.snapshot(),
    });
  const health = () => {
    const upload = uploader?.snapshot();
    return isHealthy({
      sinceStartMs: clock.monoMs() - startedMonoMs,
      devices: keeper.state.inventory.devices.size,
      sincePollMs: watch.poller.sincePollMs,
      statusIntervalMs: intervalsOf(loaded.config.schedule).status,
      hasCentral: upload !== undefined,
      records: outbox.stats().records,
      sinceUploadMs: upload?.sinceSuccessMs ?? null,
      uploadWaitsFor: upload?.waitingFor ?? null,
    });
  };
  return { snapshot, isHealthy: health };
}

/** A device's address among those that are polled; its traps come from any port. */
function openTraps(port: number, clock: Clock, keeper: SiteKeeper, poller: Poller): TrapReceiver {
  const standsAt = (host: string) => (device: KnownDevice) =>
    device.addresses.some(({ address }) => placeOf(address).address === host);
  const deviceAt = (host: string) => findWhere(keeper.state.inventory, standsAt(host));
  return new TrapReceiver({
    port,
    clock,
    isKnown: (host) => deviceAt(host) !== undefined,
    onTrap: (host) => {
      const device = deviceAt(host);
      if (device) poller.askNow(device.identity.uid, "status");
    },
  });
}
