import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { AgentState } from "../../src/central/agent-state.ts";
import { sectionsOf } from "../../src/central/device-state.ts";
import type { Notification } from "../../src/central/notification.ts";
import type { Sign } from "../../src/central/sign.ts";
import type { CentralStore, OrderPage, StoredRecord } from "../../src/central/store.ts";
import type { WorkOrder } from "../../src/central/work-order.ts";
import type { Gap } from "../../src/contract/batch.ts";
import { agent, registered } from "./bench.ts";
import { at, identity, serial, uid } from "./records.ts";

/** One implementation of the store, on one place that outlives `open` and `close`. */
export interface StorePlace {
  open(): CentralStore | Promise<CentralStore>;
  remove(): void | Promise<void>;
}

const stream = { agent: agent.id, epoch: "e-1" };

function record(seq: number, changes: Partial<StoredRecord> = {}): StoredRecord {
  const body = JSON.stringify({ seq });
  return { seq, kind: "reading", uid, observedAt: at(seq), isStampSure: true, crc: "0000000a", body, ...changes };
}

function sign(seq: number, changes: Partial<Sign> = {}): Sign {
  return {
    ...{ ...stream, seq, uid, cause: "toner.cyan", key: "toner.cyan#life-1", type: "tonerNeed", action: "raise" },
    ...{ at: at(seq), arrivedMs: seq, state: "pending", order: null, closedAt: null },
    ...changes,
  };
}

function order(number: string, changes: Partial<WorkOrder> = {}): WorkOrder {
  return {
    ...{ number, kind: "toner", state: "open", uid, cause: "toner.cyan", key: "toner.cyan#life-1", serial, si: null },
    ...{ model: null, customer: null, site: null, person: "", email: "", text: "", detail: [], raisedAt: at(0) },
    ...{ openedAt: at(0), holdReason: null, remoteBy: null, deadline: null, escalatedAt: null, closedAt: null },
    ...changes,
  };
}

function notification(subject: string): Notification {
  return { order: "", occasion: "opened", at: "", to: "", person: "", subject, text: "" };
}

/** What every store must do, whatever stands behind it. */
export function describeStore(name: string, makePlace: () => StorePlace | Promise<StorePlace>): void {
  describe(`${name} as a store`, () => {
    let place: StorePlace;
    let store: CentralStore;
    beforeEach(async () => {
      place = await makePlace();
      store = await place.open();
    });
    afterEach(async () => {
      await store.close();
      await place.remove();
    });

    test("undoes a transaction whose work throws, and goes on", async () => {
      const failing = store.transact(async (tables) => {
        await tables.addRecords(stream, [record(1)], 0);
        throw new Error("stop");
      });
      await expect(failing).rejects.toThrow("stop");
      expect(await store.transact((tables) => tables.knownCrcs(stream, [1]))).toEqual(new Map());
    });

    test("keeps what was committed over closing and opening", async () => {
      await store.transact((tables) => tables.addRecords(stream, [record(1)], 0));
      await store.close();
      store = await place.open();
      expect(await store.transact((tables) => tables.recordBody(stream, 1))).toBe('{"seq":1}');
    });

    test("keeps transactions apart that are begun at once", async () => {
      const add = () =>
        store.transact(async (tables) => {
          const before = (await tables.notifications(99)).length;
          await tables.addNotification(notification(""));
          return before;
        });
      expect(await Promise.all([add(), add(), add()])).toEqual([0, 1, 2]);
    });

    test("knows the CRCs of a stream's records, and of no other stream's", async () => {
      await store.transact((tables) => tables.addRecords(stream, [record(1), record(2)], 0));
      const crcsOf = (epoch: string) =>
        store.transact((tables) => tables.knownCrcs({ agent: agent.id, epoch }, [2, 3]));
      expect(await crcsOf("e-1")).toEqual(new Map([[2, "0000000a"]]));
      expect(await crcsOf("e-2")).toEqual(new Map());
    });

    test("refuses a second record under one number", async () => {
      await store.transact((tables) => tables.addRecords(stream, [record(1)], 0));
      await expect(store.transact((tables) => tables.addRecords(stream, [record(1)], 0))).rejects.toThrow();
    });

    test("gives a device's newest records first", async () => {
      const others = [record(3, { uid: null }), record(4, { kind: "event" })];
      await store.transact((tables) => tables.addRecords(stream, [record(2), record(1), ...others], 0));
      const bodies = await store.transact((tables) => tables.recordsOf(uid, "reading", 9));
      expect(bodies).toEqual(['{"seq":2}', '{"seq":1}']);
    });

    test("gives readings before a moment, for the next page", async () => {
      await store.transact((tables) => tables.addRecords(stream, [record(1), record(2), record(3)], 0));
      const before = record(2).observedAt;
      const bodies = await store.transact((tables) => tables.recordsOf(uid, "reading", 9, before));
      expect(bodies).toEqual(['{"seq":1}']);
    });

    test("forgets by age what may be forgotten, the oldest first, and never its numbers", async () => {
      const old = { agent: "ag-old", epoch: "e-old" };
      await store.transact(async (tables) => {
        const kinds = ["reading", "reading", "reading", "event"] as const;
        for (const [index, kind] of kinds.entries()) {
          await tables.addRecords(old, [record(index + 1, { kind, uid: null })], 1_000_000 + index);
        }
        await tables.addRanges(old, [[1, 4]]);
        expect(await tables.forgetRecords("reading", 1_000_002, 1)).toBe(1);
        expect(await tables.forgetRecords("reading", 1_000_002, 9)).toBe(1);
        expect(await tables.forgottenBefore("reading")).toBe(1_000_002);
        await tables.forgetRecords("reading", 1_000_001, 9);
        expect(await tables.forgottenBefore("reading")).toBe(1_000_002);
        expect(await tables.forgottenBefore("heartbeat")).toBe(0);
        expect(await tables.knownCrcs(old, [1, 2, 3, 4])).toEqual(new Map([3, 4].map((seq) => [seq, record(seq).crc])));
        expect(await tables.arrivedOf(old, [1, 4, 5])).toEqual(new Set([1, 4]));
      });
    });

    test("joins ranges that touch or overlap, and keeps each gap once", async () => {
      const received = await store.transact(async (tables) => {
        for (const range of [
          [5, 6],
          [1, 2],
          [9, 9],
          [3, 4],
          [6, 7],
          [1, 1],
        ] as const) {
          await tables.addRanges(stream, [[...range]]);
        }
        await tables.addGaps(stream, [{ from: 8, to: 8, reason: "thinned" }]);
        await tables.addGaps(stream, [{ from: 8, to: 8, reason: "thinned" }]);
        return tables.streamsOf(agent.id);
      });
      const gaps = [{ from: 8, to: 8, reason: "thinned" }];
      expect(received).toEqual([
        {
          ...stream,
          received: [
            [1, 7],
            [9, 9],
          ],
          gaps,
        },
      ]);
    });

    test("tells the highest number, the numbers left for higher ones, and bodies stored above a number", async () => {
      const other = { ...stream, epoch: "e-2" };
      await store.transact(async (tables) => {
        expect(await tables.highestSeq(stream)).toBe(0);
        await tables.addRecords(stream, [record(1, { crc: "0000000b" }), record(2), record(3)], 0);
        await tables.addRanges(stream, [
          [1, 3],
          [7, 9],
        ]);
        await tables.addGaps(stream, [{ from: 4, to: 5, reason: "renumbered" }]);
        await tables.addGaps(stream, [{ from: 6, to: 6, reason: "thinned" }]);
        expect([await tables.highestSeq(stream), await tables.highestSeq(other)]).toEqual([9, 0]);
        expect(await tables.renumberedOf(stream, [3, 4, 5, 6])).toEqual(new Set([4, 5]));
        expect(await tables.renumberedOf(other, [4])).toEqual(new Set());
        expect(await tables.bodiesAbove(stream, 1, ["0000000a", "0000000b"])).toEqual(
          new Set([record(2).body, record(3).body]),
        );
        expect(await tables.bodiesAbove(other, 0, ["0000000a"])).toEqual(new Set());
      });
    });

    test("keeps the newest of each section of a device", async () => {
      const device = await store.transact(async (tables) => {
        for (const minutes of [5, 9, 7]) {
          const seen = identity({ address: `192.0.2.${minutes}` });
          for (const section of sectionsOf(seen, at(minutes), agent.id)) await tables.joinSection(section);
        }
        return tables.device(uid);
      });
      expect(device?.identity).toMatchObject({ at: at(9), value: { address: "192.0.2.9" } });
      expect(await store.transact((tables) => tables.devices())).toEqual([device]);
    });

    test("finds the signs that may close a raise", async () => {
      const found = await store.transact(async (tables) => {
        const later = [
          sign(6, { at: at(-9) }),
          sign(1, { epoch: "e-2", at: at(9) }),
          sign(2, { epoch: "e-2", at: at(1) }),
        ];
        const ofOther = [sign(3, { agent: "ag-other", epoch: "e-9", at: at(9) })];
        const foreign = [
          ...[sign(7, { cause: "toner.black" }), sign(4), sign(9, { epoch: "e-0", at: at(1) })],
          sign(8, { agent: "ag-other", epoch: "e-9", at: at(1) }),
        ];
        for (const other of [...later, ...ofOther, ...foreign]) await tables.addSign(other);
        return tables.signsAfter(sign(5));
      });
      expect(found.map(({ epoch, seq }) => `${epoch}/${seq}`).toSorted()).toEqual(["e-1/6", "e-2/1", "e-2/2", "e-9/3"]);
    });

    test("lists open raises and pending signs, and forgets those that were closed and settled", async () => {
      await store.transact(async (tables) => {
        for (const seq of [1, 2]) await tables.addSign(sign(seq));
        await tables.addSign(sign(3, { action: "clear", state: "settled" }));
        await tables.saveSign(sign(1, { state: "settled", order: "TO-1", closedAt: at(3) }));
      });
      const seqs = (signs: readonly Sign[]) => signs.map(({ seq }) => seq);
      await store.transact(async (tables) => {
        expect(seqs(await tables.openRaises(uid, "toner.cyan"))).toEqual([2]);
        expect(seqs(await tables.openConditions(uid))).toEqual([2]);
        expect(seqs(await tables.pendingSigns({ agent: agent.id }))).toEqual([2]);
        expect(seqs(await tables.pendingSigns({ arrivedUntilMs: 1 }))).toEqual([]);
        expect(seqs(await tables.signsOfOrder("TO-1"))).toEqual([1]);
        expect(seqs(await tables.orderedRaises(sign(9)))).toEqual([1]);
        expect(seqs(await tables.orderedRaises(sign(9, { key: "toner.cyan#life-2" })))).toEqual([]);
      });
    });

    test("finds raises of an earlier life of the agent's store that are not told again in the present one", async () => {
      const present = { agent: agent.id, epoch: "e-2" };
      const forsaken = (sinceMs: number, heardAfterMs = 5) =>
        store.transact(async (tables) => (await tables.forsakenRaises(sinceMs, heardAfterMs)).map(({ seq }) => seq));
      await store.transact(async (tables) => {
        await tables.addAgent({ ...agent, lastContactMs: 10 }, "hash");
        await tables.addRecords(stream, [record(1)], 0);
        await tables.addSign(sign(1));
        await tables.addSign(sign(2, { cause: "toner.black" }));
        await tables.addSign(sign(3, { cause: "toner.yellow", closedAt: at(3) }));
        await tables.addSign(sign(4, { cause: "request#1", type: "request" }));
      });
      expect(await forsaken(99)).toEqual([]);
      await store.transact(async (tables) => {
        await tables.addRecords(present, [record(1)], 7);
        await tables.addSign(sign(2, { ...present, cause: "toner.black" }));
      });
      expect(await forsaken(7)).toEqual([]);
      expect(await forsaken(8, 10)).toEqual([]);
      expect(await forsaken(8)).toEqual([1]);
    });

    test("finds raises that were told before the agent tells again, and were not told since", async () => {
      const minutesOf = (hours: number) => hours * 60;
      const untold = () => store.transact(async (tables) => (await tables.notToldAgain(6)).map(({ seq }) => seq));
      const word = { kind: "device" as const, body: '{"tellsAgain":true}', observedAt: at(minutesOf(1)) };
      await store.transact(async (tables) => {
        await tables.addRecords(stream, [record(5, word), record(9, { observedAt: at(minutesOf(7) - 1) })], 0);
        await tables.addSign(sign(1));
        await tables.addSign(sign(2, { cause: "toner.black" }));
        await tables.addSign(sign(3, { cause: "toner.yellow", closedAt: at(3) }));
        await tables.addSign(sign(4, { cause: "request#1", type: "request" }));
        await tables.addSign(sign(6, { cause: "toner.black" }));
        await tables.addSign(sign(7, { cause: "toner.magenta" }));
      });
      expect(await untold()).toEqual([]);
      await store.transact((tables) => tables.addRecords(stream, [record(10, { observedAt: at(minutesOf(7)) })], 0));
      expect(await untold()).toEqual([1]);
    });

    test("knows up to where all of a stream has come or is a gap", async () => {
      const unbroken = () => store.transact((tables) => tables.unbrokenTo(stream));
      const gap = (from: number, to: number) => ({ from, to, reason: "dropped" as const });
      const add = (...ranges: [number, number][]) => store.transact((tables) => tables.addRanges(stream, ranges));
      const leave = (...gaps: Gap[]) => store.transact((tables) => tables.addGaps(stream, gaps));
      expect(await unbroken()).toBe(0);
      await add([2, 3], [9, 9]);
      expect(await unbroken()).toBe(0);
      await add([1, 1]);
      expect(await unbroken()).toBe(3);
      await leave(gap(2, 6), gap(3, 4), gap(11, 12));
      expect(await unbroken()).toBe(6);
      await add([7, 8], [10, 10]);
      expect(await unbroken()).toBe(12);
    });

    test("gives each number of a series once, also after a rollback and a restart", async () => {
      const next = () => store.transact((tables) => tables.nextNumber("TO-2026"));
      expect([await next(), await next()]).toEqual(["TO-2026-000001", "TO-2026-000002"]);
      await store.close();
      store = await place.open();
      expect(await next()).toBe("TO-2026-000003");
    });

    test("holds at most one unclosed order of a cause", async () => {
      await store.transact((tables) => tables.saveOrder(order("TO-1")));
      await expect(store.transact((tables) => tables.saveOrder(order("TO-2")))).rejects.toThrow();
      await store.transact((tables) => tables.saveOrder(order("TO-1", { state: "closed" })));
      await store.transact((tables) => tables.saveOrder(order("TO-2", { state: "held" })));
      await store.transact(async (tables) => {
        expect(await tables.unclosedOrder(uid, "toner.cyan")).toMatchObject({ number: "TO-2" });
        expect(await tables.heldOrders()).toMatchObject([{ number: "TO-2" }]);
        expect((await tables.orders(9)).map(({ number }) => number)).toEqual(["TO-2", "TO-1"]);
        expect(await tables.order("TO-1")).toMatchObject({ state: "closed" });
        expect((await tables.ordersOf(uid)).map(({ number }) => number)).toEqual(["TO-1", "TO-2"]);
        expect(await tables.ordersOf("another")).toEqual([]);
      });
    });

    test("gives orders and notifications in pages, the newest first", async () => {
      await store.transact(async (tables) => {
        for (const minutes of [1, 2, 3]) {
          const kind = minutes === 2 ? "repair" : "toner";
          await tables.saveOrder(order(`NO-${minutes}`, { cause: `${minutes}`, kind, openedAt: at(minutes) }));
          await tables.addNotification(notification(`${minutes}`));
        }
        const numbers = async (limit: number, page: OrderPage) =>
          (await tables.orders(limit, page)).map(({ number }) => number);
        expect(await numbers(2, { offset: 1 })).toEqual(["NO-2", "NO-1"]);
        expect(await numbers(9, { which: "toner" })).toEqual(["NO-3", "NO-1"]);
        expect(await numbers(9, { which: "ticket" })).toEqual(["NO-2"]);
        expect((await tables.notifications(2, 1)).map(({ subject }) => subject)).toEqual(["2", "1"]);
      });
    });

    test("knows agents by name and by the hash of their token", async () => {
      const changed: AgentState = { ...agent, isRevoked: true };
      await store.transact(async (tables) => {
        await tables.addAgent(agent, "hash");
        await tables.saveAgent(changed);
        expect(await tables.agent(agent.id)).toEqual(changed);
        expect(await tables.agentOfToken("hash")).toEqual(changed);
        expect(await tables.agentOfToken("other")).toBeUndefined();
        expect(await tables.tokenAge(agent.id)).toEqual({ sinceMs: null, offeredMs: null });
        await tables.offerToken(agent.id, "unused", 5);
        await tables.offerToken(agent.id, "next", 6);
        expect(await tables.tokenAge(agent.id)).toEqual({ sinceMs: null, offeredMs: 6 });
        expect(await tables.agentOfToken("unused")).toBeUndefined();
        await tables.adoptToken("unused", 7);
        expect([await tables.agentOfToken("hash"), await tables.agentOfToken("next")]).toEqual([changed, changed]);
        await tables.adoptToken("next", 8);
        expect([await tables.agentOfToken("hash"), await tables.agentOfToken("next")]).toEqual([undefined, changed]);
        expect(await tables.tokenAge(agent.id)).toEqual({ sinceMs: 8, offeredMs: null });
        expect(await tables.agents()).toEqual([changed]);
      });
    });

    test("knows an agent by its signing key, the newest of those that share one", async () => {
      const signing = { ...agent, signingKey: "key" };
      await store.transact(async (tables) => {
        await tables.addAgent({ ...signing, id: "ag-z" }, "hash of the first");
        await tables.addAgent({ ...signing, id: "ag-a" }, "hash of the second");
        await tables.addAgent({ ...agent, id: "ag-b" }, "hash of one without a key");
        expect(await tables.agentOfSigningKey("key")).toEqual({ ...signing, id: "ag-a" });
        expect(await tables.agentOfSigningKey("")).toBeUndefined();
      });
    });

    test("knows the boots of an agent by name and the last one heard, and forgets the eldest of very many", async () => {
      const boot = (bootId: string) => ({ bootId, returns: 0, offsetMs: 7 });
      const again = { bootId: "b", returns: 1, offsetMs: null };
      await store.transact(async (tables) => {
        expect(await tables.currentBoot(agent.id)).toBeUndefined();
        for (const heard of [boot("b"), boot("a"), again]) await tables.noteBoot(agent.id, heard);
        await tables.noteBoot("ag-2", boot("c"));
        expect(await tables.currentBoot(agent.id)).toEqual(again);
        expect(await tables.boots(agent.id, ["c", "b", "unknown"])).toEqual([again]);
        const many = Array.from({ length: 999 }, (_, index) => `n${index}`);
        for (const bootId of many) await tables.noteBoot(agent.id, boot(bootId));
        expect(await tables.boots(agent.id, ["a", "b", ...many])).toHaveLength(1000);
        expect(await tables.boots(agent.id, ["a"])).toEqual([]);
        expect(await tables.boots("ag-2", ["c"])).toEqual([boot("c")]);
      });
    });

    test("hands out a command until it expires or has an outcome, and keeps the first", async () => {
      const command = {
        id: "c-1",
        name: "read-now",
        device: null,
        expiresAt: "2026-11-16T09:00:00.000Z",
        signature: "s",
      };
      await store.transact(async (tables) => {
        await tables.addCommand(agent.id, command);
        expect(await tables.openCommands(agent.id, "2026-11-16T08:59:59.000Z")).toEqual([command]);
        expect(await tables.openCommands(agent.id, command.expiresAt)).toEqual([]);
        expect(await tables.openCommands("ag-2", "2026-11-16T08:00:00.000Z")).toEqual([]);
        await tables.closeCommand("ag-2", { id: "c-1", outcome: "started" });
        expect(await tables.commandOutcome("c-1")).toBeNull();
        await tables.closeCommand(agent.id, { id: "c-1", outcome: "started" });
        await tables.closeCommand(agent.id, { id: "c-1", outcome: "expired" });
        expect(await tables.commandOutcome("c-1")).toBe("started");
        expect(await tables.openCommands(agent.id, "2026-11-16T08:00:00.000Z")).toEqual([]);
      });
    });

    test("tells by which stamp a reading goes, and whether it is sure, newest first", async () => {
      const doubtful = record(3, { isStampSure: false });
      await store.transact(async (tables) => {
        await tables.addRecords(stream, [doubtful, record(1), record(2), record(4, { kind: "event" })], 0);
        const sure = ({ body, observedAt, isStampSure }: StoredRecord) => ({ body, observedAt, isStampSure });
        expect(await tables.readingsOf(uid, 2)).toEqual([sure(doubtful), sure(record(2))]);
        expect(await tables.readingsOf(uid, 9, at(2))).toEqual([sure(record(1))]);
      });
    });

    test("keeps who took a code, and forgets those that are expired", async () => {
      await store.transact(async (tables) => {
        for (const [hash, expiresMs] of [["old", 5] as const, ["young", 6] as const])
          await tables.addCode(hash, { site: "Lviv", expiresMs });
        expect(await tables.code("young")).toEqual({ site: "Lviv", expiresMs: 6, agent: null });
        await tables.takeCode("young", agent.id);
        await tables.forgetCodes(5);
        expect(await tables.code("young")).toMatchObject({ agent: agent.id });
        expect(await tables.code("old")).toBeUndefined();
      });
    });

    test("tells an agent the service numbers of what it has shown", async () => {
      await store.transact(async (tables) => {
        await tables.replaceRegistry([registered, { ...registered, si: "UA-2", serial: "OTHER" }]);
        for (const shown of [serial, serial, "UNKNOWN"]) await tables.addShown(agent.id, shown);
        expect(await tables.siOfAgent(agent.id)).toEqual([{ serial, si: registered.si }]);
        expect(await tables.entryOfSerial("OTHER")).toMatchObject({ si: "UA-2" });
        expect(await tables.registryRevision()).toBe(1);
        expect((await tables.registry()).map(({ si }) => si)).toEqual([registered.si, "UA-2"]);
        await tables.replaceRegistry([]);
        expect([await tables.registry(), await tables.registryRevision()]).toEqual([[], 2]);
      });
    });
  });
}
