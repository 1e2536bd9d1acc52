import type { Chance } from "./chance.ts";

/** When in the life of a state folder a point is passed. */
type Phase = "birth" | "life" | "rescue" | "command";

interface KillPoint {
  readonly who: readonly ("agent" | "central")[];
  readonly phases: readonly Phase[];
}

const both = ["agent", "central"] as const;
const agent = ["agent"] as const;
const central = ["central"] as const;

/** The named instants at which a program can be killed; `kill-switch.ts` knows how each is seen from inside. */
export const killPoints = {
  /** The tables stand in a transaction that is not committed. */
  "migration.ready": { who: agent, phases: ["birth"] },
  /** The tables stand, and no epoch yet. */
  "migration.done": { who: agent, phases: ["birth"] },
  /** A small file is written and synced beside its place; then it is in its place, and the folder is not synced. */
  "mark.written": { who: agent, phases: ["birth", "life"] },
  "mark.placed": { who: agent, phases: ["birth", "life"] },
  "key.written": { who: agent, phases: ["birth"] },
  "key.placed": { who: agent, phases: ["birth"] },
  /** The request went out whole; its answer was read whole, and nothing is kept of it. */
  "enrolment.asked": { who: agent, phases: ["birth"] },
  "enrolment.answered": { who: agent, phases: ["birth"] },
  "credential.written": { who: agent, phases: ["birth"] },
  "credential.placed": { who: agent, phases: ["birth"] },
  "commit.ready": { who: both, phases: ["life"] },
  /** Somewhere inside of SQLite, while it writes. */
  "commit.running": { who: both, phases: ["life"] },
  "commit.done": { who: both, phases: ["life"] },
  "checkpoint.running": { who: both, phases: ["life"] },
  "batch.asked": { who: agent, phases: ["life"] },
  "batch.answered": { who: agent, phases: ["life"] },
  /** The records that central took are deleted, and not committed; then committed, before the next batch. */
  "batch.applying": { who: agent, phases: ["life"] },
  "batch.applied": { who: agent, phases: ["life"] },
  /** A changed configuration was read and nothing of it taken over. */
  "settings.read": { who: agent, phases: ["life"] },
  "request.read": { who: central, phases: ["life"] },
  /** The answer was handed to the network. */
  "answer.sent": { who: central, phases: ["life"] },
  /** A store is built from what a damaged one still gives; it is whole; the damaged one is aside; it took its place. */
  "rescue.running": { who: agent, phases: ["rescue"] },
  "rescue.ready": { who: agent, phases: ["rescue"] },
  "rescue.aside": { who: agent, phases: ["rescue"] },
  "rescue.placed": { who: agent, phases: ["rescue"] },
  /** A command changes the settings. */
  "settings.written": { who: agent, phases: ["command"] },
  "settings.placed": { who: agent, phases: ["command"] },
} as const satisfies Record<string, KillPoint>;

export type KillPointName = keyof typeof killPoints;

const killPointNames = Object.keys(killPoints).filter((name): name is KillPointName => name in killPoints);

/** The points that a program passes in a phase, in the order in which it does. */
export function pointsOf(who: "agent" | "central", phase: Phase): readonly KillPointName[] {
  return killPointNames.filter((name) => {
    const point: KillPoint = killPoints[name];
    return point.phases.includes(phase) && point.who.includes(who);
  });
}

/** What a program says as it dies at a point. */
export const lastWord = "killed at ";

/** A commit takes a few milliseconds, most of them in fsync. */
const mostDelayUs = 4000;

/** The words that make Node kill the program it runs, when it passes the point for the given time. */
export function killedAt(point: KillPointName, pass: number, chance: Chance): readonly string[] {
  const delayUs = chance.whole(0, mostDelayUs);
  const url = new URL("kill-switch.ts", import.meta.url);
  url.search = new URLSearchParams({ point, pass: String(pass), delayUs: String(delayUs) }).toString();
  return ["--import", url.href];
}
