import { type Clock, sleep } from "../leaf/clock.ts";
import type { Log } from "../leaf/log.ts";
import type { Result } from "../leaf/result.ts";
import type { UploadFailure } from "./central-port.ts";
import type { Credential } from "./credential-file.ts";

/** A code that central refused will not get better by asking; somebody may have renewed it, though. */
const refusedCodeMs = 60 * 60_000;
const firstRetryMs = 5_000;
const longestRetryMs = 5 * 60_000;

export interface EnrolmentLoopParts {
  readonly enrol: (signal: AbortSignal) => Promise<Result<Credential, UploadFailure>>;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * Tries until central takes the code or the signal is aborted. A failure is told once; the same again is for level debug.
 * @returns whether the agent is enrolled
 */
export async function enrolUntilTaken({ enrol, clock, log, signal }: EnrolmentLoopParts): Promise<boolean> {
  let toldKind: UploadFailure["kind"] | undefined;
  for (let retryMs = firstRetryMs; !signal.aborted; retryMs = Math.min(retryMs * 2, longestRetryMs)) {
    const enrolled = await enrol(signal);
    if (enrolled.ok) {
      log.info("agent.enrolled", { agent: enrolled.value.agent, site: enrolled.value.site });
      return true;
    }
    if (signal.aborted) return false;
    const { kind, message, canRetry } = enrolled.failure;
    log[kind === toldKind ? "debug" : "warn"]("agent.not-enrolled", { kind, message });
    toldKind = kind;
    await sleep(clock, canRetry ? retryMs : refusedCodeMs, signal);
  }
  return false;
}
