import { expect, test } from "vitest";
import { defaultSiteSettings } from "../../../src/agent/events/site.ts";
import { findDevice } from "../../../src/agent/inventory/device-directory.ts";
import { acceptAfterStep, emptySiteState, takeFailure, takeReading } from "../../../src/agent/schedule/site-state.ts";
import type { Event } from "../../../src/contract/event.ts";
import { dayMs, hourMs, identity, makeReading, type Shown, settings, stampAt } from "../events/history.ts";

const rules = { events: settings, site: defaultSiteSettings };

/** A site whose polls end at these moments, by a wall clock that may have been set back between them. */
class Site {
  state = emptySiteState;
  readonly events: Event[] = [];

  read(ms: number, shown: Shown): void {
    const reading = makeReading(ms, shown);
    const [uid = ""] = this.state.inventory.devices.keys();
    const before = acceptAfterStep(this.state, uid, reading.observedAt, reading.observedAt);
    this.#take(takeReading(before, reading, "public", rules));
  }

  miss(ms: number): void {
    const [uid = ""] = this.state.inventory.devices.keys();
    const before = acceptAfterStep(this.state, uid, stampAt(ms), stampAt(ms));
    this.#take(takeFailure(before, uid, "no answer", stampAt(ms), rules));
  }

  get device() {
    const [uid = ""] = this.state.inventory.devices.keys();
    return findDevice(this.state.inventory, uid);
  }

  #take({ state, events }: ReturnType<typeof takeReading>): void {
    this.state = state;
    this.events.push(...events);
  }
}

test("after the clock was a year ahead a device that moved is read at its new address", () => {
  const site = new Site();
  site.read(365 * dayMs, { toners: { cyan: 50 } });
  site.read(hourMs, { toners: { cyan: 50 } });
  for (const day of [2, 3]) site.read(day * dayMs, { toners: { cyan: 5 }, device: { address: "192.0.2.77" } });
  expect(site.device?.addresses.map(({ address }) => address)).toEqual(["192.0.2.77"]);
  expect(site.events.map(({ key }) => key)).toContain("toner.cyan#life-1");
});

test("after the clock was a year ahead a device that answers again has no failures left", () => {
  const site = new Site();
  site.read(365 * dayMs, {});
  site.miss(hourMs);
  expect(site.device?.failures).toBe(1);
  site.read(2 * hourMs, {});
  expect(site.device?.failures).toBe(0);
});

test("a device whose place another took is offered to nobody as one that works", () => {
  const site = new Site();
  const gone = { serial: "GONE00000001", mac: "00:20:6b:00:00:11", address: "192.0.2.50" };
  const mono = { ...identity.capabilities, color: false };
  const heir = { serial: "HEIR00000002", mac: "00:20:6b:00:00:12", address: "192.0.2.50", capabilities: mono };
  const fault: Shown = { status: {}, alerts: [{ kind: "service", text: "C-2557", troubleCode: "C-2557" }] };
  site.read(0, { device: gone });
  site.read(hourMs, { device: heir });
  for (const hour of [2, 3]) site.read(hour * hourMs, fault);
  expect(site.events.filter(({ type }) => type === "fault")).toMatchObject([{ data: { alternatives: [] } }]);
});
