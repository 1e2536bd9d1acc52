import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { UploadFailureKind } from "../../../src/agent/upload/central-port.ts";
import { uploadFailure } from "../../../src/agent/upload/failure.ts";
import {
  backOffMs,
  initialUploaderState,
  reduceUploader,
  defaultUploaderSettings as settings,
  type UploaderEvent,
  type UploaderState,
} from "../../../src/agent/upload/uploader-state.ts";

const hourMs = 3_600_000;

function run(state: UploaderState, event: UploaderEvent, random = 0.5) {
  return reduceUploader(state, event, settings, () => random);
}

function failure(kind: UploadFailureKind, sent: number, nowMs = 0, retryAfterMs?: number): UploaderEvent {
  return { type: "failed", nowMs, sent, failure: uploadFailure(kind, undefined, retryAfterMs) };
}

function taken(sent: number, more: { pauseS?: number; maxRecords?: number; settled?: number } = {}): UploaderEvent {
  return { type: "acknowledged", nowMs: 0, sent, settled: sent, pauseS: 0, maxRecords: 1000, ...more };
}

const started: UploaderState = { ...initialUploaderState, phase: "sending" };
/** Central was heard to take something. */
const sending: UploaderState = { ...started, hasTakenSince: true };

describe("waking", () => {
  test("spreads the first upload over a minute", () => {
    const { state } = run(initialUploaderState, { type: "started", nowMs: 0 }, 0.99);
    expect(state.wait).toEqual({ untilMs: 59_400, reason: "start" });
  });

  test("sends an event at once and lets a reading wait for company", () => {
    const stored = (hasEvents: boolean): UploaderEvent => ({ type: "stored", nowMs: 0, hasEvents });
    expect(run(initialUploaderState, stored(true)).effects).toEqual([{ type: "send", maxRecords: 1000 }]);
    const gathering = run(initialUploaderState, stored(false));
    expect(gathering.state.wait).toEqual({ untilMs: 5000, reason: "gathering" });
    expect(run(gathering.state, stored(false))).toEqual({ state: gathering.state, effects: [] });
    expect(run(gathering.state, stored(true)).effects).toEqual([{ type: "send", maxRecords: 1000 }]);
  });

  test("does not let an event cut a back-off short", () => {
    const { state } = run(sending, failure("refused", 5));
    expect(run(state, { type: "stored", nowMs: 1, hasEvents: true }).effects).toEqual([]);
    expect(run(state, { type: "woke", nowMs: 300_000 }).effects).toEqual([{ type: "send", maxRecords: 1000 }]);
  });
});

describe("leaving", () => {
  test.each([
    ["sends what the start was spread for", run(initialUploaderState, { type: "started", nowMs: 0 }).state, true],
    [
      "sends what waits for company",
      run(initialUploaderState, { type: "stored", nowMs: 0, hasEvents: false }).state,
      true,
    ],
    ["sends when nothing waits", initialUploaderState, true],
    ["does not cut a back-off short", run(sending, failure("refused", 5)).state, false],
    ["does not cut central's pause short", run(sending, taken(5, { pauseS: 60 })).state, false],
    ["does not send twice", sending, false],
  ] as const)("%s", (_what, state, isSent) => {
    const { effects } = run(state, { type: "leaving", nowMs: 1 });
    expect(effects).toEqual(isSent ? [{ type: "send", maxRecords: 1000 }] : []);
  });
});

test("a timer that rings early is set again for the rest, or nothing would ever be sent", () => {
  const { state } = run(initialUploaderState, { type: "started", nowMs: 0 });
  expect(run(state, { type: "woke", nowMs: 29_999.6 })).toEqual({ state, effects: [{ type: "wake", atMs: 30_000 }] });
});

describe("failures that pass", () => {
  test("wait between one second and five minutes, however many there were", () => {
    fc.assert(
      fc.property(fc.nat(2000), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (attempts, random) => {
        const waitMs = backOffMs(attempts, settings, () => random);
        expect(waitMs).toBeGreaterThanOrEqual(1000);
        expect(waitMs).toBeLessThanOrEqual(300_000);
      }),
    );
  });

  test("wait longer with each failure and start afresh after a success", () => {
    let state = sending;
    const waits: number[] = [];
    for (let attempt = 0; attempt < 12; attempt += 1) {
      state = run(state, failure("server", 5), 0.999).state;
      waits.push(state.wait?.untilMs ?? 0);
    }
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(run({ ...state, phase: "sending" }, taken(5)).state.attempts).toBe(0);
  });

  test("add the back-off to what central asks for, so that a thousand agents do not return together", () => {
    expect(run(sending, failure("throttled", 5, 0, 120_000), 0).state.wait?.untilMs).toBe(121_000);
    expect(run(sending, failure("throttled", 5, 0, 120_000), 0.5).state.wait?.untilMs).toBe(121_500);
  });

  test("include an acknowledgement that takes nothing", () => {
    expect(run(sending, taken(5, { settled: 0 })).state.wait?.reason).toBe("notAcknowledged");
  });
});

describe("a refused identity", () => {
  test.each(["unauthorized", "conflict", "notEnrolled"] as const)(
    "%s is tried hourly for a day, then daily",
    (kind) => {
      const first = run(sending, failure(kind, 5)).state;
      expect(first.wait?.untilMs).toBe(hourMs);
      expect(run(first, failure(kind, 5, 23 * hourMs)).state.wait?.untilMs).toBe(24 * hourMs);
      expect(run(first, failure(kind, 5, 25 * hourMs)).state.wait?.untilMs).toBe(49 * hourMs);
    },
  );

  test("is tried at once with a new credential", () => {
    const { state } = run(sending, failure("unauthorized", 5));
    expect(run(state, { type: "credentialChanged", nowMs: 5 }).effects).toEqual([{ type: "send", maxRecords: 1000 }]);
  });
});

describe("what central asks for", () => {
  test("a pause is kept", () => {
    expect(run(sending, taken(5, { pauseS: 60 })).state.wait).toEqual({ untilMs: 60_000, reason: "pause" });
  });

  test("smaller batches are sent", () => {
    expect(run(sending, taken(5, { maxRecords: 50 })).effects).toEqual([{ type: "send", maxRecords: 50 }]);
  });

  test("a batch that was too large is halved, and grows back slowly", () => {
    const halved = run(sending, failure("tooLarge", 400));
    expect(halved.effects).toEqual([{ type: "send", maxRecords: 200 }]);
    expect(run(halved.state, taken(200)).effects).toEqual([{ type: "send", maxRecords: 220 }]);
  });
});

interface Refusing {
  readonly takesEmpty?: boolean;
  readonly kind?: "unacceptable" | "refusedOnTheWay" | "tooLarge" | "tooLargeOnTheWay";
  readonly from?: UploaderState;
}

/** Plays a queue against a central that refuses every batch with a bad record in it, and names none. */
function play(count: number, isBad: (record: number) => boolean, how: Refusing = {}) {
  const { takesEmpty = true, kind = "unacceptable", from = sending } = how;
  let queue = Array.from({ length: count }, (_, index) => index);
  const quarantined: number[] = [];
  let refusals = 0;
  let state = from;
  let step = run(state, { type: "credentialChanged", nowMs: 0 });
  let maxRecords = 1000;
  for (let requests = 0; queue.length > 0 && requests < 5000; requests += 1) {
    const batch = queue.slice(0, maxRecords);
    const isRefused = batch.some(isBad) || (batch.length === 0 && !takesEmpty);
    step = run(state, isRefused ? failure(kind, batch.length) : taken(batch.length));
    if (isRefused) refusals += 1;
    else queue = queue.slice(batch.length);
    state = step.state;
    for (const effect of step.effects) {
      if (effect.type === "send") maxRecords = effect.maxRecords;
      if (effect.type !== "refuse") continue;
      const [record = -1, ...others] = queue;
      if (effect.isFinal) quarantined.push(record);
      queue = effect.isFinal ? others : [...others, record];
    }
    if (state.phase === "waiting") {
      step = run(state, { type: "woke", nowMs: state.wait?.untilMs ?? 0 });
      state = step.state;
      for (const effect of step.effects) if (effect.type === "send") maxRecords = effect.maxRecords;
    }
  }
  return { quarantined, refusals, left: queue };
}

describe("a record that central does not stand", () => {
  test("is found by halving: at most log2 of the batch in refused requests, and one more", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.nat(999), (count, place) => {
        const bad = place % count;
        const { quarantined, refusals, left } = play(count, (record) => record === bad);
        expect({ quarantined, left }).toEqual({ quarantined: [bad], left: [] });
        expect(refusals).toBeLessThanOrEqual(Math.ceil(Math.log2(count)) + 1);
      }),
    );
  });

  test("never stops the others, even when several stand in a row", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(99), { maxLength: 6 }), (bad) => {
        const { quarantined, left } = play(100, (record) => bad.includes(record));
        expect(quarantined.toSorted((a, b) => a - b)).toEqual(bad.toSorted((a, b) => a - b));
        expect(left).toEqual([]);
      }),
    );
  });

  test("is found though nothing else waits: a batch of nothing that central takes tells that it is the record", () => {
    const alone = run({ ...sending, hasTakenSince: false }, failure("unacceptable", 1));
    const asked = run(alone.state, { type: "woke", nowMs: 300_000 });
    expect(asked.effects).toEqual([{ type: "send", maxRecords: 0 }]);
    const heard = run(asked.state, taken(0));
    expect(heard.effects).toEqual([{ type: "send", maxRecords: 1 }]);
    expect(run(heard.state, failure("unacceptable", 1)).effects[0]).toMatchObject({ type: "refuse", isFinal: true });
  });

  test("a central that refuses everything gets one record into quarantine, not all", () => {
    const { quarantined, left } = play(100, () => true, { takesEmpty: false });
    expect(quarantined).toEqual([0]);
    expect(left).toHaveLength(99);
  });

  test("a central that never took anything since the start gets none", () => {
    const { quarantined, left } = play(100, () => true, { takesEmpty: false, from: started });
    expect(quarantined).toEqual([]);
    expect(left).toHaveLength(100);
  });
});

describe("records that something on the way refuses", () => {
  test.each(["refusedOnTheWay", "tooLargeOnTheWay"] as const)("(%s) are put off, and all others pass", (kind) => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(99), { maxLength: 6 }), (bad) => {
        const { quarantined, left } = play(100, (record) => bad.includes(record), { kind });
        expect(quarantined).toEqual([]);
        expect(left.toSorted((a, b) => a - b)).toEqual(bad.toSorted((a, b) => a - b));
      }),
      { numRuns: 30 },
    );
  });

  test("are asked for ever more seldom, up to the longest back-off", () => {
    let state = sending;
    for (let attempt = 0; attempt < 12; attempt += 1) state = run(state, failure("refusedOnTheWay", 1), 0.999).state;
    expect(state.wait?.untilMs).toBeGreaterThan(299_000);
  });
});
