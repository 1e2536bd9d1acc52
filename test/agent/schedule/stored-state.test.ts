import { expect, test } from "vitest";
import { emptyMemory } from "../../../src/agent/events/device-memory.ts";
import { restoreSiteState } from "../../../src/agent/schedule/stored-state.ts";
import { identity } from "../events/history.ts";

const at = "2026-11-01T00:00:00.000Z";

function knownAs(uid: string) {
  const addresses: readonly object[] = [];
  const times = { firstSeenAt: at, seenAt: at };
  return {
    identity: { ...identity, uid },
    basis: "serial",
    addresses,
    credential: null,
    profile: null,
    failures: 0,
    ...times,
  };
}

test("a memory that an earlier version stored is taken over, and what that version did not know starts empty", () => {
  const { levelSteps: _, ...earlier } = { ...emptyMemory, observedAt: at };
  const states = new Map([
    [`device/${identity.uid}`, { known: knownAs(identity.uid), memory: earlier, recorded: null }],
  ]);
  expect(restoreSiteState(states).memories.get(identity.uid)).toEqual({ ...earlier, levelSteps: [] });
});

test("devices that are read back hold what they say alike once", () => {
  const level = { state: "percent", percent: 70 };
  const life = { number: 1, openedAt: null, openedPages: null, level, curve: [], rise: null };
  const parts = [{ key: "drum.cyan", color: "cyan", description: "Drum Cyan", life, nearEnd: null, end: null }];
  const states = new Map(
    ["d-1", "d-2"].map((uid) => {
      const stored = { known: knownAs(uid), memory: { ...emptyMemory, observedAt: at, parts }, recorded: null };
      return [`device/${uid}`, JSON.parse(JSON.stringify(stored))] as const;
    }),
  );
  const { memories } = restoreSiteState(states);
  const [one, other] = ["d-1", "d-2"].map((uid) => memories.get(uid)?.parts[0]?.life);
  expect(one?.level).toEqual(level);
  expect(other?.level).toBe(one?.level);
});
