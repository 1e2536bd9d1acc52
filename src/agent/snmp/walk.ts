import { failed, ok, type Result } from "../leaf/result.ts";
import { onAbort } from "./on-abort.ts";
import type { RequestOptions, SnmpFailure, SnmpTarget } from "./snmp-client.ts";
import { isRefusal, type SnmpEngine, wasTooMuch } from "./snmp-engine.ts";
import { defaultWalkLimits, type Walk, type WalkLimits, WalkProgress } from "./walk-progress.ts";

/** Values asked for in one answer; a few dozen bytes each, about what a device puts into one datagram. */
const answerVarbinds = 60;
const awakeRetryMs = 1000;

/**
 * Walks several columns of tables at once. Ends whatever the device does: OIDs must increase, and PDUs, rows, bytes and
 * time are limited. Fails when the device is away or the signal is aborted; anything else is a walk, complete or not.
 */
export async function walkColumns(
  engine: SnmpEngine,
  target: SnmpTarget,
  columns: readonly string[],
  options: RequestOptions,
  limits: WalkLimits = defaultWalkLimits,
): Promise<Result<Walk, SnmpFailure>> {
  if (options.signal?.aborted) return failed(aborted);
  const end = new AbortController();
  let isLate = false;
  const cancel = engine.clock.after(limits.timeMs, () => {
    isLate = true;
    end.abort();
  });
  // AbortSignal.any would do, but Node keeps what it gives, with all that waits for it, for as long as the agent runs.
  const forgetAbort = onAbort(options.signal, () => end.abort());
  const progress = new WalkProgress(columns, limits);
  try {
    while (progress.isGoing) {
      const failure = await step(engine, target, progress, { ...options, signal: end.signal });
      if (failure === undefined) continue;
      if (failure.kind !== "aborted" || !isLate || options.signal?.aborted) return failed(failure);
      progress.stop("timeLimit");
    }
    return ok(progress.result());
  } finally {
    cancel();
    forgetAbort();
  }
}

/** One request and what follows from its answer; gives the failure that ends the walk, if there is one. */
async function step(
  engine: SnmpEngine,
  target: SnmpTarget,
  progress: WalkProgress,
  options: RequestOptions,
): Promise<SnmpFailure | undefined> {
  const open = progress.nextColumns();
  const maxRepetitions = repetitionsFor(open.length, engine.limits.of(target).repetitions);
  const oids = open.map(({ cursor }) => cursor);
  const answer = await engine.client.getBulk(target, { oids, nonRepeaters: 0, maxRepetitions }, awake(options));
  if (answer.ok) {
    progress.take(open, answer.value);
    return undefined;
  }
  const { failure } = answer;
  if (isRefusal(failure)) {
    progress.blame(open, failure.errorIndex ?? 0);
    return undefined;
  }
  if (!(await wasTooMuch(engine, target, failure, options))) return options.signal?.aborted ? aborted : failure;
  if (!engine.limits.lowerRepetitions(target, maxRepetitions)) progress.blame(open, undefined);
  return undefined;
}

/** Whoever is walked has just answered and need not be woken: silence now says that it was asked for too much. */
function awake({ retryAtMs, ...options }: RequestOptions): RequestOptions {
  return { ...options, retryAtMs: retryAtMs.slice(0, 1).map((atMs) => Math.min(atMs, awakeRetryMs)) };
}

const aborted: SnmpFailure = { kind: "aborted", message: "the walk was aborted" };

function repetitionsFor(columns: number, learned: number): number {
  return Math.max(1, Math.min(learned, Math.floor(answerVarbinds / columns)));
}
