/** What central knows of an agent's word: when it called, what it promised, and what may explain its silence. */
export interface AgentWord {
  readonly lastContactMs: number | null;
  /** From the newest heartbeat; null: none came yet. */
  readonly promisedWithinS: number | null;
  /** The newest heartbeat was an orderly goodbye. */
  readonly saidGoodbye: boolean;
  /** The last records told of a power cut at the site that had not ended. */
  readonly hasPowerCut: boolean;
}

/**
 * `late` is past the promise, within the grace that a slow line needs; `missed` is beyond it. `because` says what the
 * evidence allows: a dead link and a dead agent look the same until the agent calls again.
 */
export interface Punctuality {
  readonly state: "neverHeard" | "onTime" | "late" | "missed" | "stopped";
  readonly because: "sitePowerCut" | "linkDownOrAgentDead" | null;
  readonly dueMs: number | null;
}

/** A promise counts as missed after this share of its own time has passed again, at least a minute. */
const graceShare = 0.5;
const leastGraceMs = 60_000;

/** Judges an agent's silence at `nowMs`, both on central's clock. */
export function judgePromise(word: AgentWord, nowMs: number): Punctuality {
  if (word.lastContactMs === null) return { state: "neverHeard", because: null, dueMs: null };
  if (word.saidGoodbye) return { state: "stopped", because: null, dueMs: null };
  if (word.promisedWithinS === null) return { state: "onTime", because: null, dueMs: null };
  const promisedMs = word.promisedWithinS * 1000;
  const dueMs = word.lastContactMs + promisedMs;
  if (nowMs <= dueMs) return { state: "onTime", because: null, dueMs };
  const isMissed = nowMs > dueMs + Math.max(leastGraceMs, promisedMs * graceShare);
  const because = word.hasPowerCut ? "sitePowerCut" : "linkDownOrAgentDead";
  return { state: isMissed ? "missed" : "late", because, dueMs };
}

/** What the first batch after a silence shows. */
export interface SilenceEvidence {
  /** It came from another boot than the last one before: no clock of the agent's is asked. */
  readonly hasRestarted: boolean;
  readonly hadPowerCut: boolean;
}

/**
 * What a silence was, told by the first batch after it: an agent that still runs lived through the silence, so the link
 * was down; one that started since was down itself, with the site or alone.
 */
export function explainSilence({ hasRestarted, hadPowerCut }: SilenceEvidence): string {
  if (hadPowerCut) return "sitePowerCut";
  return hasRestarted ? "agentDown" : "linkDown";
}
