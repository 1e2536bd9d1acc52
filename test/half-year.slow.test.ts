import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deviceUid } from "../src/agent/inventory/device-uid.ts";
import type { WorkOrder } from "../src/central/work-order.ts";
import { closes, days, type Ledger, liveHalfYear } from "./half-year/half-year.ts";
import { Office } from "./half-year/office.ts";
import { People } from "./half-year/people.ts";
import { SeededRandom } from "./half-year/random.ts";
import { buildSite, type SiteDevice } from "./half-year/site.ts";
import { calledPart } from "./half-year/troubles.ts";

/** A machine that others use too takes its time. */
const longestMs = 600_000;

describe.each([20_260_501, 7, 4_294_967_295])("a half-year of twelve devices, seed %i", (seed) => {
  const random = new SeededRandom(seed);
  const site = buildSite(random, days);
  const people = new People(random);
  const office = new Office();
  let ledger: Ledger = new Map();
  let orders: readonly WorkOrder[] = [];

  beforeAll(async () => {
    await office.open(site.map(({ serial }) => serial));
    ledger = await liveHalfYear(site, people, office);
    orders = await office.orders();
  }, longestMs);
  afterAll(() => office.close());

  test("orders a cartridge for each that was needed, and no other", () => {
    const needs = [...people.needs].sort();
    expect(needs.length).toBeGreaterThan(20);
    expect(countBy(orders, "toner")).toEqual(needs);
  });

  test("opens a ticket for each fault, none for what only looks like one, and closes all of them", () => {
    const expected = site.flatMap(({ serial, faults }): [string, number][] =>
      faults.length === 0 ? [] : [[serial, faults.length]],
    );
    expect(expected.length).toBeGreaterThan(3);
    const repairs = orders.filter(({ kind }) => kind === "repair");
    const counted = Map.groupBy(repairs, ({ serial }) => serial ?? "");
    expect([...counted].map(([serial, found]) => [serial, found.length]).sort()).toEqual(expected.sort());
    expect(repairs.filter(({ state }) => state !== "closed")).toEqual([]);
  });

  test("plans each call for a part", () => {
    const calls = orders.filter(({ cause }) => cause === `part.${calledPart}`);
    expect(calls).toHaveLength(site.reduce((sum, { partCalls }) => sum + partCalls, 0));
  });

  test.each(site)("invoices $serial by the pages that it made", async (device) => {
    const events = await office.eventsOf(uidOf(device));
    const stands = events
      .flatMap((event) => (event.type === "monthClose" ? [event.data] : []))
      .sort((one, other) => (one.month < other.month ? -1 : 1));
    expect(stands.map(({ closedAt }) => closedAt)).toEqual(closes);
    for (const [position, { before }] of stands.entries()) {
      const last = stands[position - 1]?.before;
      if (last === undefined) continue;
      expect(before.epoch).toBe(last.epoch);
      const made = pagesBetween(device, last.observedAt, before.observedAt);
      const invoiced = Object.entries(before.counters).flatMap(([id, value]) =>
        made.has(id) ? [[id, value - (last.counters[id] ?? Number.NaN)] as const] : [],
      );
      expect(invoiced.length).toBeGreaterThan(2);
      expect(Object.fromEntries(invoiced)).toEqual(
        Object.fromEntries([...made].filter(([id]) => before.counters[id] !== undefined)),
      );
    }
  });

  function pagesBetween({ serial }: SiteDevice, from: string, until: string): ReadonlyMap<string, number> {
    const [first, last] = [ledger.get(`${serial} ${from}`), ledger.get(`${serial} ${until}`)];
    if (first === undefined || last === undefined) throw new Error(`${serial}: no reading at ${from} or ${until}`);
    return new Map([...last].map(([id, pages]) => [id, pages - (first.get(id) ?? 0)]));
  }
});

function uidOf({ serial, address }: SiteDevice): string {
  const source = { isKonicaMinolta: true, manufacturer: null, serial, mac: null, address };
  return deviceUid(source).uid;
}

function countBy(orders: readonly WorkOrder[], kind: WorkOrder["kind"]): readonly (readonly [string, number])[] {
  const found = Map.groupBy(
    orders.filter((order) => order.kind === kind),
    ({ serial, cause }) => `${serial} ${cause}`,
  );
  return [...found].map(([key, of]) => [key, of.length] as const).sort();
}
