import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { shelfLine, shelvesOf } from "../../src/central/stock.ts";
import type { StockDeclaration } from "../../src/contract/record.ts";
import { agent, Bench } from "./bench.ts";
import { at, batch, numbered, request, stock, toner, uid } from "./records.ts";

const declared = (minutes: number, count: number, key = "toner.cyan"): StockDeclaration => ({
  declaredAt: at(minutes),
  device: uid,
  items: [{ key, count }],
});
const order = (minutes: number) => ({ kind: "toner" as const, cause: "toner.cyan", openedAt: at(minutes) });

describe("what should be on the shelf", () => {
  test("is what was declared last, whatever the order in which it came", () => {
    const shelves = shelvesOf([declared(9, 1), declared(0, 5)], { orders: [], events: [] });
    expect(shelves).toMatchObject([{ key: "toner.cyan", declared: 1, expected: 1, difference: -4 }]);
  });

  test("grows by what was ordered since", () => {
    const shelves = shelvesOf([declared(5, 1)], { orders: [order(1), order(9)], events: [] });
    expect(shelves).toMatchObject([{ ordered: 1, expected: 2, difference: null }]);
  });

  test("a declaration that came twice is one", () => {
    const shelves = shelvesOf([declared(5, 1), declared(5, 1)], { orders: [], events: [] });
    expect(shelves).toMatchObject([{ expected: 1, difference: null }]);
  });

  test("is told in an order of that color alone", () => {
    const shelves = shelvesOf([declared(5, 2)], { orders: [], events: [] });
    expect(shelfLine(shelves, "toner.cyan")).toEqual({ about: "shelf", text: "2 = 2 (2026-11-16) + 0 − 0" });
    expect(shelfLine(shelves, "toner.black")).toBeUndefined();
  });
});

describe("what people hand in", () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = new Bench();
    await bench.open();
  });
  afterEach(() => bench.close());

  test("stock does not stop an order, but stands in it", async () => {
    await bench.upload(batch(agent.id, numbered([stock(0, { key: "toner.cyan", count: 3 }), toner(5, "raise")])));
    expect(await bench.orders()).toMatchObject([
      { state: "open", detail: [{ about: "place" }, { about: "shelf", text: "3 = 3 (2026-11-16) + 0 − 0" }] },
    ]);
  });

  test("a request that comes again after the agent lost its store makes one ticket", async () => {
    const told = request(0, { id: "2026-11-16-abcdef" });
    await bench.upload(batch(agent.id, numbered([told])));
    await bench.upload(batch(agent.id, numbered([told], 7), { epoch: "e-2" }));
    expect(await bench.orders()).toHaveLength(1);
  });

  test("two requests of the same words are two tickets", async () => {
    const records = numbered([request(0, { id: "request-one" }), request(0, { id: "request-two" })]);
    await bench.upload(batch(agent.id, records));
    expect(await bench.orders()).toHaveLength(2);
  });
});
