import { describe, expect, test } from "vitest";
import { conclude, type Evidence } from "../../../scripts/demo/summary.ts";
import type { WorkOrder } from "../../../src/central/work-order.ts";

const record = { crc: "", event: null, origin: null };

function numbers(from: number, to: number): ReadonlyMap<number, typeof record> {
  return new Map(Array.from({ length: to - from + 1 }, (_, index) => [from + index, record]));
}

function order(kind: WorkOrder["kind"], state: WorkOrder["state"], cause: string): WorkOrder {
  const none = { si: null, model: null, customer: null, site: null, holdReason: null, remoteBy: null, deadline: null };
  const times = { raisedAt: "2026-11-16T08:00:00.000Z", openedAt: "2026-11-16T08:00:00.000Z" };
  const texts = { uid: "d-1", key: cause, cause, serial: "AA2K011004127", person: "", email: "", text: "", detail: [] };
  return { number: `X-${cause}`, kind, state, ...texts, ...times, ...none, escalatedAt: null, closedAt: null };
}

const orders = [
  order("toner", "closed", "toner.cyan"),
  order("toner", "open", "toner.yellow"),
  order("toner", "open", "toner.black"),
  order("toner", "held", "toner.magenta"),
  order("repair", "closed", "fault.C-2557"),
  order("maintenance", "open", "part.fuser"),
];
const right: Evidence = {
  agent: { lastSeq: 100, waiting: numbers(99, 100), gaps: [] },
  central: { received: numbers(1, 98), gaps: [], records: 98, orders },
  deviceAddresses: Array.from({ length: 14 }, (_, index) => `127.0.1.${86 + index}:161`),
  otherPrinters: 3,
  asked: 1000,
  wrote: 0,
};
const agent = (more: Partial<Evidence["agent"]>): Evidence => ({ ...right, agent: { ...right.agent, ...more } });
const central = (more: Partial<Evidence["central"]>): Evidence => ({
  ...right,
  central: { ...right.central, ...more },
});

describe("the summary of the demonstration", () => {
  test("tells both sides' numbers, and that everything happened", () => {
    const { text, exitCode } = conclude(right, "told");
    expect(text).toContain("records        100 stored, 98 acknowledged, 2 waiting, 0 declared lost\n");
    expect(text).toContain("part calls     1: 1 open, 0 closed, 0 held\n");
    expect(text).toMatch(/everything happened\n$/);
    expect(exitCode).toBe(0);
  });

  test.each<[string, Evidence, string]>([
    ["a number that the agent gave and nobody has", agent({ lastSeq: 101 }), "no record lost"],
    ["a record that the agent no longer keeps", agent({ waiting: numbers(100, 100) }), "no record lost"],
    ["a record that central lacks", central({ received: numbers(2, 98), records: 97 }), "no record lost"],
    ["a record that central has twice", central({ records: 99 }), "no duplicate"],
    ["an order for the same need twice", central({ orders: [...orders, ...orders.slice(0, 1)] }), "no duplicate"],
    ["a write to a device", { ...right, wrote: 1 }, "nothing written to a device"],
    ["a device that is not known", { ...right, deviceAddresses: right.deviceAddresses.slice(1) }, "14 devices known"],
    ["an order that did not close", central({ orders: orders.slice(1) }), "a toner order closed"],
    ["a ticket that is open", central({ orders: [...orders, order("repair", "open", "fault.C-1")] }), "one ticket"],
    ["a central that holds nothing", central({ received: new Map(), records: 0 }), "records acknowledged"],
  ])("fails with %s", (_, evidence, missing) => {
    const { text, exitCode } = conclude(evidence, "told");
    expect(text).toContain(`did not happen: ${missing}`);
    expect(text).not.toContain("everything happened");
    expect(exitCode).toBe(1);
  });

  test("counts what was declared lost apart", () => {
    const { text, exitCode } = conclude(agent({ lastSeq: 103, gaps: [[101, 103]] }), "told");
    expect(text).toContain("3 declared lost");
    expect({ exitCode, isLost: !text.includes("records lost   0") }).toEqual({ exitCode: 0, isLost: false });
  });

  test("takes a record that waits though central has it for one that arrived", () => {
    expect(conclude(agent({ waiting: numbers(90, 100) }), "told").text).toContain("98 acknowledged, 2 waiting");
  });

  const early = { ...central({ orders: [] }), deviceAddresses: [] };
  test.each([
    ["stopped", 130, "stopped early"],
    ["left", 0, "ended before the story was over"],
    ["outlived", 0, "the site went on"],
  ] as const)("judges the books alone when it was %s", (ending, code, says) => {
    const { text, exitCode } = conclude(early, ending);
    expect(text).not.toContain("did not happen");
    expect(text).toContain(says);
    expect(exitCode).toBe(code);
    expect(conclude({ ...early, wrote: 1 }, ending).exitCode).toBe(1);
  });
});
