import { isDeepStrictEqual } from "node:util";
import type { Acknowledgement } from "../contract/batch.ts";
import type { Command } from "../contract/command.ts";
import type { Inbox } from "./inbox/inbox.ts";
import type { Clock } from "./leaf/clock.ts";
import { messageOf } from "./leaf/errors.ts";
import type { Log } from "./leaf/log.ts";
import type { Result } from "./leaf/result.ts";
import type { Outbox } from "./outbox/outbox.ts";
import type { Heartbeat } from "./schedule/heartbeat.ts";
import type { MonthClose } from "./schedule/month-close.ts";
import type { Poller } from "./schedule/poller.ts";
import type { Searcher } from "./schedule/searcher.ts";
import type { SiteKeeper } from "./schedule/site-keeper.ts";
import type { SnmpClient } from "./snmp/snmp-client.ts";
import type { TrapReceiver } from "./snmp/trap-receiver.ts";
import type { StatusPage } from "./status/status-page.ts";
import type { CrashBook } from "./supervision/crash-book.ts";
import type { LoopDelay } from "./supervision/loop-delay.ts";
import type { UploadFailure } from "./upload/central-port.ts";
import type { CommandDesk } from "./upload/command-desk.ts";
import type { Credential } from "./upload/credential-file.ts";
import { enrolUntilTaken } from "./upload/enrolment-loop.ts";
import type { Uploader } from "./upload/uploader.ts";

const tickMs = 60_000;
/** A device that fell silent may have another address; but the network is not searched more often than this for it. */
const searchForLostMs = 60 * 60_000;
/** How long the goodbye may take: a stop must be over within five seconds. */
const goodbyeMs = 1500;

/** The commands of central that this agent can follow. */
export const followedCommands: ReadonlySet<string> = new Set(["read-now", "rediscover", "record", "send-status"]);

export interface UploadParts {
  readonly uploader: Uploader;
  readonly commands: CommandDesk;
  /** Walks a device and keeps what it answers as a record for central. */
  readonly record: (command: string, uid: string) => Promise<void>;
  /** Trades the configured code for a credential; undefined: there is one already, or there is no code. */
  readonly enrol: ((signal: AbortSignal) => Promise<Result<Credential, UploadFailure>>) | undefined;
}

/** How often what is not a poll comes round. */
export interface Rhythm {
  readonly sweepIntervalMs: number;
  readonly heartbeatIntervalMs: number;
}

export interface AgentParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly outbox: Outbox;
  readonly keeper: SiteKeeper;
  readonly heartbeat: Heartbeat;
  readonly poller: Poller;
  readonly searcher: Searcher;
  readonly monthClose: MonthClose;
  /** What people on this machine hand in. */
  readonly inbox: Inbox;
  /** undefined: no central is configured, readings are kept. */
  readonly upload: UploadParts | undefined;
  readonly statusPage: StatusPage | undefined;
  /** undefined: traps are not listened for. */
  readonly traps: TrapReceiver | undefined;
  readonly clients: readonly SnmpClient[];
  /** Aborted by `stop`: cuts short whatever waits for the network. */
  readonly stopping: AbortController;
  /** undefined: crashes are not remembered. */
  readonly crashBook: CrashBook | undefined;
  readonly loopDelay: LoopDelay;
  readonly version: string;
  readonly rhythm: Rhythm;
}

/** The running agent: starts its parts in the order of the data and stops them against it. */
export class Agent {
  readonly #parts: AgentParts;
  /** What comes round, by its name. */
  readonly #timers = new Map<"tick" | "heartbeat" | "sweep", () => void>();
  #rhythm: Rhythm;
  #lastSearchMs = 0;
  #onGoodbye = () => {};

  constructor(parts: AgentParts) {
    this.#parts = parts;
    this.#rhythm = parts.rhythm;
  }

  /**
   * Answers the address of the status page; null when it is switched off.
   * @throws AgentError of kind `system` when the page's port is taken; nothing runs then
   */
  async start(): Promise<string | null> {
    const { poller, monthClose, upload, statusPage, inbox, log, version, crashBook } = this.#parts;
    const url = await this.#open(statusPage);
    // Not before: a port that is taken is no crash.
    crashBook?.open();
    this.#parts.loopDelay.start();
    await this.#listenForTraps();
    log.info("agent.started", { version, statusPage: url });
    this.#beat();
    upload?.uploader.start();
    if (upload?.enrol) void this.#enrol(upload.enrol);
    poller.start();
    monthClose.start();
    inbox.start();
    this.#every("tick", tickMs, () => this.#tick());
    this.#arm();
    this.#search();
    return url;
  }

  /**
   * Takes over the rhythm: if it changed, what comes round is waited for anew.
   * @param isSearchWanted the ranges or their credentials changed: they are searched once a search under way is over
   */
  retune(rhythm: Rhythm, isSearchWanted: boolean): void {
    const { searcher, stopping } = this.#parts;
    if (stopping.signal.aborted) return;
    const before = this.#rhythm;
    this.#rhythm = rhythm;
    if (!isDeepStrictEqual(before, rhythm)) this.#arm();
    if (isSearchWanted) void searcher.stop().then(() => stopping.signal.aborted || this.#search());
  }

  /** Ends within five seconds: no new polls, the state stored, a goodbye to central if it answers quickly. */
  async stop(): Promise<void> {
    const { poller, monthClose, searcher, keeper, upload, statusPage, clients, outbox, stopping, log } = this.#parts;
    for (const cancel of this.#timers.values()) cancel();
    this.#parts.inbox.stop();
    monthClose.stop();
    this.#parts.traps?.stop();
    this.#parts.loopDelay.stop();
    stopping.abort();
    for (const client of clients) client.close();
    await Promise.allSettled([poller.stop(), searcher.stop()]);
    keeper.store();
    if (upload) {
      this.#parts.heartbeat.beat(this.#rhythm.heartbeatIntervalMs, true);
      upload.uploader.notify(false);
      if (upload.uploader.leave()) await this.#goodbye();
      await upload.uploader.stop();
    }
    await statusPage?.stop();
    outbox.close();
    this.#parts.crashBook?.close();
    log.info("agent.stopped");
  }

  /** What central told beside its verdict over the records. */
  acknowledged(acknowledgement: Acknowledgement): void {
    if (!this.#parts.heartbeat.isWaiting()) this.#onGoodbye();
    this.#parts.keeper.takeRegistry(acknowledgement.registry.si);
    for (const command of this.#parts.upload?.commands.take(acknowledgement) ?? []) this.#follow(command);
  }

  #follow({ id, name, device }: Command): void {
    const { poller, upload } = this.#parts;
    if (name === "rediscover") this.#search();
    if (name === "send-status") this.#beat();
    if (name === "record" && device !== null) void this.#record(() => upload?.record(id, device));
    if (name !== "read-now") return;
    if (device === null) poller.readAllNow();
    else poller.askNow(device, "full");
  }

  async #record(record: () => Promise<void> | undefined): Promise<void> {
    const { log, upload } = this.#parts;
    try {
      await record();
      upload?.uploader.notify(true);
    } catch (error) {
      log.error("record.failed", { reason: messageOf(error) });
    }
  }

  async #open(statusPage: StatusPage | undefined): Promise<string | null> {
    try {
      return (await statusPage?.start()) ?? null;
    } catch (error) {
      for (const client of this.#parts.clients) client.close();
      this.#parts.outbox.close();
      throw error;
    }
  }

  /** The agent works without traps too: a port that cannot be had is told and no more. */
  async #listenForTraps(): Promise<void> {
    const { traps, log } = this.#parts;
    try {
      if (traps) log.info("traps.listening", { port: await traps.start() });
    } catch (error) {
      log.error("traps.off", { message: messageOf(error) });
    }
  }

  #tick(): void {
    const { keeper, clock } = this.#parts;
    keeper.takeTime();
    const isAnyLost = [...keeper.state.memories.values()].some((memory) => memory.silence?.raisedAt);
    if (isAnyLost && clock.monoMs() - this.#lastSearchMs >= searchForLostMs) this.#search("debug");
  }

  #search(level: "debug" | "info" = "info"): void {
    const { searcher, stopping, clock, log } = this.#parts;
    this.#lastSearchMs = clock.monoMs();
    searcher.search(stopping.signal, level).catch((error: unknown) => {
      log.error("sweep.crashed", { message: messageOf(error) });
    });
  }

  #beat(): void {
    const { heartbeat, upload } = this.#parts;
    // While one waits for central, a second one would only fill the store.
    if (!upload || heartbeat.isWaiting()) return;
    heartbeat.beat(this.#rhythm.heartbeatIntervalMs, false);
    upload.uploader.notify(false);
  }

  #goodbye(): Promise<void> {
    return new Promise((resolve) => {
      this.#onGoodbye = resolve;
      this.#parts.clock.after(goodbyeMs, resolve);
    });
  }

  async #enrol(enrol: NonNullable<UploadParts["enrol"]>): Promise<void> {
    const { log, upload, clock, stopping } = this.#parts;
    try {
      const isEnrolled = await enrolUntilTaken({ enrol, clock, log, signal: stopping.signal });
      if (isEnrolled) upload?.uploader.credentialChanged();
    } catch (error) {
      // A folder that takes no file, or a damaged key: readings are kept all the same.
      log.error("agent.not-enrolled", { message: messageOf(error) });
    }
  }

  #arm(): void {
    const { heartbeatIntervalMs, sweepIntervalMs } = this.#rhythm;
    this.#every("heartbeat", heartbeatIntervalMs, () => this.#beat());
    this.#every("sweep", sweepIntervalMs, () => this.#search());
  }

  /** Runs `action` each interval; it takes the place of what came round under this name before. */
  #every(name: "tick" | "heartbeat" | "sweep", intervalMs: number, action: () => void): void {
    this.#timers.get(name)?.();
    const { clock, log } = this.#parts;
    const cancel = clock.after(intervalMs, () => {
      this.#every(name, intervalMs, action);
      try {
        action();
      } catch (error) {
        log.error("agent.task-crashed", { task: name, message: messageOf(error) });
      }
    });
    this.#timers.set(name, cancel);
  }
}
