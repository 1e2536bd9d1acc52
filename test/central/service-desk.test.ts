import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { closeByHand, sweepDesk } from "../../src/central/case-work.ts";
import type { RecordContent } from "../../src/contract/record.ts";
import { agent, Bench, registered } from "./bench.ts";
import {
  at,
  batch,
  fault,
  heartbeat,
  identity,
  numbered,
  part,
  powerCut,
  reading,
  reminder,
  request,
  toner,
} from "./records.ts";

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.close());

/** Uploads what happened, at the moment of the latest. */
async function tell(...contents: RecordContent[]): Promise<void> {
  const seq = (await bench.store.transact((tables) => tables.streamsOf(agent.id)))[0]?.received.at(-1)?.[1] ?? 0;
  const records = numbered(contents, seq + 1);
  const latestMs = Math.max(...records.map(({ observedAt }) => Date.parse(observedAt)));
  bench.clock.pass(Math.max(0, latestMs - bench.clock.wallMs()));
  await bench.upload(batch(agent.id, records));
}

async function summary(): Promise<string[]> {
  return (await bench.orders()).map(({ number, state }) => `${number} ${state}`);
}

describe("a need whose history is complete", () => {
  test.each<{ story: string; contents: RecordContent[]; orders: string[] }>([
    { story: "still open orders once", contents: [toner(0, "raise")], orders: ["TO-2026-000001 open"] },
    {
      story: "already closed is recorded, never ordered",
      contents: [toner(0, "raise"), toner(9, "clear")],
      orders: [],
    },
    {
      story: "told twice orders once",
      contents: [toner(0, "raise"), toner(5, "raise")],
      orders: ["TO-2026-000001 open"],
    },
    {
      story: "of two colors orders twice",
      contents: [toner(0, "raise"), toner(5, "raise", 1, "black")],
      orders: ["TO-2026-000001 open", "TO-2026-000002 open"],
    },
    {
      story: "of the next life orders for that one alone, also when the former's clear was lost",
      contents: [toner(0, "raise", 3), toner(5, "raise", 4)],
      orders: ["TO-2026-000001 open"],
    },
    {
      story: "of the next life stays open when the former is cleared after it",
      contents: [toner(0, "raise", 3), toner(5, "raise", 4), toner(5, "clear", 3)],
      orders: ["TO-2026-000001 open"],
    },
    { story: "that is a fault opens a ticket", contents: [fault(0, "raise")], orders: ["SR-2026-000001 open"] },
    {
      story: "that is a fault which came back opens one ticket",
      contents: [fault(0, "raise"), fault(1, "clear"), fault(2, "raise")],
      orders: ["SR-2026-000001 open"],
    },
    {
      story: "that is a worn part asks for maintenance",
      contents: [part(0, "raise")],
      orders: ["SR-2026-000001 open"],
    },
    {
      story: "that a person states opens a ticket",
      contents: [reading(0, 5), request(0)],
      orders: ["SR-2026-000001 open"],
    },
    {
      story: "to note a new place and a new contact opens a ticket for each",
      contents: [
        reading(0, 5),
        request(0, { what: "placeChange", place: "3rd floor" }),
        request(0, { what: "contactChange" }),
      ],
      orders: ["SR-2026-000001 open", "SR-2026-000002 open"],
    },
    {
      story: "that a person states joins the order of the device",
      contents: [toner(0, "raise"), request(3, { what: "toner", color: "cyan" })],
      orders: ["TO-2026-000001 open"],
    },
    { story: "however old orders once", contents: [toner(-60 * 24 * 40, "raise")], orders: ["TO-2026-000001 open"] },
    { story: "that is no need orders nothing", contents: [powerCut(0, "raise"), reading(0, 5)], orders: [] },
  ])("$story", async ({ contents, orders }) => {
    await bench.open();
    await tell(...contents);
    expect(await summary()).toEqual(orders);
  });

  test("is told as what it is: a change has no deadline and does not call an engineer", async () => {
    await bench.open();
    const [place, contact] = [
      { text: "", place: "3rd floor", contact: "" },
      { text: "", contact: "Petro" },
    ];
    await tell(reading(0, 5), request(1, { what: "placeChange", ...place }));
    await tell(request(2, { what: "contactChange", ...contact }), request(3));
    const told = (await bench.orders()).toSorted((one, other) => one.number.localeCompare(other.number));
    const change = { detail: [], deadline: null, remoteBy: null };
    expect(told).toMatchObject([
      { ...change, kind: "placeChange", text: "3rd floor" },
      { ...change, kind: "contactChange", text: "Petro" },
      {
        kind: "repair",
        text: "Help requested on site",
        detail: [
          { about: null, text: "It squeaks" },
          { about: "contact", text: "Olena, 555 01 00" },
        ],
      },
    ]);
    expect((await bench.notifications()).map(({ text }) => text).join()).toContain(
      "Новий контакт для пристрою SR-2026-",
    );
  });

  test("closes its order when the device shows the cause gone", async () => {
    await bench.open();
    await tell(toner(0, "raise"));
    await tell(toner(30, "clear"));
    expect(await bench.orders()).toMatchObject([{ state: "closed", closedAt: at(30) }]);
    expect((await bench.notifications()).map(({ occasion }) => occasion)).toEqual(["closed", "opened"]);
  });

  test("of a worn part stays one request from near its end to its replacement", async () => {
    await bench.open();
    await tell(part(0, "raise"));
    await tell(part(50, "raise", "end"));
    expect(await summary()).toEqual(["SR-2026-000001 open"]);
    await tell(part(90, "clear"));
    expect(await summary()).toEqual(["SR-2026-000001 open"]);
    await tell(part(90, "clear", "end"));
    expect(await summary()).toEqual(["SR-2026-000001 closed"]);
  });

  test("of two faults that only a mark in their keys tells apart opens two tickets", async () => {
    await bench.open();
    await tell(fault(0, "raise", "other#1a2b"), fault(1, "raise", "other#3c4d"));
    await tell(fault(2, "clear", "other#1a2b"));
    expect(await summary()).toEqual(["SR-2026-000001 closed", "SR-2026-000002 open"]);
  });

  test("orders again for the next cartridge", async () => {
    await bench.open();
    await tell(toner(0, "raise", 1));
    await tell(toner(30, "clear", 1), toner(90, "raise", 2));
    expect(await summary()).toEqual(["TO-2026-000001 closed", "TO-2026-000002 open"]);
  });

  test("joins the open order when the agent lost its store and counts its lives anew", async () => {
    await bench.open();
    await tell(toner(0, "raise", 7));
    await bench.upload(batch(agent.id, numbered([toner(60, "raise", 1)]), { epoch: "e-2" }));
    expect(await summary()).toEqual(["TO-2026-000001 open"]);
    await bench.upload(batch(agent.id, numbered([toner(90, "clear", 1)], 2), { epoch: "e-2" }));
    expect(await summary()).toEqual(["TO-2026-000001 closed"]);
  });

  test.each([
    { told: "delivered", again: [2, 3] },
    { told: "delivered with its end", again: [1] },
  ])(
    "that was $told and comes again, saved from a damaged store into another epoch, orders no second time",
    async (story) => {
      await bench.open();
      const history = [toner(-90, "raise", 1), toner(-60, "clear", 1), toner(-30, "raise", 1)];
      for (const [at, content] of history.entries()) {
        await bench.upload(batch(agent.id, numbered([content], at + 1)));
      }
      const before = await summary();
      const saved = numbered(story.again.flatMap((seq) => history[seq - 1] ?? [])).map((record, index) => ({
        ...record,
        origin: { epoch: "e-1", seq: story.again[index] ?? 0 },
      }));
      await bench.upload(batch(agent.id, saved, { epoch: "e-2" }));
      expect(await summary()).toEqual(before);
    },
  );

  test("of a clock that ran a day ahead does not end what came after it", async () => {
    await bench.open();
    bench.clock.pass(7_200_000);
    await bench.upload(batch(agent.id, numbered([toner(0, "raise", 1), toner(1500, "clear", 1)])));
    bench.clock.pass(3_600_000);
    await bench.upload(batch(agent.id, numbered([toner(170, "raise", 1)]), { epoch: "e-2" }));
    expect((await bench.orders()).filter(({ state }) => state === "open")).toHaveLength(1);
  });

  test("closes a person's request with the cause that it named", async () => {
    await bench.open();
    await tell(toner(0, "raise"), request(3, { what: "toner", color: "cyan" }));
    await tell(toner(30, "clear"));
    expect(await summary()).toEqual(["TO-2026-000001 closed"]);
  });

  test("is escalated once by the reminder of its own cartridge", async () => {
    await bench.open();
    await tell(toner(0, "raise"), reminder(2880));
    await tell(reminder(2890));
    expect(await bench.orders()).toMatchObject([{ state: "open", escalatedAt: at(2880) }]);
    expect((await bench.notifications()).map(({ occasion }) => occasion)).toEqual(["escalated", "opened"]);
  });

  test("is not escalated by the reminder of an earlier cartridge", async () => {
    await bench.open();
    await tell(toner(0, "raise", 1), reminder(5, 1), toner(9, "clear", 1), toner(20, "raise", 2));
    expect(await bench.orders()).toMatchObject([{ escalatedAt: null }]);
  });
});

describe("a need that an agent told before it lost its store", () => {
  beforeEach(() => bench.open());
  const hourMs = 3_600_000;
  const sweepAfter = async (ms: number, seq = 900) => {
    bench.clock.pass(ms);
    await bench.upload(batch(agent.id, numbered([heartbeat()], seq), { epoch: "e-2" }));
    await bench.store.transact((tables) => sweepDesk(tables, bench.time));
  };

  test("is over when the agent reads the device for six hours and does not tell it again", async () => {
    await bench.upload(batch(agent.id, numbered([reading(0, 7), toner(0, "raise")])));
    await bench.upload(batch(agent.id, numbered([reading(10, 8)]), { epoch: "e-2" }));
    await sweepAfter(5 * hourMs);
    expect(await bench.orders()).toMatchObject([{ state: "open" }]);
    await sweepAfter(1.5 * hourMs, 901);
    expect(await bench.orders()).toMatchObject([{ state: "closed" }]);
  });

  test("stays open when the agent tells it again", async () => {
    await bench.upload(batch(agent.id, numbered([reading(0, 7), toner(0, "raise")])));
    await bench.upload(batch(agent.id, numbered([reading(10, 8), toner(10, "raise")]), { epoch: "e-2" }));
    await sweepAfter(7 * hourMs);
    expect(await bench.orders()).toMatchObject([{ state: "open" }]);
  });
});

describe("a need that was told before the agent tells again what is open", () => {
  beforeEach(async () => {
    await bench.open();
    bench.clock.pass(24 * 3_600_000);
  });
  const again: RecordContent = { kind: "device", body: { ...identity(), tellsAgain: true } };
  const sweep = () => bench.store.transact((tables) => sweepDesk(tables, bench.time));
  /** Records of an epoch, each with the minute in which it was observed. */
  const tellIn = (epoch: string, firstSeq: number, ...told: readonly (readonly [number, RecordContent])[]) => {
    const contents = told.map(([, content]) => content);
    const records = numbered(contents, firstSeq).map((record, index) => ({
      ...record,
      observedAt: at(told[index]?.[0] ?? 0),
    }));
    return bench.upload(batch(agent.id, records, { epoch }), "file");
  };

  test.each([
    ["in the same epoch", "e-1"],
    ["in an epoch of its own", "e-2"],
  ])("is over when it does not come again %s, though the device is read, also out of files alone", async (_, epoch) => {
    await tellIn("e-1", 1, [0, reading(0, 7)], [0, toner(0, "raise")]);
    await tellIn(epoch, 3, [10, again], [12, reading(12, 8)], [369, reading(369, 9)]);
    await sweep();
    expect(await bench.orders()).toMatchObject([{ state: "open" }]);
    await tellIn(epoch, 6, [370, reading(370, 10)]);
    await sweep();
    expect(await bench.orders()).toMatchObject([{ state: "closed" }]);
  });

  test.each([
    ["in the same epoch", "e-1"],
    ["in an epoch of its own", "e-2"],
  ])("keeps its one order when it comes again %s", async (_, epoch) => {
    await tellIn("e-1", 1, [0, reading(0, 7)], [0, toner(0, "raise")]);
    await tellIn(epoch, 3, [10, again], [12, toner(12, "raise")], [500, reading(500, 9)]);
    await sweep();
    expect(await summary()).toEqual(["TO-2026-000001 open"]);
    await tellIn(epoch, 6, [600, toner(600, "clear")]);
    expect(await summary()).toEqual(["TO-2026-000001 closed"]);
  });

  test("is not ordered again when a person closed its order and the device shows it still, until it comes anew", async () => {
    await tellIn("e-1", 1, [0, toner(0, "raise")]);
    await bench.store.transact((tables) => closeByHand(tables, "TO-2026-000001", bench.time));
    const [raise] = numbered([toner(12, "raise")]);
    if (raise?.kind !== "event") throw new Error("a raise");
    const evidence = { observedAt: [at(0), at(12)] };
    const same: RecordContent = { kind: "event", body: { ...raise.body, evidence } };
    await tellIn("e-2", 1, [10, again], [12, same]);
    expect(await summary()).toEqual(["TO-2026-000001 closed"]);
    await tellIn("e-2", 3, [60, toner(60, "clear")], [90, toner(90, "raise")]);
    expect(await summary()).toEqual(["TO-2026-000001 closed", "TO-2026-000002 open"]);
  });

  test("stays open where only its device's data changed", async () => {
    await tellIn("e-1", 1, [0, toner(0, "raise")], [10, { kind: "device", body: identity() }], [500, reading(500, 9)]);
    await sweep();
    expect(await summary()).toEqual(["TO-2026-000001 open"]);
  });
});

test("an order that a person closes stays closed, and the next need orders again", async () => {
  await bench.open();
  await tell(fault(0, "raise"));
  const close = () => bench.store.transact((tables) => closeByHand(tables, "SR-2026-000001", bench.time));
  expect([await close(), await close()]).toEqual([true, false]);
  await tell(fault(20, "clear"), fault(30, "raise"));
  expect(await summary()).toEqual(["SR-2026-000001 closed", "SR-2026-000002 open"]);
});

describe("a need whose history is still on its way", () => {
  const [raise, clear] = numbered([toner(0, "raise"), toner(9, "clear")]);
  const upload = (records: readonly unknown[], eventsRemaining: number) =>
    bench.upload({ ...batch(agent.id, [], { eventsRemaining }), records });

  test("orders nothing until the rest came", async () => {
    await bench.open();
    await upload([raise], 1);
    expect(await summary()).toEqual([]);
    await upload([clear], 0);
    expect(await summary()).toEqual([]);
  });

  test("is closed by a clear that came before its raise", async () => {
    await bench.open();
    await upload([clear], 1);
    await upload([raise], 0);
    expect(await summary()).toEqual([]);
  });

  test("orders when the agent stays silent for fifteen minutes", async () => {
    await bench.open();
    await upload([raise], 1);
    bench.clock.pass(15 * 60_000 - 1);
    await bench.store.transact((tables) => sweepDesk(tables, bench.time));
    expect(await summary()).toEqual([]);
    bench.clock.pass(1);
    await bench.store.transact((tables) => sweepDesk(tables, bench.time));
    expect(await summary()).toEqual(["TO-2026-000001 open"]);
  });

  test("is not decided by an old batch that arrives again", async () => {
    await bench.open();
    const [other] = numbered([fault(0, "note")], 9);
    await upload([other], 0);
    await upload([raise], 1);
    await upload([other], 0);
    expect(await summary()).toEqual([]);
  });

  test("is not decided while a damaged record has to come again", async () => {
    await bench.open();
    await upload([raise, { ...clear, crc: "00000000" }], 0);
    expect(await summary()).toEqual([]);
    await upload([clear], 0);
    expect(await summary()).toEqual([]);
  });
});

describe("a need of a customer", () => {
  const blocked = { ...registered, status: "blocked" as const, reason: "debt" };

  test("whose contract is blocked is held with the reason, without a deadline", async () => {
    await bench.open(blocked);
    await tell(fault(0, "raise"));
    expect(await bench.orders()).toMatchObject([{ state: "held", holdReason: "debt", deadline: null, remoteBy: null }]);
    expect(await bench.notifications()).toMatchObject([{ occasion: "held", to: "ivan@example.com" }]);
  });

  test("whose contract is blocked is taken up when it is active again", async () => {
    await bench.open(blocked);
    await tell(fault(0, "raise"));
    bench.clock.pass(3_600_000);
    await bench.register(registered);
    expect(await bench.orders()).toMatchObject([
      { state: "open", holdReason: null, deadline: "2026-11-17T08:00:00.000Z" },
    ]);
    expect((await bench.notifications()).map(({ occasion }) => occasion)).toEqual(["released", "held"]);
  });

  test("that nobody registered is held until the registry knows the device", async () => {
    await bench.open(null);
    await tell(toner(0, "raise"));
    expect(await bench.orders()).toMatchObject([{ state: "held", holdReason: "not registered", si: null }]);
    await bench.register(registered);
    expect(await bench.orders()).toMatchObject([{ state: "open", holdReason: null, si: "UA-104233" }]);
  });

  test("which a person stated before the device was seen is taken up when it is", async () => {
    await bench.open();
    await tell(request(0));
    expect(await bench.orders()).toMatchObject([{ state: "held", holdReason: "not registered" }]);
    await tell(reading(1, 5));
    await bench.store.transact((tables) => sweepDesk(tables, bench.time));
    expect(await bench.orders()).toMatchObject([{ state: "open", si: "UA-104233", model: "bizhub C454e" }]);
  });

  test("that is held closes when the device shows the cause gone", async () => {
    await bench.open(blocked);
    await tell(toner(0, "raise"));
    await tell(toner(9, "clear"));
    expect(await summary()).toEqual(["TO-2026-000001 closed"]);
  });

  test("gets deadlines in working hours by its contract", async () => {
    await bench.open({ ...registered, deadlineHours: 10 });
    await tell(fault(0, "raise"));
    expect(await bench.orders()).toMatchObject([
      { remoteBy: "2026-11-16T10:00:00.000Z", deadline: "2026-11-17T09:00:00.000Z" },
    ]);
  });

  test("is told in Ukrainian and English", async () => {
    await bench.open();
    await tell(toner(0, "raise"));
    const [mail] = await bench.notifications();
    expect(mail?.subject).toBe("TO-2026-000001 зареєстровано / registered");
    expect(mail?.text).toContain("Пристрій: bizhub C454e, SI UA-104233");
    expect(mail?.text).toContain("Device: bizhub C454e, SI UA-104233");
  });
});
