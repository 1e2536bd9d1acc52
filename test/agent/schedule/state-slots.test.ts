import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultSiteSettings } from "../../../src/agent/events/site.ts";
import { deviceUid } from "../../../src/agent/inventory/device-uid.ts";
import { emptySiteState, type SiteState, takeFailure, takeReading } from "../../../src/agent/schedule/site-state.ts";
import { StateSlots } from "../../../src/agent/schedule/state-slots.ts";
import { restoreSiteState } from "../../../src/agent/schedule/stored-state.ts";
import { identity, makeReading, minuteMs, type Shown, settings, stampAt } from "../events/history.ts";

const rules = { events: settings, site: defaultSiteSettings };
const { uid } = deviceUid(identity);

/** The store as it is on disk: texts by key. */
class Shelf {
  readonly texts = new Map<string, string>();
  readonly #slots = new StateSlots();
  written: readonly string[] = [];

  write(state: SiteState, uids: readonly string[]): void {
    const changes = this.#slots.changes(state, uids);
    this.written = changes.filter(({ value }) => value !== undefined).map(({ key }) => key);
    for (const { key, value } of changes) {
      if (value === undefined) this.texts.delete(key);
      else this.texts.set(key, JSON.stringify(value));
    }
    this.#slots.noteWritten(state, uids);
  }

  restore(): SiteState {
    return restoreSiteState(new Map([...this.texts].map(([key, text]) => [key, JSON.parse(text)])));
  }
}

const usual: Shown = {
  counters: { total: 100 },
  toners: { cyan: 40 },
  parts: { drum: 70 },
  alerts: [{ code: 33, codeName: "motorFailure", kind: "service", severity: "critical", text: "Motor" }],
  status: {},
  uptimeMs: 1000,
};

function read(state: SiteState, ms: number, shown: Shown): SiteState {
  return takeReading(state, makeReading(ms, { ...shown, device: { ...shown.device, uid } }), "public", rules).state;
}

/** Everything of a device as the store must give it back. */
function contentOf(state: SiteState) {
  return {
    devices: [...state.inventory.devices],
    memories: [...state.memories],
    recorded: [...state.recorded],
    site: state.site,
  };
}

describe("the slots of the store", () => {
  it("hold after each step what the state holds, whatever changed", () => {
    const shown = fc.record(
      {
        counters: fc.record({ total: fc.integer({ min: 100, max: 102 }) }),
        toners: fc.record({ cyan: fc.integer({ min: 40, max: 42 }) }),
        parts: fc.record({ drum: fc.constantFrom(70, 71) }),
        alerts: fc.subarray([...(usual.alerts ?? [])]),
        device: fc.constantFrom({}, { location: "3rd floor" }, { address: "192.0.2.11" }),
      },
      { requiredKeys: [] },
    );
    const steps = fc.array(fc.oneof({ weight: 4, arbitrary: shown }, { weight: 1, arbitrary: fc.constant(null) }), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(steps, (history) => {
        const shelf = new Shelf();
        let state = emptySiteState;
        history.forEach((step, at) => {
          const ms = (at + 1) * minuteMs;
          state =
            step === null
              ? takeFailure(state, uid, "silent", stampAt(ms), rules).state
              : read(state, ms, { ...usual, ...step });
          shelf.write(state, [uid]);
          expect(contentOf(shelf.restore())).toEqual(JSON.parse(JSON.stringify(contentOf(state))));
        });
      }),
    );
  });

  it("get only the pulse of a device at which nothing happened but time", () => {
    const shelf = new Shelf();
    let state = emptySiteState;
    const written = Array.from({ length: 6 }, (_, at) => {
      state = read(state, (at + 1) * 10 * minuteMs, { ...usual, uptimeMs: 1000 + at * 10 * minuteMs });
      shelf.write(state, [uid]);
      return shelf.written;
    });
    expect(written[0]).toEqual([`device/${uid}`, "site"]);
    expect(written.slice(3)).toEqual([[`pulse/${uid}`], [`pulse/${uid}`], [`pulse/${uid}`]]);
  });

  it("get the whole again after so many pulses, for a store that lost some of its rows", () => {
    const shelf = new Shelf();
    let state = emptySiteState;
    let wholes = 0;
    for (let at = 1; at <= 100; at += 1) {
      state = read(state, at * minuteMs, { ...usual, uptimeMs: at * minuteMs });
      shelf.write(state, [uid]);
      if (shelf.written.includes(`device/${uid}`)) wholes += 1;
    }
    expect(wholes).toBeGreaterThanOrEqual(4);
    expect(wholes).toBeLessThan(10);
  });

  it("lose the device that another record took the place of", () => {
    const shelf = new Shelf();
    const state = read(emptySiteState, minuteMs, { ...usual, device: { ...identity } });
    shelf.write(state, [uid]);
    shelf.write(emptySiteState, [uid]);
    expect(shelf.texts.has(`device/${uid}`)).toBe(false);
    expect(shelf.restore().inventory.devices.size).toBe(0);
  });
});
