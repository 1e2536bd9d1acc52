import type { WorkOrder } from "../../src/central/work-order.ts";
import type { AgentBooks, CentralBooks } from "../soak/books.ts";

/** All that the demonstration is judged by, from each side's own mouth. */
export interface Evidence {
  /** What the agent numbered and still keeps, read from its files after it ended. */
  readonly agent: Pick<AgentBooks, "lastSeq" | "waiting" | "gaps">;
  /** What central holds, read from its file. */
  readonly central: Pick<CentralBooks, "received" | "gaps" | "records" | "orders">;
  /** Addresses of the devices that central knows. */
  readonly deviceAddresses: readonly string[];
  readonly otherPrinters: number;
  /** Reading requests that the devices were asked, and writing ones. */
  readonly asked: number;
  readonly wrote: number;
}

/**
 * How the run ended: with the story told, when the site had lived on for long after it, by a person before that, or at a
 * person's word when no end was set.
 */
export type Ending = "told" | "outlived" | "stopped" | "left";

export interface Conclusion {
  readonly text: string;
  readonly exitCode: number;
}

/** Known from the script: 13 devices and one that is put in another's place. */
const devicesOfSite = 14;
const otherPrintersOfSite = 3;
/** 128 + SIGINT: a person ended it. */
const exitInterrupted = 130;

type Check = readonly [what: string, holds: boolean];

/** Closes the books, the agent's against central's, and tells whether each part of the story happened. */
export function conclude(evidence: Evidence, ending: Ending): Conclusion {
  const books = closeBooks(evidence);
  const checks = [...checkBooks(evidence, books), ...(ending === "told" ? checkStory(evidence) : [])];
  const failures = checks.flatMap(([what, holds]) => (holds ? [] : [`did not happen: ${what}`]));
  const verdict = failures.length > 0 ? failures : [sayEnding[ending]];
  const lines = [...tellNumbers(evidence, books), ...verdict];
  const exitCode = failures.length > 0 ? 1 : ending === "stopped" ? exitInterrupted : 0;
  return { text: `\n${lines.join("\n")}\n`, exitCode };
}

const sayEnding: Readonly<Record<Ending, string>> = {
  told: "everything happened",
  outlived: "the story was told, and the site went on; the books close",
  stopped: "stopped early: the books close, the story was not told to its end",
  left: "ended before the story was over; the books close",
};

interface Closing {
  /** Numbers that neither side has and nobody declared lost. */
  readonly lost: number;
  readonly declared: number;
  readonly duplicates: number;
}

function closeBooks({ agent, central }: Evidence): Closing {
  const gaps = [...agent.gaps, ...central.gaps];
  const absent = Array.from({ length: agent.lastSeq }, (_, index) => index + 1).filter(
    (seq) => !agent.waiting.has(seq) && !central.received.has(seq),
  );
  const declared = absent.filter((seq) => gaps.some(([from, to]) => from <= seq && seq <= to)).length;
  const needs = new Set(central.orders.map(({ uid, cause, raisedAt }) => `${uid} ${cause} ${raisedAt}`));
  const duplicates = central.records - central.received.size + central.orders.length - needs.size;
  return { lost: absent.length - declared, declared, duplicates };
}

function tellNumbers(evidence: Evidence, { lost, declared, duplicates }: Closing): readonly string[] {
  const { agent, central, deviceAddresses, otherPrinters, asked, wrote } = evidence;
  const waiting = [...agent.waiting.keys()].filter((seq) => !central.received.has(seq)).length;
  return [
    `devices        ${deviceAddresses.length} Konica Minolta, ${otherPrinters} other printers`,
    `requests       ${asked} to the devices, ${wrote} writes`,
    `records        ${agent.lastSeq} stored, ${central.received.size} acknowledged, ${waiting} waiting, ${declared} declared lost`,
    `toner orders   ${tellOrders(central.orders, "toner")}`,
    `tickets        ${tellOrders(central.orders, "repair")}`,
    `part calls     ${tellOrders(central.orders, "maintenance")}`,
    `records lost   ${lost}`,
    `duplicates     ${duplicates}`,
  ];
}

function tellOrders(orders: readonly WorkOrder[], kind: WorkOrder["kind"]): string {
  const count = (state: WorkOrder["state"]) => countOrders(orders, kind, state);
  const total = orders.filter((order) => order.kind === kind).length;
  return `${total}: ${count("open")} open, ${count("closed")} closed, ${count("held")} held`;
}

/** What must hold whenever the run ends. */
function checkBooks({ wrote }: Evidence, { lost, duplicates }: Closing): readonly Check[] {
  return [
    ["no record lost", lost === 0],
    ["no duplicate", duplicates === 0],
    ["nothing written to a device", wrote === 0],
  ];
}

function checkStory({ central, deviceAddresses, otherPrinters }: Evidence): readonly Check[] {
  const { orders } = central;
  const toner = (state: WorkOrder["state"]) => countOrders(orders, "toner", state);
  const tickets = orders.filter((order) => order.kind === "repair");
  return [
    [`${devicesOfSite} devices known to central`, deviceAddresses.length === devicesOfSite],
    ["other printers listed", otherPrinters === otherPrintersOfSite],
    ["records acknowledged", central.received.size > 0],
    ["a toner order closed by the replaced cartridge", toner("closed") === 1],
    ["two toner orders open", toner("open") === 2],
    ["a toner order held for the blocked customer", toner("held") === 1],
    ["one ticket, closed when the fault was gone", tickets.length === 1 && tickets[0]?.state === "closed"],
    ["the moved device found at its new address", deviceAddresses.some((address) => address.includes(".99:"))],
  ];
}

function countOrders(orders: readonly WorkOrder[], kind: WorkOrder["kind"], state: WorkOrder["state"]): number {
  return orders.filter((order) => order.kind === kind && order.state === state).length;
}
