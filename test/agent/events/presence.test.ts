import { describe, expect, test } from "vitest";
import { acceptFrom, emptyMemory, neighborOf } from "../../../src/agent/events/device-memory.ts";
import { reduceSilence } from "../../../src/agent/events/reduce-silence.ts";
import { eventDevice } from "../../../src/agent/inventory/event-device.ts";
import { Event } from "../../../src/contract/event.ts";
import { dayMs, hourMs, identity, lines, makeReading, minuteMs, play, settings, stampAt, tell } from "./history.ts";

const failure = { device: eventDevice(identity), reason: "no answer" };

function failAt(times: readonly number[], from = play([makeReading(0, {})]).memory) {
  let memory = from;
  const events: Event[] = [];
  for (const ms of times) {
    const step = reduceSilence(memory, stampAt(ms), failure, settings);
    memory = step.memory;
    events.push(...step.events.map((event) => Event.parse(event)));
  }
  return { memory, events };
}

describe("a silent device", () => {
  test("is told once, after several polls and a while, and told back by any reading", () => {
    const silent = failAt([5, 10, 15, 20, 25].map((minutes) => minutes * minuteMs));
    expect(lines(silent.events)).toEqual(["raise device.silent"]);
    expect(silent.events[0]).toMatchObject({ at: stampAt(15 * minuteMs), data: { lastContactAt: stampAt(0) } });
    const back = play([makeReading(hourMs, {})], silent.memory);
    expect(lines(back.events)).toEqual(["clear device.silent"]);
    expect(back.events[0]).toMatchObject({ raisedAt: stampAt(15 * minuteMs), data: { lastContactAt: stampAt(0) } });
  });

  test("is not told after a few polls in quick succession, nor after two spread ones", () => {
    expect(failAt([1, 2, 3, 4]).events).toEqual([]);
    expect(failAt([hourMs, 2 * hourMs]).events).toEqual([]);
  });

  test.each<[string, readonly number[], number | null]>([
    ["the agent was off before", [480, 481, 482, 483, 490, 494], null],
    ["the agent was off before, and asks on", [480, 485, 490, 495], 495],
    ["the agent was off between", [1, 2, 480, 481, 482], null],
    ["the agent was off between, and asks on", [1, 2, 480, 485, 490, 495], 490],
    ["it is asked once an hour", [60, 120, 180], 180],
  ])("is told by the time in which it was asked: %s", (_case, minutes, raisedAt) => {
    const { events } = failAt(minutes.map((minute) => minute * minuteMs));
    expect(events.map(({ at }) => at)).toEqual(raisedAt === null ? [] : [stampAt(raisedAt * minuteMs)]);
  });

  test("keeps all that was known of it", () => {
    const known = tell([0, { toners: { cyan: 5 } }], [hourMs, { toners: { cyan: 5 } }]).memory;
    const { memory } = failAt([2 * hourMs, 3 * hourMs, 4 * hourMs], known);
    expect({ ...memory, silence: null }).toEqual(known);
    expect(neighborOf(memory)).toMatchObject({ isWorking: false });
  });

  test("is told also when it never gave a reading", () => {
    expect(
      failAt(
        [0, 10, 20].map((minutes) => minutes * minuteMs),
        emptyMemory,
      ).events,
    ).toHaveLength(1);
  });

  test("is not counted by a repeated or older failure", () => {
    const { memory } = failAt([hourMs, hourMs, minuteMs]);
    expect(memory.silence?.failures).toBe(1);
  });
});

describe("a restart", () => {
  test.each([
    ["a smaller uptime", 5 * hourMs, hourMs, minuteMs, true],
    ["an uptime shorter than the gap", hourMs, 10 * hourMs, 9 * hourMs, true],
    ["an uptime that grew with the time", 5 * hourMs, hourMs, 6 * hourMs, false],
    ["the wrap after 497 days", 2 ** 32 * 10 - hourMs, 2 * hourMs, hourMs, false],
    ["a wall clock that jumped ahead", 100 * hourMs, 10 * hourMs, 101 * hourMs, false],
  ])("by %s", (_name, before, gapMs, after, isRestart) => {
    const { events } = tell([0, { uptimeMs: before }], [gapMs, { uptimeMs: after }]);
    expect(lines(events)).toEqual(isRestart ? ["note device.restarted"] : []);
  });
});

test("changed firmware names the modules", () => {
  const firmware = [
    { name: "Controller", version: "1.1" },
    { name: "Scanner", version: "7" },
  ];
  const { events } = tell([0, {}], [hourMs, { device: { firmware } }], [2 * hourMs, { device: { firmware: [] } }]);
  expect(events).toMatchObject([
    {
      data: {
        modules: [
          { name: "Controller", from: "1.0", to: "1.1" },
          { name: "Scanner", from: null, to: "7" },
        ],
      },
    },
  ]);
});

test("after the wall clock was set back, readings count again", () => {
  const { memory } = tell([300 * dayMs, { toners: { cyan: 50 } }]);
  const shown = [1, 2].map((hours) => makeReading(hours * hourMs, { toners: { cyan: 5 } }));
  expect(play(shown, memory).events).toEqual([]);
  expect(lines(play(shown, acceptFrom(memory, stampAt(0))).events)).toEqual(["raise toner.cyan#life-1"]);
});
