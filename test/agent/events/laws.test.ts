import fc from "fast-check";
import { expect, test } from "vitest";
import { emptyMemory } from "../../../src/agent/events/device-memory.ts";
import type { Event } from "../../../src/contract/event.ts";
import type { Reading } from "../../../src/contract/reading.ts";
import type { Alert } from "../../../src/contract/status.ts";
import type { Level } from "../../../src/contract/supply.ts";
import { makeReading, minuteMs, play, type Shown, settings } from "./history.ts";

const level: fc.Arbitrary<Level> = fc.oneof(
  fc.integer({ min: 0, max: 100 }).map((percent): Level => ({ state: "percent", percent })),
  fc.constantFrom<Level>({ state: "some" }, { state: "low" }, { state: "empty" }, { state: "unknown" }),
);
const alert: fc.Arbitrary<Partial<Alert>> = fc.constantFrom<Partial<Alert>[]>(
  { code: 1104, kind: "supply", text: "Toner low cyan" },
  { code: 1101, kind: "supply", text: "Toner empty" },
  { code: 33, codeName: "motorFailure", kind: "service", severity: "critical", text: "Motor" },
  { kind: "service", text: "C-2557", troubleCode: "C-2557" },
  { kind: "maintenance", text: "P-8", partCode: "P-8" },
  { code: 8, kind: "user", text: "Jam" },
);
const shown: fc.Arbitrary<Shown> = fc.record(
  {
    toners: fc.record({ cyan: level, black: level }, { requiredKeys: [] }),
    parts: fc.record({ drum: level, constructor: level }, { requiredKeys: [] }),
    counters: fc.record(
      {
        total: fc.oneof(fc.nat(1000), fc.constantFrom(80_000, 2 ** 31, 2 ** 32 - 1)),
        jams: fc.oneof(fc.nat(60), fc.constant(2 ** 31)),
        "print.fullColor": fc.nat(500),
      },
      { requiredKeys: [] },
    ),
    alerts: fc.uniqueArray(alert, { maxLength: 4 }),
    status: fc.record({
      device: fc.constantFrom("running", "down"),
      errors: fc.constantFrom([], ["serviceRequested"], ["noToner"]),
    }),
    uptimeMs: fc.nat(1e9),
    complete: fc.boolean(),
  },
  { requiredKeys: ["complete"] },
);
const history: fc.Arbitrary<Reading[]> = fc
  .array(fc.tuple(fc.constantFrom(0.5, 1, 60, 600, 4000), shown), { maxLength: 40 })
  .map((polls) => {
    let minutes = 0;
    return polls.map(([gap, what]) => {
      minutes += gap;
      return makeReading(minutes * minuteMs, what);
    });
  });

test("a history gives the same events wherever it is interrupted, stored as JSON, and partly played again", () => {
  fc.assert(
    fc.property(history, fc.nat(40), (readings, cut) => {
      const whole = play(readings);
      const first = play(readings.slice(0, cut));
      const stored: typeof first.memory = JSON.parse(JSON.stringify(first.memory));
      expect(stored).toStrictEqual(first.memory);
      const rest = play(readings, stored);
      expect([...first.events, ...rest.events]).toEqual(whole.events);
      expect(rest.memory).toEqual(whole.memory);
    }),
  );
});

test("no key is raised twice without a clear, nor cleared without a raise", () => {
  fc.assert(
    fc.property(history, (readings) => {
      const open = new Map<string, string>();
      for (const { key, action, at, raisedAt } of play(readings).events) {
        if (action === "raise") {
          expect(open.has(key)).toBe(false);
          open.set(key, at);
        }
        if (action === "clear") {
          expect(open.get(key)).toBe(raisedAt);
          open.delete(key);
        }
      }
    }),
  );
});

test("each cartridge life has at most one need, and lives are counted without a gap", () => {
  fc.assert(
    fc.property(history, (readings) => {
      const { events, memory } = play(readings);
      const needs = events
        .filter((event) => event.type === "tonerNeed" && event.action === "raise")
        .map(({ key }) => key);
      expect(new Set(needs).size).toBe(needs.length);
      for (const slot of memory.toners) {
        const lives = events.filter(isReplaced).filter(({ data }) => data.color === slot.color);
        expect(lives.map(({ data }) => data.life)).toEqual(lives.map((_, index) => index + 1));
        expect(slot.life.number).toBe(lives.length + 1);
      }
    }),
  );
});

/** One cartridge from the level at which it is put in down to that at which it is taken out, each level in two polls. */
const lifeLevels = fc
  .tuple(fc.integer({ min: 65, max: 100 }), fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 40 }))
  .map(([from, step, until]) => {
    const falls = Array.from({ length: Math.ceil((from - until) / step) }, (_, index) => from - index * step);
    return [...falls, until].flatMap((percent) => [percent, percent]);
  });

test("needs are as many as the cartridges that ran low, and replacements as many as those put in", () => {
  fc.assert(
    fc.property(fc.array(lifeLevels, { minLength: 1, maxLength: 6 }), (lives) => {
      const levels = lives.flat();
      const readings = levels.map((percent, hour) => makeReading(hour * 60 * minuteMs, { toners: { cyan: percent } }));
      const { events } = play(readings);
      const needs = events.filter(({ type, action }) => type === "tonerNeed" && action === "raise");
      expect(needs).toHaveLength(lives.filter((life) => Math.min(...life) <= settings.tonerLowPercent).length);
      expect(events.filter(isReplaced)).toHaveLength(lives.length - 1);
    }),
  );
});

/** The quickest presses with a margin, and what a device may save up. */
const mostPerMinute = 600;
const mostSavedUp = 1000;

test("within a meter epoch no counter falls, nor grows faster than any device prints", () => {
  fc.assert(
    fc.property(history, (readings) => {
      let memory = emptyMemory;
      for (const reading of readings) {
        const before = memory.meter;
        memory = play([reading], memory).memory;
        if (before === null || memory.meter?.epoch !== before.epoch) continue;
        for (const [id, value] of Object.entries(before.counters)) {
          const growth = (memory.meter.counters[id] ?? Number.NaN) - value;
          const minutes = (Date.parse(memory.meter.observedAt) - Date.parse(before.observedAt)) / minuteMs;
          expect(growth).toBeGreaterThanOrEqual(0);
          expect(growth).toBeLessThanOrEqual(mostSavedUp + minutes * mostPerMinute);
        }
      }
    }),
  );
});

test("readings out of order or repeated change nothing", () => {
  fc.assert(
    fc.property(history, fc.array(fc.nat(39)), (readings, again) => {
      const { memory } = play(readings);
      const old = again.flatMap((index) => readings[index] ?? []);
      expect(play(old, memory)).toEqual({ memory, events: [] });
    }),
  );
});

function isReplaced(event: Event): event is Event & { readonly type: "cartridgeReplaced" } {
  return event.type === "cartridgeReplaced";
}
