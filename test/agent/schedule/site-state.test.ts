import { expect, test } from "vitest";
import { defaultSiteSettings } from "../../../src/agent/events/site.ts";
import { findDevice } from "../../../src/agent/inventory/device-directory.ts";
import { acceptAfterStep, emptySiteState, takeFailure, takeReading } from "../../../src/agent/schedule/site-state.ts";
import { Event } from "../../../src/contract/event.ts";
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

test("an empty toner is ordered once of a device that tells its serial later", () => {
  const site = new Site();
  const empty: Shown = { toners: { cyan: 0 } };
  for (const hour of [0, 1]) site.read(hour * hourMs, { ...empty, device: { serial: null } });
  for (const hour of [2, 3]) site.read(hour * hourMs, empty);
  for (const hour of [4, 5]) site.read(hour * hourMs, { toners: { cyan: 100 } });
  const needs = site.events.filter(({ type }) => type === "tonerNeed");
  expect(needs.map(({ action, device }) => `${action} ${device?.uid} ${device?.serial}`)).toEqual([
    `raise ${site.device?.identity.uid} null`,
    `clear ${site.device?.identity.uid} A1B2C3D4E5F6`,
  ]);
});

test("all that was told of a device that never was is ended when it is seen to be another", () => {
  const site = new Site();
  const nameless = { serial: null, mac: null };
  const trouble = { kind: "service", text: "C-2557", troubleCode: "C-2557" } as const;
  const due = { kind: "maintenance", text: "P-8", partCode: "P-8" } as const;
  const jams = (count: number): Shown => ({ counters: { jams: count } });
  const bad: Shown = { toners: { cyan: 0 }, parts: { "drum.cyan": 0 }, status: {}, alerts: [trouble, due] };
  site.read(0, {});
  for (const hour of [1, 2, 3]) site.read(hour * hourMs, { ...bad, ...jams(hour * 20), device: nameless });
  const raised = site.events.filter(({ action, device }) => action === "raise" && device?.serial === null);
  expect(raised.map(({ key }) => key).sort()).toEqual([
    ...["device.found", "fault.C-2557", "fault.jams", "part.P-8", "part.drum.cyan#life-1.end"],
    ...["part.drum.cyan#life-1.nearEnd", "toner.cyan#life-1"],
  ]);
  site.read(4 * hourMs, {});
  const ended = site.events.filter(({ action, device }) => action === "clear" && device?.serial === null);
  expect(ended.map(({ key }) => key).sort()).toEqual(raised.map(({ key }) => key).sort());
  for (const event of ended) Event.parse(event);
  expect([site.state.inventory.devices.size, site.state.memories.size, site.state.recorded.size]).toEqual([1, 1, 1]);
});

test("a machine that tells another serial number in each poll is believed a few times a day, and told to be silent", () => {
  const site = new Site();
  const perDay = 24 * 4;
  const read = (poll: number) =>
    site.read((poll * dayMs) / perDay, { toners: { cyan: 0 }, device: { serial: `FAKE${poll}AB`, mac: null } });
  for (let poll = 0; poll < perDay; poll += 1) read(poll);
  expect(site.state.inventory.devices.size).toBe(8);
  const silences = site.events.filter(({ type }) => type === "deviceSilent");
  expect(silences).toMatchObject([{ text: expect.stringContaining("tells another serial number") }]);
  for (let poll = perDay; poll < 30 * perDay; poll += 1) read(poll);
  const { inventory, memories, recorded } = site.state;
  expect([inventory.devices.size, inventory.holders.size, memories.size, recorded.size]).toEqual([9, 1, 9, 9]);
  const found = site.events.filter(({ type, action }) => type === "deviceFound" && action === "raise");
  expect(found.length).toBeLessThanOrEqual(8 * 30);
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
