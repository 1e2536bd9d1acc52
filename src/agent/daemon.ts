import type { Acknowledgement } from "../contract/batch.ts";
import type { Command } from "../contract/command.ts";
import { type Clock, sleep } from "./leaf/clock.ts";
import type { Log } from "./leaf/log.ts";
import type { Result } from "./leaf/result.ts";
import type { Outbox } from "./outbox/outbox.ts";
import type { MonthClose } from "./schedule/month-close.ts";
import type { Poller } from "./schedule/poller.ts";
import type { Searcher } from "./schedule/searcher.ts";
import type { SiteKeeper } from "./schedule/site-keeper.ts";
import type { SnmpClient } from "./snmp/snmp-client.ts";
import type { TrapReceiver } from "./snmp/trap-receiver.ts";
import type { StatusPage } from "./status/status-page.ts";
import type { UploadFailure } from "./upload/central-port.ts";
import type { CommandDesk } from "./upload/command-desk.ts";
import type { Credential } from "./upload/credential-file.ts";
import type { Uploader } from "./upload/uploader.ts";

const tickMs = 60_000;
/** A device that fell silent may have another address; but the network is not searched more often than this for it. */
const searchForLostMs = 60 * 60_000;
/** How long the goodbye may take: a stop must be over within five seconds. */
const goodbyeMs = 1500;
/** A code that central refused will not get better by asking; somebody may have renewed it, though. */
const refusedCodeMs = 60 * 60_000;
const firstEnrolmentRetryMs = 5_000;
const longestEnrolmentRetryMs = 5 * 60_000;

/** The commands of central that this agent can follow. */
export const followedCommands: ReadonlySet<string> = new Set(["read-now", "rediscover", "send-status"]);

export interface UploadParts {
  readonly uploader: Uploader;
  readonly commands: CommandDesk;
  /** Trades the configured code for a credential; undefined: there is one already, or there is no code. */
  readonly enrol: ((signal: AbortSignal) => Promise<Result<Credential, UploadFailure>>) | undefined;
}

export interface AgentParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly outbox: Outbox;
  readonly keeper: SiteKeeper;
  readonly poller: Poller;
  readonly searcher: Searcher;
  readonly monthClose: MonthClose;
  /** undefined: no central is configured, readings are kept. */
  readonly upload: UploadParts | undefined;
  readonly statusPage: StatusPage | undefined;
  /** undefined: traps are not listened for. */
  readonly traps: TrapReceiver | undefined;
  readonly clients: readonly SnmpClient[];
  /** Aborted by `stop`: cuts short whatever waits for the network. */
  readonly stopping: AbortController;
  readonly version: string;
  readonly startedAt: string;
  readonly sweepIntervalMs: number;
  readonly heartbeatIntervalMs: number;
}

/** The running agent: starts its parts in the order of the data and stops them against it. */
export class Agent {
  readonly #parts: AgentParts;
  readonly #cancels = new Set<() => void>();
  /** Sequence number of the heartbeat that central has not got yet: a second one would only fill the store. */
  #waitingHeartbeat: number | undefined;
  #lastSearchMs = 0;
  #onGoodbye = () => {};

  constructor(parts: AgentParts) {
    this.#parts = parts;
  }

  /**
   * Answers the address of the status page; null when it is switched off.
   * @throws AgentError of kind `system` when the page's port is taken; nothing runs then
   */
  async start(): Promise<string | null> {
    const { poller, monthClose, upload, statusPage, heartbeatIntervalMs, sweepIntervalMs, log, version } = this.#parts;
    const url = await this.#open(statusPage);
    await this.#listenForTraps();
    log.info("agent.started", { version, statusPage: url });
    this.#heartbeat(false);
    upload?.uploader.start();
    if (upload?.enrol) void this.#enrol(upload.enrol);
    poller.start();
    monthClose.start();
    this.#every(tickMs, () => this.#tick());
    this.#every(heartbeatIntervalMs, () => this.#heartbeat(false));
    this.#every(sweepIntervalMs, () => this.#search());
    this.#search();
    return url;
  }

  /** Ends within five seconds: no new polls, the state stored, a goodbye to central if it answers quickly. */
  async stop(): Promise<void> {
    const { poller, monthClose, searcher, keeper, upload, statusPage, clients, outbox, stopping, log } = this.#parts;
    for (const cancel of this.#cancels) cancel();
    monthClose.stop();
    this.#parts.traps?.stop();
    stopping.abort();
    for (const client of clients) client.close();
    await Promise.allSettled([poller.stop(), searcher.stop()]);
    keeper.store();
    if (upload) {
      this.#heartbeat(true);
      upload.uploader.notify(true);
      await this.#goodbye();
      await upload.uploader.stop();
    }
    await statusPage?.stop();
    outbox.close();
    log.info("agent.stopped");
  }

  /** What central told beside its verdict over the records. */
  acknowledged(acknowledgement: Acknowledgement): void {
    const { accepted, registry } = acknowledgement;
    const seq = this.#waitingHeartbeat;
    if (seq !== undefined && accepted.some(([from, to]) => from <= seq && seq <= to)) {
      this.#waitingHeartbeat = undefined;
      this.#onGoodbye();
    }
    this.#parts.keeper.takeRegistry(registry.si);
    for (const command of this.#parts.upload?.commands.take(acknowledgement) ?? []) this.#follow(command);
  }

  #follow({ name, device }: Command): void {
    const { poller } = this.#parts;
    if (name === "rediscover") this.#search();
    if (name === "send-status") this.#heartbeat(false);
    if (name !== "read-now") return;
    if (device === null) poller.readAllNow();
    else poller.askNow(device, "full");
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
      log.error("traps.off", { message: error instanceof Error ? error.message : String(error) });
    }
  }

  #tick(): void {
    const { keeper, clock } = this.#parts;
    keeper.takeTime();
    const isAnyLost = [...keeper.state.memories.values()].some((memory) => memory.silence?.raisedAt);
    if (isAnyLost && clock.monoMs() - this.#lastSearchMs >= searchForLostMs) this.#search();
  }

  #search(): void {
    const { searcher, stopping, clock, log } = this.#parts;
    this.#lastSearchMs = clock.monoMs();
    searcher.search(stopping.signal).catch((error: unknown) => {
      log.error("sweep.crashed", { message: error instanceof Error ? error.message : String(error) });
    });
  }

  #heartbeat(isLast: boolean): void {
    const { keeper, outbox, upload, version, startedAt, heartbeatIntervalMs } = this.#parts;
    if (!upload || (this.#waitingHeartbeat !== undefined && !isLast)) return;
    const { devices, otherPrinters } = keeper.state.inventory;
    const silent = [...devices.values()].filter(({ failures }) => failures > 0).length;
    const { records, bytes, oldestAt, quarantined } = outbox.stats();
    this.#waitingHeartbeat = keeper.record({
      kind: "heartbeat",
      body: {
        version,
        startedAt,
        // Twice the interval and a little: one lost packet is no missed promise.
        nextContactWithinS: Math.min(86_400, Math.ceil((heartbeatIntervalMs * 2) / 1000) + 60),
        isLast,
        devices: {
          known: devices.size,
          answering: devices.size - silent,
          silent,
          otherPrinters: otherPrinters.length,
        },
        outbox: { records, bytes, oldestAt, quarantined },
      },
    });
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
    for (
      let retryMs = firstEnrolmentRetryMs;
      !stopping.signal.aborted;
      retryMs = Math.min(retryMs * 2, longestEnrolmentRetryMs)
    ) {
      const enrolled = await enrol(stopping.signal);
      if (enrolled.ok) {
        log.info("agent.enrolled", { agent: enrolled.value.agent, site: enrolled.value.site });
        return upload?.uploader.credentialChanged();
      }
      const { kind, message, canRetry } = enrolled.failure;
      log.warn("agent.not-enrolled", { kind, message });
      await sleep(clock, canRetry ? retryMs : refusedCodeMs, stopping.signal);
    }
  }

  #every(intervalMs: number, action: () => void): void {
    let cancel = () => {};
    const cancelCurrent = () => cancel();
    const arm = () => {
      cancel = this.#parts.clock.after(intervalMs, () => {
        action();
        arm();
      });
    };
    this.#cancels.add(cancelCurrent);
    arm();
  }
}
