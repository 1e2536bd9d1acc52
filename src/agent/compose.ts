import { hostname } from "node:os";
import { join } from "node:path";
import type { Reading } from "../contract/reading.ts";
import type { Configuration } from "./config/config-schema.ts";
import type { LoadedConfig } from "./config/config-store.ts";
import type { Secrets } from "./config/secrets-schema.ts";
import { readSiNumbers } from "./config/si-numbers.ts";
import { pathFromConfig, stateFolderOf } from "./config/state-folder.ts";
import { readTextFile } from "./config/text-file.ts";
import { Agent, followedCommands, type UploadParts } from "./daemon.ts";
import { sweep } from "./discovery/sweep.ts";
import { defaultSweepSettings, type SweepAnswer, type SweepPlan, type SweepProgress } from "./discovery/sweep-plan.ts";
import { eventSettings } from "./events/event-settings.ts";
import { defaultSiteSettings } from "./events/site.ts";
import { findDevice, findWhere, type KnownDevice } from "./inventory/device-directory.ts";
import { type Clock, stamp, systemClock } from "./leaf/clock.ts";
import { type Log, silentLog } from "./leaf/log.ts";
import { programVersion } from "./leaf/program.ts";
import { projectFile } from "./leaf/project-files.ts";
import { systemRandom } from "./leaf/random.ts";
import { ok, type Result } from "./leaf/result.ts";
import { createLog, type LogLevel } from "./log/pino-log.ts";
import { SqliteOutbox } from "./outbox/sqlite-outbox.ts";
import { loadMibs } from "./profile/load-mibs.ts";
import { traceReading } from "./reading/provenance.ts";
import { type Meeting, meetDevice, placeOf } from "./schedule/meet-device.ts";
import { MonthClose } from "./schedule/month-close.ts";
import { Poller } from "./schedule/poller.ts";
import { Searcher, searchRanges } from "./schedule/searcher.ts";
import { SiteKeeper } from "./schedule/site-keeper.ts";
import type { SiteRules } from "./schedule/site-state.ts";
import { buildCredentials } from "./snmp/credentials.ts";
import { DeviceLimitsBook } from "./snmp/device-limits.ts";
import { NetSnmpClient } from "./snmp/net-snmp-client.ts";
import { recordDevice } from "./snmp/record-device.ts";
import { type RecordingOptions, recordingText } from "./snmp/recording-text.ts";
import type { RequestOptions, SnmpFailure, SnmpTarget } from "./snmp/snmp-client.ts";
import { patientOptions, type SnmpEngine } from "./snmp/snmp-engine.ts";
import { TrapReceiver } from "./snmp/trap-receiver.ts";
import type { AgentSnapshot } from "./status/agent-snapshot.ts";
import { isHealthy } from "./status/health.ts";
import { StatusPage } from "./status/status-page.ts";
import { takeSnapshot } from "./status/take-snapshot.ts";
import { AxiosCentral } from "./upload/axios-central.ts";
import type { Central } from "./upload/central-port.ts";
import { ClockTrust } from "./upload/clock-trust.ts";
import { CommandDesk } from "./upload/command-desk.ts";
import { type Credential, readCredential } from "./upload/credential-file.ts";
import { enrol } from "./upload/enrolment.ts";
import { openSigningKey, signingKeyFile } from "./upload/signing-key.ts";
import { Uploader } from "./upload/uploader.ts";
import { defaultUploaderSettings } from "./upload/uploader-state.ts";

/** The log of the daemon: lines on stdout, for people when that is a terminal. */
export function openLog(level: LogLevel): Log {
  return createLog(level, process.stdout);
}

/** The wire for commands that ask now and end: no store, no schedule. */
export interface Wire {
  meet(target: SnmpTarget): Promise<Result<Meeting, SnmpFailure>>;
  /** The reading with the origin of each value. */
  explain(meeting: Meeting): Reading;
  sweep(
    plan: SweepPlan,
    addressesPerSecond: number,
    onProgress: (progress: SweepProgress) => void,
    signal: AbortSignal,
  ): AsyncGenerator<SweepAnswer>;
  /** What the device answers, as an anonymous recording. */
  record(target: SnmpTarget, options: RecordingOptions): Promise<Result<RecordedText, SnmpFailure>>;
  close(): void;
}

export interface RecordedText {
  readonly text: string;
  readonly isComplete: boolean;
}

export async function openWire(): Promise<Wire> {
  const engine = await openEngine(1);
  const interview = {
    engine,
    library: loadMibs(projectFile("mibs")),
    options: patientOptions,
    stamp: () => stamp(systemClock),
  };
  return {
    meet: (target) => meetDevice(interview, target),
    explain: ({ reading, acquaintance: { profile, described } }) => ({
      ...reading,
      provenance: traceReading(interview.library, profile, described),
    }),
    sweep: (plan, addressesPerSecond, onProgress, signal) =>
      sweep(engine, plan, { ...defaultSweepSettings, addressesPerSecond }, onProgress, signal),
    record: async (target, options) => {
      const recorded = await recordDevice(engine, target, patientOptions);
      if (!recorded.ok) return recorded;
      return ok({ text: recordingText(recorded.value, options), isComplete: recorded.value.isComplete });
    },
    close: () => engine.client.close(),
  };
}

/** The outbox alone, for a command that works on it while no agent does; it is open and the caller closes it. */
export function openOutbox(loaded: LoadedConfig, folder = stateFolderOf(loaded)): SqliteOutbox {
  const outbox = new SqliteOutbox({
    folder,
    clock: systemClock,
    log: silentLog,
    newEpoch: systemRandom.name,
    boundBytes: loaded.config.outbox.maxMegabytes * 1024 * 1024,
  });
  outbox.open();
  return outbox;
}

/** The way to central alone, for commands; undefined: none is configured. */
export function openUplink(loaded: LoadedConfig, folder = stateFolderOf(loaded)): CentralAccess | undefined {
  const { central } = loaded.config;
  return central && openCentral(central, loaded.secrets, folder, (path) => pathFromConfig(loaded, path));
}

/** What a set-up works with before the agent runs: the agent's own store, memory and way to central. */
export interface DraftAgent {
  readonly outbox: SqliteOutbox;
  readonly keeper: SiteKeeper;
  readonly central: CentralAccess | undefined;
  readonly bootId: string;
}

/** @throws AgentError when the store cannot be opened, as while an agent works on it */
export function openDraftAgent(
  loaded: LoadedConfig,
  folders: { readonly store: string; readonly credential: string },
): DraftAgent {
  const outbox = openOutbox(loaded, folders.store);
  const events = eventSettings(loadMibs(projectFile("mibs")), loaded.config.site.timeZone);
  const rules: SiteRules = { events, site: defaultSiteSettings };
  const keeper = new SiteKeeper({ outbox, clock: systemClock, log: silentLog, rules, onStored: () => {} });
  return { outbox, keeper, central: openUplink(loaded, folders.credential), bootId: systemRandom.name() };
}

export interface AgentSettings {
  /** The site's clock: polls, events, back-off. A demonstration hands in a faster one. */
  readonly clock?: Clock;
  readonly log: Log;
  readonly onSweepProgress?: (progress: SweepProgress | null) => void;
  /** How long to wait for a device. */
  readonly patience?: RequestOptions;
}

/**
 * Builds the whole agent from its configuration; nothing runs before `start`.
 * @throws AgentError when the configuration cannot be carried out or the store cannot be opened
 */
export async function composeAgent(loaded: LoadedConfig, settings: AgentSettings): Promise<ComposedAgent> {
  const { config, secrets } = loaded;
  const { clock = systemClock, log, onSweepProgress = () => {}, patience = patientOptions } = settings;
  const credentials = buildCredentials(config, secrets);
  const ranges = searchRanges(config.ranges, credentials);
  const library = loadMibs(projectFile("mibs"));
  const fromConfig = (path: string) => pathFromConfig(loaded, path);
  const folder = stateFolderOf(loaded);
  const central = config.central && openCentral(config.central, secrets, folder, fromConfig);
  const bootId = systemRandom.name();
  const clockTrust = new ClockTrust(clock);
  const outbox = new SqliteOutbox({
    folder,
    clock,
    log,
    newEpoch: systemRandom.name,
    bootId,
    boundBytes: config.outbox.maxMegabytes * 1024 * 1024,
  });
  const opened = outbox.open();
  log[opened.outcome === "recovered" ? "warn" : "info"]("outbox.opened", { ...opened });

  const stopping = new AbortController();
  const startedAt = stamp(clock);
  const startedMonoMs = clock.monoMs();
  const version = programVersion();
  const notify = (hasEvents: boolean) => uploader?.notify(hasEvents);
  const rules: SiteRules = {
    events: eventSettings(library, config.site.timeZone),
    site: defaultSiteSettings,
  };
  const keeper = new SiteKeeper({ outbox, clock, log, rules, onStored: notify });
  if (config.siNumbersFile) {
    const numbers = readSiNumbers(fromConfig(config.siNumbersFile));
    keeper.takeRegistry([...numbers].map(([serial, si]) => ({ serial, si })));
  }
  const pollEngine = await openEngine(pollSockets);
  const sweepEngine = await openEngine(1);
  const interview = {
    engine: pollEngine,
    library,
    options: { ...patience, signal: stopping.signal },
    stamp: () => stamp(clock),
  };
  const { schedule } = config;
  const intervals = {
    status: schedule.statusIntervalS * 1000,
    supplies: schedule.suppliesIntervalS * 1000,
    full: schedule.countersIntervalS * 1000,
  };
  const mostAtOnce = Math.min(mostPolls, pollEngine.client.capacity);
  const poller = new Poller({ clock, log, interview, keeper, credentials, intervals, mostAtOnce });
  let sweepProgress: SweepProgress | null = null;
  const searcher = new Searcher({
    log,
    engine: sweepEngine,
    interview,
    keeper,
    poller,
    ranges,
    credentials,
    probesPerSecond: schedule.probesPerSecond,
    onProgress: (progress) => {
      sweepProgress = progress;
      onSweepProgress(progress);
    },
  });
  const commands = new CommandDesk({
    outbox,
    log,
    rules: () => {
      const credential = central?.credential();
      return (
        credential && {
          ...{ agent: credential.agent, serviceKey: credential.serviceKey },
          ...{ allowed: new Set<string>(config.commands.allow), known: followedCommands },
          isDeviceKnown: (uid) => findDevice(keeper.state.inventory, uid) !== undefined,
        }
      );
    },
  });
  const uploader =
    central &&
    new Uploader({
      outbox,
      central: central.port,
      clock,
      log,
      settings: defaultUploaderSettings,
      random: systemRandom.fraction,
      agent: () => central.credential()?.agent,
      bootId,
      isClockSynced: () => clockTrust.isSynced(),
      commandOutcomes: () => commands.untold(),
      onAcknowledged: (acknowledgement) => {
        clockTrust.hear(acknowledgement.serverTime);
        agent.acknowledged(acknowledgement);
      },
    });
  const snapshot = () =>
    takeSnapshot({
      version,
      siteName: config.site.name,
      now: stamp(clock),
      startedAt,
      keeper,
      sweep: sweepProgress,
      outbox: outbox.stats(),
      centralUrl: config.central?.url ?? null,
      agent: central?.credential()?.agent ?? null,
      upload: uploader?.snapshot(),
    });
  const health = () => {
    const upload = uploader?.snapshot();
    return isHealthy({
      sinceStartMs: clock.monoMs() - startedMonoMs,
      devices: keeper.state.inventory.devices.size,
      sincePollMs: poller.sincePollMs,
      statusIntervalMs: intervals.status,
      hasCentral: upload !== undefined,
      records: outbox.stats().records,
      sinceUploadMs: upload?.sinceSuccessMs ?? null,
      uploadWaitsFor: upload?.waitingFor ?? null,
    });
  };
  const { enabled, host, port } = config.statusPage;
  const { timeZone } = config.site;
  const agent = new Agent({
    clock,
    log,
    outbox,
    keeper,
    poller,
    searcher,
    monthClose: new MonthClose(clock, timeZone, () => poller.readAllNow()),
    upload: uploader && central && { uploader, commands, enrol: central.enrol },
    statusPage: enabled ? new StatusPage({ host, port, timeZone, log, snapshot, isHealthy: health }) : undefined,
    traps: config.traps.enabled ? openTraps(config.traps.port, clock, keeper, poller) : undefined,
    clients: [pollEngine.client, sweepEngine.client],
    stopping,
    version,
    startedAt,
    sweepIntervalMs: schedule.sweepIntervalS * 1000,
    heartbeatIntervalMs: schedule.heartbeatIntervalS * 1000,
  });
  return { agent, snapshot };
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

export interface ComposedAgent {
  readonly agent: Agent;
  readonly snapshot: () => AgentSnapshot;
}

/** Sockets that all polls share. */
const pollSockets = 8;
/** More at once would only wait for the processor. */
const mostPolls = 512;
/** Name of the file in the state folder that holds what the agent got at its enrolment. */
export const credentialFile = "credential.json";

export interface CentralAccess {
  readonly port: Central;
  readonly credential: () => Credential | undefined;
  readonly enrol: UploadParts["enrol"];
}

function openCentral(
  central: NonNullable<Configuration["central"]>,
  secrets: Secrets,
  folder: string,
  fromConfig: (path: string) => string,
): CentralAccess {
  const path = join(folder, credentialFile);
  let credential = readCredential(path);
  const proxy = central.proxyUrl === undefined ? undefined : new URL(central.proxyUrl);
  const port = new AxiosCentral({
    address: central.url,
    clock: networkClock,
    token: () => credential?.token,
    ...(central.caFile !== undefined && { authority: readTextFile(fromConfig(central.caFile), "central.caFile") }),
    ...(proxy && {
      proxy: {
        host: proxy.hostname,
        port: Number(proxy.port || "3128"),
        ...(proxy.username && { user: decodeURIComponent(proxy.username) }),
        ...(secrets.proxyPassword && { password: secrets.proxyPassword }),
      },
    }),
  });
  const code = secrets.enrolmentCode;
  const enrolOnce = async (signal: AbortSignal) => {
    const signingKey = openSigningKey(join(folder, signingKeyFile)).publicKey;
    const request = { code: code?.reveal() ?? "", version: programVersion(), hostName: hostname(), signingKey };
    const enrolled = await enrol(port, path, request, signal);
    if (enrolled.ok) credential = enrolled.value;
    return enrolled;
  };
  return { port, credential: () => credential, enrol: credential || !code ? undefined : enrolOnce };
}

/** The network keeps real time even where the site's clock is another: a packet takes as long as it takes. */
const networkClock: Clock = systemClock;

async function openEngine(sockets: number): Promise<SnmpEngine & { readonly client: NetSnmpClient }> {
  const client = new NetSnmpClient({ sockets, clock: networkClock, nextRequestId: systemRandom.requestId });
  await client.start();
  return { client, limits: new DeviceLimitsBook(), clock: networkClock };
}
