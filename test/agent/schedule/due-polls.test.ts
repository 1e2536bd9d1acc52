import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { afterPoll, dueScope, nextDueMs, spreadDueTimes } from "../../../src/agent/schedule/due-polls.ts";

const intervals = { status: 60_000, supplies: 3_600_000, full: 86_400_000 };
const uid = fc.stringMatching(/^d-[0-9a-f]{16}$/);

describe("polls are spread", () => {
  test("a device read just now is due again within each interval, never at once with all others", () => {
    const uids = fc.sample(uid, { numRuns: 200, seed: 7 });
    const times = uids.map((name) => spreadDueTimes(name, intervals, 1000).status);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(1000);
    expect(Math.max(...times)).toBeLessThan(61_000);
    expect(new Set(times).size).toBeGreaterThan(150);
  });
});

describe("a poll that is due", () => {
  test("takes the widest scope that is due", () => {
    expect(dueScope({ status: 10, supplies: 20, full: 30 }, 9)).toBeUndefined();
    expect(dueScope({ status: 10, supplies: 20, full: 30 }, 10)).toBe("status");
    expect(dueScope({ status: 10, supplies: 20, full: 30 }, 25)).toBe("supplies");
    expect(dueScope({ status: 5, supplies: 5, full: 5 }, 5)).toBe("full");
  });

  test("covers the narrower scopes", () => {
    const due = afterPoll({ status: 90, supplies: 50, full: 5_000_000 }, "supplies", intervals, 100);
    expect(due).toEqual({ status: 60_090, supplies: 3_600_050, full: 5_000_000 });
  });

  test("after a long sleep of the machine comes once, not once for each missed slot, and keeps its rhythm", () => {
    const due = afterPoll({ status: 0, supplies: 0, full: 0 }, "full", intervals, 10 * 60_000 + 5);
    expect(due.status).toBe(11 * 60_000);
  });

  test("is always followed by one in the future, no later than an interval", () => {
    const time = fc.integer({ min: 0, max: 1e9 });
    fc.assert(
      fc.property(time, time, (slot, late) => {
        const now = slot + late;
        const next = nextDueMs(afterPoll({ status: slot, supplies: slot, full: slot }, "full", intervals, now));
        expect(next).toBeGreaterThan(now);
        expect(next).toBeLessThanOrEqual(now + intervals.status);
      }),
    );
  });
});
