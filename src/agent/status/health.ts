import type { OutboxState } from "../outbox/outbox.ts";

/** What health is judged by; spans are monotonic. */
export interface HealthFacts {
  readonly sinceStartMs: number;
  readonly devices: number;
  /** Since a poll last ended, answered or not: a device that is off is no fault of the agent. null: none has ended yet. */
  readonly sincePollMs: number | null;
  readonly statusIntervalMs: number;
  readonly hasCentral: boolean;
  /** Something is handed over at least this often. */
  readonly heartbeatIntervalMs: number;
  readonly outbox: OutboxState;
  /** Records that wait for the upload. */
  readonly records: number;
  /** Since central last took something; null: not yet. */
  readonly sinceUploadMs: number | null;
  /** Why the upload waits, as the uploader tells it; null: it gives no reason. */
  readonly uploadWaitsFor: string | null;
  /** Until the upload's wait is over; null: it does not wait. */
  readonly uploadDueInMs: number | null;
  /** Since the upload last began, ended or put off a try; null: it has not yet. */
  readonly sinceUploadStepMs: number | null;
}

/** Status intervals without a poll that ended, after which polling counts as stuck. */
const mostMissedIntervals = 3;
/** A start spreads its first polls, and a poll of a slow device takes its time. */
const leastPatienceMs = 120_000;
/** Beyond the interval of the heartbeat, for gathering and a few tries. */
const uploadPatienceMs = 600_000;
/** Then what is polled is lost; a full outbox only thins out what is old. */
const takesNothing: readonly OutboxState[] = ["disk-full", "read-only"];
/** Central itself asked for the wait. */
const askedFor = "pause";
const pollsStand = "no poll has ended for too long";

/**
 * Why data does not move, in one line for whoever watches; null: it moves. An upload that fails for long is told too,
 * for then nothing arrives at the service: what watches this should call a person, since a restart mends no network.
 */
export function findStandstill(facts: HealthFacts): string | null {
  if (!doPollsMove(facts)) return pollsStand;
  if (takesNothing.includes(facts.outbox)) return `nothing can be stored: ${facts.outbox}`;
  if (doesUploadMove(facts)) return null;
  return `nothing was uploaded for too long: ${facts.uploadWaitsFor ?? "the upload gives no reason"}`;
}

/**
 * What of a standstill a restart of the agent would mend, in one line; null: nothing. A device, a network or a central that
 * does not answer, and a disk that takes nothing, stay as they are, and a restart would only lose what memory holds.
 */
export function findFreeze(facts: HealthFacts): string | null {
  if (!doPollsMove(facts)) return pollsStand;
  return doesUploadStep(facts) ? null : "the upload has not gone on for too long";
}

function doPollsMove({ devices, sincePollMs, sinceStartMs, statusIntervalMs }: HealthFacts): boolean {
  const patienceMs = Math.max(leastPatienceMs, mostMissedIntervals * statusIntervalMs);
  return devices === 0 || (sincePollMs ?? sinceStartMs) <= patienceMs;
}

function doesUploadMove(facts: HealthFacts): boolean {
  const { hasCentral, records, sinceUploadMs, sinceStartMs, uploadWaitsFor, heartbeatIntervalMs } = facts;
  if (!hasCentral || records === 0 || uploadWaitsFor === askedFor) return true;
  return (sinceUploadMs ?? sinceStartMs) <= heartbeatIntervalMs + uploadPatienceMs;
}

/** A wait of the upload may take a day. */
function doesUploadStep(facts: HealthFacts): boolean {
  const { hasCentral, records, uploadDueInMs, sinceUploadStepMs, sinceStartMs, heartbeatIntervalMs } = facts;
  if (!hasCentral || records === 0 || (uploadDueInMs ?? 0) > 0) return true;
  return (sinceUploadStepMs ?? sinceStartMs) <= heartbeatIntervalMs + uploadPatienceMs;
}
