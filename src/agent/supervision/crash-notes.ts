import { z } from "zod";

/** An end without a stop: an unhandled error, a kill, the memory limit, the watchdog. */
const Crash = z
  .object({
    atMs: z.number(),
    asked: z.array(z.string()).readonly().nullable().describe("Addresses that were being asked; null: nobody watched"),
  })
  .readonly();
export type Crash = z.infer<typeof Crash>;

/** What a run leaves for the next one. All times are of the machine's uptime, which no setting of a clock moves. */
export const CrashNotes = z
  .object({
    boot: z.string().nullable().default(null).describe("Of the machine; null: the system names none"),
    writtenMs: z.number(),
    asked: Crash.unwrap().shape.asked,
    crashes: z.array(Crash).readonly(),
    leftOut: z
      .object({ addresses: z.array(z.string()).readonly(), sinceMs: z.number() })
      .readonly()
      .nullable(),
  })
  .readonly();
export type CrashNotes = z.infer<typeof CrashNotes>;

/** Crashes within this time are one trouble. */
export const troubleMs = 10 * 60_000;
const mostCrashes = 5;
/** Fewer crashes may have met an address by chance. */
const leastMeetings = 3;
/** Then the device may be another, or have other firmware. */
const leftOutMs = 24 * 3_600_000;

/**
 * What the notes of the run before say to the run that begins: there are notes only if it was not stopped.
 * @param before undefined: it was stopped, or there was none
 * @param boot of the machine; null: the system names none
 */
export function beginRun(before: CrashNotes | undefined, nowMs: number, boot: string | null): CrashNotes {
  // Of another boot the machine ended the run. Where boots have no names, notes from the future betray it, no others.
  const isOfThisBoot = before !== undefined && before.boot === boot && before.writtenMs <= nowMs;
  if (!isOfThisBoot) return { boot, writtenMs: nowMs, asked: null, crashes: [], leftOut: null };
  const all = [...before.crashes, { atMs: nowMs, asked: before.asked }];
  const crashes = all.filter(({ atMs }) => nowMs - atMs < troubleMs);
  const kept = isLeftOutStill(before, nowMs) ? (before.leftOut?.addresses ?? []) : [];
  const guilty = isLoop(crashes) ? findGuilty(crashes) : [];
  const notes = { boot, writtenMs: nowMs, asked: [] };
  // Without the guilty ones the count begins anew: who is guilty besides shows in crashes to come.
  if (guilty.length > 0) {
    const addresses = [...new Set([...kept, ...guilty])];
    return { ...notes, crashes: [], leftOut: { addresses, sinceMs: nowMs } };
  }
  return { ...notes, crashes, leftOut: kept.length === 0 ? null : before.leftOut };
}

export function isLoop(crashes: readonly Crash[]): boolean {
  return crashes.length >= mostCrashes;
}

export function isLeftOutStill({ leftOut }: CrashNotes, nowMs: number): boolean {
  return leftOut !== null && nowMs - leftOut.sinceMs < leftOutMs;
}

/** The addresses that were being asked at the most crashes, if these are most of those that were watched. */
function findGuilty(crashes: readonly Crash[]): readonly string[] {
  const watched = crashes.flatMap(({ asked }) => (asked === null ? [] : [new Set(asked)]));
  const met = new Map<string, number>();
  for (const address of watched.flatMap((asked) => [...asked])) met.set(address, (met.get(address) ?? 0) + 1);
  const most = Math.max(0, ...met.values());
  if (most < leastMeetings || most * 2 <= watched.length) return [];
  return [...met].filter(([, times]) => times === most).map(([address]) => address);
}
