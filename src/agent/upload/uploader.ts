import type { Acknowledgement, Batch } from "../../contract/batch.ts";
import type { CommandOutcome } from "../../contract/command.ts";
import { type Clock, stamp } from "../leaf/clock.ts";
import { AgentError, messageOf } from "../leaf/errors.ts";
import type { Log } from "../leaf/log.ts";
import type { HandedOut, Outbox } from "../outbox/outbox.ts";
import type { Central, UploadFailure } from "./central-port.ts";
import { uploadFailure } from "./failure.ts";
import {
  initialUploaderState,
  reduceUploader,
  type UploaderEffect,
  type UploaderEvent,
  type UploaderSettings,
  type UploaderState,
  type WaitReason,
} from "./uploader-state.ts";

/**
 * JSON text of the records in a batch, at most. Four times as much drains hardly faster, but every batch is held as
 * objects, as text and compressed at once: weeks of back-fill then cost half as much memory again.
 */
export const maxBatchBytes = 250_000;

export interface UploaderParts {
  readonly outbox: Outbox;
  readonly central: Central;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: UploaderSettings;
  /** In [0, 1). */
  readonly random: () => number;
  /** This agent's name at central; undefined: not enrolled. */
  readonly agent: () => string | undefined;
  readonly bootId: string;
  /** Whether the wall clock is believed. */
  readonly isClockSynced: () => boolean;
  /** What became of central's commands and is not told yet. */
  readonly commandOutcomes: () => readonly CommandOutcome[];
  /** Hands on what central tells beside the verdict: service numbers, commands, its time. */
  readonly onAcknowledged: (acknowledgement: Acknowledgement) => void;
}

/** How the upload is, for status page and log. Times are ISO 8601. */
export interface UploadSnapshot {
  readonly phase: UploaderState["phase"];
  readonly waitingFor: WaitReason | null;
  readonly nextTryInMs: number | null;
  readonly lastSuccessAt: string | null;
  /** By the monotonic clock; null: not yet. */
  readonly sinceSuccessMs: number | null;
  /** Since a try last began, ended or was put off, by the monotonic clock; null: not yet. */
  readonly sinceStepMs: number | null;
  readonly lastFailure: (Pick<UploadFailure, "kind" | "message" | "code"> & { readonly at: string }) | null;
  /** Failures since the last success. */
  readonly failuresInARow: number;
  /** Records that central took since the start. */
  readonly records: number;
  /** Compressed bytes since the start, failed tries included. */
  readonly bytes: number;
}

/** Empties the outbox into central, one batch at a time; `reduceUploader` decides, this performs. */
export class Uploader {
  readonly #parts: UploaderParts;
  #state = initialUploaderState;
  #cancelTimer: (() => void) | undefined;
  #sending: Promise<void> | undefined;
  #abort: AbortController | undefined;
  #lastSuccessAt: string | null = null;
  #lastSuccessMs: number | null = null;
  #lastStepMs: number | null = null;
  #lastFailure: UploadSnapshot["lastFailure"] = null;
  #failuresInARow = 0;
  #records = 0;

  constructor(parts: UploaderParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#abort = new AbortController();
    this.#dispatch({ type: "started", nowMs: this.#parts.clock.monoMs() });
    this.#parts.log.info("upload.begins", { inS: Math.ceil((this.snapshot().nextTryInMs ?? 0) / 1000) });
  }

  /** Cuts a request that is under way and resolves when nothing runs any more; what it carried stays in the outbox. */
  async stop(): Promise<void> {
    this.#abort?.abort();
    this.#abort = undefined;
    this.#cancelTimer?.();
    await this.#sending;
  }

  /** Something was committed. Events go at once, others wait a little for company. */
  notify(hasEvents: boolean): void {
    this.#dispatch({ type: "stored", hasEvents, nowMs: this.#parts.clock.monoMs() });
  }

  /** The agent is about to stop: what waits goes now, unless a failure or central holds it back. Answers whether it goes. */
  leave(): boolean {
    this.#dispatch({ type: "leaving", nowMs: this.#parts.clock.monoMs() });
    return this.#state.phase === "sending";
  }

  /** Resolves when no request is under way, because there is nothing to send or a wait began. */
  async quiet(): Promise<void> {
    while (this.#abort !== undefined && this.#state.phase === "sending") await this.#sending;
  }

  /** The agent was enrolled anew; there is no need to wait out the refusal of the old credential. */
  credentialChanged(): void {
    this.#dispatch({ type: "credentialChanged", nowMs: this.#parts.clock.monoMs() });
  }

  snapshot(): UploadSnapshot {
    const { phase, wait } = this.#state;
    return {
      phase,
      waitingFor: wait?.reason ?? null,
      nextTryInMs: wait === undefined ? null : Math.max(0, wait.untilMs - this.#parts.clock.monoMs()),
      lastSuccessAt: this.#lastSuccessAt,
      sinceSuccessMs: this.#since(this.#lastSuccessMs),
      sinceStepMs: this.#since(this.#lastStepMs),
      lastFailure: this.#lastFailure,
      failuresInARow: this.#failuresInARow,
      records: this.#records,
      bytes: this.#parts.central.sentBytes(),
    };
  }

  #since(momentMs: number | null): number | null {
    return momentMs === null ? null : this.#parts.clock.monoMs() - momentMs;
  }

  #dispatch(event: UploaderEvent): void {
    if (this.#abort === undefined) return;
    const { state, effects } = reduceUploader(this.#state, event, this.#parts.settings, this.#parts.random);
    if (state !== this.#state) this.#lastStepMs = event.nowMs;
    this.#state = state;
    for (const effect of effects) this.#perform(effect, this.#abort.signal);
  }

  #perform(effect: UploaderEffect, signal: AbortSignal): void {
    const { clock, outbox, log } = this.#parts;
    if (effect.type === "wake") {
      this.#cancelTimer?.();
      this.#cancelTimer = clock.after(effect.atMs - clock.monoMs(), () =>
        this.#dispatch({ type: "woke", nowMs: clock.monoMs() }),
      );
    } else if (effect.type === "refuse") {
      const { isFinal, code } = effect;
      this.#guard(() => outbox.refuseBatch({ isFinal, code, text: "Central refused a batch of this record alone." }));
      log.warn("upload.record-refused", { code, quarantined: isFinal });
    } else {
      this.#cancelTimer?.();
      this.#sending = this.#send(effect.maxRecords, signal).catch((error: unknown) => this.#crash(error));
    }
  }

  async #send(maxRecords: number, signal: AbortSignal): Promise<void> {
    // The next step of a long queue starts on a fresh stack, and never inside the call that stored a record.
    await Promise.resolve();
    const { central, clock, outbox } = this.#parts;
    const agent = this.#parts.agent();
    if (signal.aborted) return;
    if (agent === undefined) return this.#fail(uploadFailure("notEnrolled"), 0);
    const handedOut = this.#guard(() => outbox.nextBatch({ maxRecords, maxBytes: maxBatchBytes }) ?? "nothing");
    if (handedOut === undefined) return this.#fail(uploadFailure("outbox"), 0);
    if (handedOut === "nothing") return this.#dispatch({ type: "nothingToSend", nowMs: clock.monoMs() });
    const answer = await central.upload(this.#toBatch(handedOut, agent), signal);
    if (signal.aborted) return;
    if (!answer.ok) return this.#fail(answer.failure, handedOut.records.length);
    this.#settle(answer.value, handedOut);
  }

  /** A bug of ours: the batch stays and is tried again as after any failure. */
  #crash(error: unknown): void {
    this.#parts.log.error("upload.crashed", { message: messageOf(error) });
    this.#fail(uploadFailure("internal"), 0);
  }

  #settle(acknowledgement: Acknowledgement, handedOut: HandedOut): void {
    const { clock, log, outbox, onAcknowledged } = this.#parts;
    const { epoch, pauseS, maxRecords } = acknowledgement;
    const sent = handedOut.records.length;
    if (epoch !== handedOut.epoch) {
      this.#fail(uploadFailure("notAcknowledged", "epoch"), sent);
      return;
    }
    const settlement = this.#guard(() => outbox.settle(acknowledgement));
    if (settlement === undefined) {
      this.#fail(uploadFailure("outbox"), sent);
      return;
    }
    const { accepted, quarantined, deferred, gaps } = settlement;
    log.info("upload.acknowledged", { accepted, quarantined, deferred, gaps });
    this.#lastSuccessAt = stamp(clock);
    this.#lastSuccessMs = clock.monoMs();
    this.#failuresInARow = 0;
    this.#records += accepted;
    try {
      onAcknowledged(acknowledgement);
    } catch (error) {
      // The records are settled, whatever becomes of what was told beside them.
      log.error("upload.crashed", { message: messageOf(error) });
    }
    const settled = accepted + quarantined + gaps;
    this.#dispatch({ type: "acknowledged", nowMs: clock.monoMs(), sent, settled, pauseS, maxRecords });
  }

  #fail(failure: UploadFailure, sent: number): void {
    const { clock, log } = this.#parts;
    const { kind, message, code } = failure;
    this.#failuresInARow += 1;
    this.#lastFailure = { at: stamp(clock), kind, message, code };
    // One line when the trouble begins or changes; the back-off itself is on the status page.
    if (this.#failuresInARow === 1) log.warn("upload.failed", { kind, message });
    else log.debug("upload.failed", { kind, message });
    this.#dispatch({ type: "failed", nowMs: clock.monoMs(), failure, sent });
  }

  #toBatch({ epoch, records, gaps, eventsRemaining }: HandedOut, agent: string): Batch {
    const { bootId, clock, isClockSynced } = this.#parts;
    const commandOutcomes = [...this.#parts.commandOutcomes()];
    return {
      agent,
      epoch,
      sentAt: stamp(clock),
      clock: { synced: isClockSynced(), bootId, monoMs: clock.monoMs() },
      eventsRemaining,
      gaps: [...gaps],
      ...(commandOutcomes.length > 0 && { commandOutcomes }),
      records: [...records],
    };
  }

  /** A disk that fails is an expected trouble of the outbox; the upload waits for it as it waits for central. */
  #guard<Value>(action: () => Value): Value | undefined {
    try {
      return action();
    } catch (error) {
      if (!(error instanceof AgentError)) throw error;
      this.#parts.log.error("upload.outbox-failed", { code: error.code, message: error.message });
      return undefined;
    }
  }
}
