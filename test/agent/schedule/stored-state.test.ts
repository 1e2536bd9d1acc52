import { expect, test } from "vitest";
import { emptyMemory } from "../../../src/agent/events/device-memory.ts";
import { restoreSiteState } from "../../../src/agent/schedule/stored-state.ts";
import { identity } from "../events/history.ts";

test("a memory that an earlier version stored is taken over, and what that version did not know starts empty", () => {
  const { levelSteps: _, ...earlier } = { ...emptyMemory, observedAt: "2026-11-01T00:00:00.000Z" };
  const known = {
    ...{ identity, basis: "serial", addresses: [], credential: null, profile: null, failures: 0 },
    ...{ firstSeenAt: "2026-11-01T00:00:00.000Z", seenAt: "2026-11-01T00:00:00.000Z" },
  };
  const states = new Map([[`device/${identity.uid}`, { known, memory: earlier, recorded: null }]]);
  expect(restoreSiteState(states).memories.get(identity.uid)).toEqual({ ...earlier, levelSteps: [] });
});
