/** What health is judged by; spans are monotonic. */
export interface HealthFacts {
  readonly sinceStartMs: number;
  readonly devices: number;
  /** Since a poll last ended, answered or not: a device that is off is no fault of the agent. null: none has ended yet. */
  readonly sincePollMs: number | null;
  readonly statusIntervalMs: number;
  readonly hasCentral: boolean;
  /** Records that wait for the upload. */
  readonly records: number;
  /** Since central last took something; null: not yet. */
  readonly sinceUploadMs: number | null;
  /** Why the upload waits, as the uploader tells it; null: it gives no reason. */
  readonly uploadWaitsFor: string | null;
}

/** Status intervals without a poll that ended, after which polling counts as stuck. */
const mostMissedIntervals = 3;
/** A start spreads its first polls, and a poll of a slow device takes its time. */
const leastPatienceMs = 120_000;
/** An upload with records and without a reason to wait moves within this time. */
const uploadPatienceMs = 600_000;

/** Whether data moves. An upload that fails and says why is healthy: a restart would not mend it. */
export function isHealthy(facts: HealthFacts): boolean {
  return doPollsMove(facts) && doesUploadMove(facts);
}

function doPollsMove({ devices, sincePollMs, sinceStartMs, statusIntervalMs }: HealthFacts): boolean {
  const patienceMs = Math.max(leastPatienceMs, mostMissedIntervals * statusIntervalMs);
  return devices === 0 || (sincePollMs ?? sinceStartMs) <= patienceMs;
}

function doesUploadMove({ hasCentral, records, sinceUploadMs, sinceStartMs, uploadWaitsFor }: HealthFacts): boolean {
  if (!hasCentral || records === 0 || uploadWaitsFor !== null) return true;
  return (sinceUploadMs ?? sinceStartMs) <= uploadPatienceMs;
}
