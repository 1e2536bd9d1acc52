import type { SnmpEngine } from "../snmp/snmp-engine.ts";
import {
  defaultSweepSettings,
  type SweepAnswer,
  type SweepPlan,
  type SweepProgress,
  type SweepSettings,
  type SweepTarget,
} from "./sweep-plan.ts";
import { type SweepListener, SweepRun } from "./sweep-run.ts";

/**
 * Looks who answers, at a steady pace; yields each answer as it comes, a device once. Nothing is pinged first, so that a
 * device that drops pings is found. Every target gets one packet with its first credential; those silent get the second
 * one, if there is one, and at last the first again, for a packet that was lost or came while the device slept. That last
 * one says a community of SNMPv2c in SNMPv1, which nearly every device knows too, and some know nothing else. Ends early
 * when the signal is aborted or the caller stops listening.
 * @param onCrash left out: a bug of ours ends the sweep and is thrown, as where a person waits for its answers
 */
export async function* sweep(
  engine: SnmpEngine,
  plan: SweepPlan,
  settings: SweepSettings = defaultSweepSettings,
  onProgress: (progress: SweepProgress) => void = () => {},
  signal?: AbortSignal,
  onCrash?: SweepListener["onCrash"],
): AsyncGenerator<SweepAnswer> {
  const stop = new AbortController();
  const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  const answers: SweepAnswer[] = [];
  let wake = () => {};
  let isOver = false;
  const onAnswer = (answer: SweepAnswer) => {
    answers.push(answer);
    wake();
  };
  const bugs: unknown[] = [];
  const endOverBug = (_target: SweepTarget, bug: unknown) => {
    bugs.push(bug);
    stop.abort();
  };
  const listener = { onAnswer, onProgress, onCrash: onCrash ?? endOverBug };
  const run = new SweepRun(engine, plan, settings, either, listener);
  const work = run.run().finally(() => {
    isOver = true;
    wake();
  });
  // The listener may be at an answer when it comes down; the end below still tells it.
  work.catch(() => {});
  try {
    while (answers.length > 0 || !isOver) {
      const answer = answers.shift();
      if (answer) yield answer;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    stop.abort();
    await work;
  }
  if (bugs.length > 0) throw bugs[0];
}
