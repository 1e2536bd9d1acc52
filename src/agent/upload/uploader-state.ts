import { maxBatchRecords } from "../../contract/batch.ts";
import type { UploadFailure, UploadFailureKind } from "./central-port.ts";

/** Times of the uploader; all of them monotonic. */
export interface UploaderSettings {
  /** Readings wait so long for company. */
  readonly gatherMs: number;
  /** The first upload comes at a random moment within this time, for a power cut starts a thousand agents at once. */
  readonly startSpreadMs: number;
  readonly shortestBackOffMs: number;
  readonly longestBackOffMs: number;
}

export const defaultUploaderSettings: UploaderSettings = {
  gatherMs: 5_000,
  startSpreadMs: 60_000,
  shortestBackOffMs: 1_000,
  longestBackOffMs: 300_000,
};

/** A refused identity is tried again hourly for a day, then daily: somebody may have put it right at central. */
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const needsSomebody: ReadonlySet<UploadFailureKind> = new Set(["unauthorized", "conflict", "notEnrolled"]);
/** Failures that fewer records, or others, may not meet. */
const aboutSize: ReadonlySet<UploadFailureKind> = new Set(["tooLarge", "tooLargeOnTheWay"]);
const aboutContent: ReadonlySet<UploadFailureKind> = new Set([...aboutSize, "unacceptable", "refusedOnTheWay"]);
/** Not central's word: whatever stands on the way changes its mind. */
const ofTheWay: ReadonlySet<UploadFailureKind> = new Set(["tooLargeOnTheWay", "refusedOnTheWay"]);

export type WaitReason = "start" | "gathering" | "pause" | UploadFailureKind;

export interface UploaderState {
  readonly phase: "idle" | "sending" | "waiting";
  /** While waiting: until when, and what for. */
  readonly wait: { readonly untilMs: number; readonly reason: WaitReason } | undefined;
  /** Failures in a row. */
  readonly attempts: number;
  /** Since when central refuses this agent's identity. */
  readonly refusedSinceMs: number | undefined;
  /** What central wants at most in a batch. */
  readonly maxRecords: number;
  /** What fits, learned from "too large"; grows back slowly. */
  readonly fittingRecords: number;
  /** Among so many records next in line is one that central does not stand; undefined: none is known. */
  readonly suspects: number | undefined;
  /** Whether central took something since the start, or since the last record that went into quarantine for being refused alone. */
  readonly hasTakenSince: boolean;
  /** Whether an empty batch goes first: one that is taken shows that the record refused alone is what is wrong. */
  readonly asksEmpty: boolean;
}

export const initialUploaderState: UploaderState = {
  phase: "idle",
  wait: undefined,
  attempts: 0,
  refusedSinceMs: undefined,
  maxRecords: maxBatchRecords,
  fittingRecords: maxBatchRecords,
  suspects: undefined,
  hasTakenSince: false,
  asksEmpty: false,
};

export type UploaderEvent = { readonly nowMs: number } & (
  | { readonly type: "started" }
  | { readonly type: "stored"; readonly hasEvents: boolean }
  | { readonly type: "woke" }
  | { readonly type: "credentialChanged" }
  | { readonly type: "nothingToSend" }
  | { readonly type: "leaving" }
  | {
      readonly type: "acknowledged";
      readonly sent: number;
      /** Records and gaps that central took or refused for good. */
      readonly settled: number;
      readonly pauseS: number;
      readonly maxRecords: number;
    }
  | { readonly type: "failed"; readonly sent: number; readonly failure: UploadFailure }
);

export type UploaderEffect =
  /** `maxRecords` 0: a batch of nothing, to hear whether central takes anything at all. */
  | { readonly type: "send"; readonly maxRecords: number }
  | { readonly type: "wake"; readonly atMs: number }
  /** The one record handed out last was refused alone. */
  | { readonly type: "refuse"; readonly isFinal: boolean; readonly code: string };

export interface UploaderStep {
  readonly state: UploaderState;
  readonly effects: readonly UploaderEffect[];
}

/** Full jitter: a random time between the shortest back-off and twice as much with each failure, up to the longest. */
export function backOffMs(attempts: number, settings: UploaderSettings, random: () => number): number {
  const { shortestBackOffMs, longestBackOffMs } = settings;
  const ceilingMs = Math.min(longestBackOffMs, shortestBackOffMs * 2 ** Math.min(attempts, 30));
  return shortestBackOffMs + random() * (ceilingMs - shortestBackOffMs);
}

/** What the uploader does next. Pure: time comes with the event, chance as `random` in [0, 1). */
export function reduceUploader(
  state: UploaderState,
  event: UploaderEvent,
  settings: UploaderSettings,
  random: () => number,
): UploaderStep {
  switch (event.type) {
    case "started":
      return wait(state, event.nowMs + random() * settings.startSpreadMs, "start");
    case "stored":
      return afterStored(state, event, settings);
    case "woke":
      return afterWoken(state, event.nowMs);
    case "credentialChanged":
      return state.refusedSinceMs === undefined
        ? stay(state)
        : send({ ...state, refusedSinceMs: undefined, attempts: 0 });
    case "leaving":
      return isHeldBack(state) ? stay(state) : send(state);
    case "nothingToSend":
      return stay({ ...state, phase: "idle", wait: undefined });
    case "acknowledged":
      return afterAcknowledged(state, event, settings, random);
    case "failed":
      return afterFailed(state, event, settings, random);
  }
}

/** Whether central, or a failure, has a say in when the next batch may go. */
function isHeldBack({ phase, wait }: UploaderState): boolean {
  return phase === "sending" || (wait !== undefined && wait.reason !== "start" && wait.reason !== "gathering");
}

/** A timer may ring a little early, for it counts whole milliseconds of another clock: the rest is waited for. */
function afterWoken(state: UploaderState, nowMs: number): UploaderStep {
  if (state.phase !== "waiting" || state.wait === undefined) return stay(state);
  const { untilMs } = state.wait;
  return nowMs >= untilMs ? send(state) : { state, effects: [{ type: "wake", atMs: untilMs }] };
}

function afterStored(
  state: UploaderState,
  event: { readonly nowMs: number; readonly hasEvents: boolean },
  settings: UploaderSettings,
): UploaderStep {
  const isFree = state.phase === "idle" || state.wait?.reason === "gathering";
  // Neither a back-off nor a pause is cut short: an outage is when events come in numbers.
  if (!isFree) return stay(state);
  if (event.hasEvents) return send(state);
  return state.phase === "idle" ? wait(state, event.nowMs + settings.gatherMs, "gathering") : stay(state);
}

function afterAcknowledged(
  state: UploaderState,
  event: Extract<UploaderEvent, { type: "acknowledged" }>,
  settings: UploaderSettings,
  random: () => number,
): UploaderStep {
  const { nowMs, sent, settled, pauseS, maxRecords } = event;
  const pausedUntilMs = nowMs + pauseS * 1000;
  if (state.asksEmpty) {
    // The failures go on counting, so that a central that takes nothing but emptiness is asked ever more seldom.
    const heard: UploaderState = { ...state, asksEmpty: false, hasTakenSince: true, suspects: 1, maxRecords };
    return pauseS > 0 ? wait(heard, pausedUntilMs, "pause") : send(heard);
  }
  if (settled === 0) {
    const attempts = state.attempts + 1;
    const untilMs = Math.max(pausedUntilMs, nowMs + backOffMs(attempts, settings, random));
    return wait({ ...state, attempts, maxRecords, refusedSinceMs: undefined }, untilMs, "notAcknowledged");
  }
  const suspects = state.suspects === undefined || state.suspects <= sent ? undefined : state.suspects - sent;
  const grown = state.fittingRecords + Math.max(1, Math.floor(state.fittingRecords / 10));
  const next: UploaderState = {
    ...state,
    attempts: 0,
    refusedSinceMs: undefined,
    maxRecords,
    fittingRecords: Math.min(grown, maxBatchRecords),
    suspects,
    hasTakenSince: true,
  };
  return pauseS > 0 ? wait(next, pausedUntilMs, "pause") : send(next);
}

function afterFailed(
  state: UploaderState,
  event: Extract<UploaderEvent, { type: "failed" }>,
  settings: UploaderSettings,
  random: () => number,
): UploaderStep {
  const { nowMs, sent, failure } = event;
  if (needsSomebody.has(failure.kind)) {
    const refusedSinceMs = state.refusedSinceMs ?? nowMs;
    const pauseMs = nowMs - refusedSinceMs < dayMs ? hourMs : dayMs;
    return wait({ ...state, refusedSinceMs }, nowMs + pauseMs, failure.kind);
  }
  const isAboutContent = aboutContent.has(failure.kind);
  if (isAboutContent && sent > 1) return sendLess(state, failure.kind, sent);
  const isRefusedAlone = isAboutContent && sent === 1;
  if (isRefusedAlone && isFinal(state, failure)) return quarantineAlone(state, failure);

  const attempts = state.attempts + 1;
  const untilMs = nowMs + (failure.retryAfterMs ?? 0) + backOffMs(attempts, settings, random);
  const step = wait({ ...state, attempts, asksEmpty: state.asksEmpty || isRefusedAlone }, untilMs, failure.kind);
  if (!isRefusedAlone) return step;
  return { state: step.state, effects: [refusal(failure, false), ...step.effects] };
}

/** A batch that is too large shrinks; one that holds a bad record is halved until the record is alone. */
function sendLess(state: UploaderState, kind: UploadFailureKind, sent: number): UploaderStep {
  const half = Math.max(1, Math.floor(sent / 2));
  return send(aboutSize.has(kind) ? { ...state, fittingRecords: half } : { ...state, suspects: sent });
}

/**
 * Whether a record refused alone is at fault: only by central's own word, and only when central took something since the last such record, be it an empty batch: a central that refuses
 * everything must not talk the outbox into quarantine, record by record.
 */
function isFinal({ hasTakenSince }: UploaderState, { kind }: UploadFailure): boolean {
  return hasTakenSince && !ofTheWay.has(kind);
}

function quarantineAlone(state: UploaderState, failure: UploadFailure): UploaderStep {
  const step = send({ ...state, suspects: undefined, hasTakenSince: false });
  return { state: step.state, effects: [refusal(failure, true), ...step.effects] };
}

function refusal(failure: UploadFailure, isFinal: boolean): UploaderEffect {
  return { type: "refuse", isFinal, code: failure.kind };
}

function stay(state: UploaderState): UploaderStep {
  return { state, effects: [] };
}

function wait(state: UploaderState, untilMs: number, reason: WaitReason): UploaderStep {
  return {
    state: { ...state, phase: "waiting", wait: { untilMs, reason } },
    effects: [{ type: "wake", atMs: untilMs }],
  };
}

function send(state: UploaderState): UploaderStep {
  const half = state.suspects === undefined ? maxBatchRecords : Math.max(1, Math.floor(state.suspects / 2));
  const maxRecords = state.asksEmpty ? 0 : Math.min(state.maxRecords, state.fittingRecords, half);
  return { state: { ...state, phase: "sending", wait: undefined }, effects: [{ type: "send", maxRecords }] };
}
