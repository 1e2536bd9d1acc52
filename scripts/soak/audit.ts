import type { WorkOrder } from "../../src/central/work-order.ts";
import type { Event } from "../../src/contract/event.ts";
import type { AgentBooks, CentralBooks } from "./books.ts";
import type { Burden, BurdenLog } from "./burden.ts";
import type { RefusingFront } from "./refusing-front.ts";
import type { Episode } from "./site-story.ts";
import { findGrownTables, type RowCauses } from "./table-bounds.ts";

/** Findings shown of one sort; the rest is a number. */
const shown = 5;

export interface History {
  readonly wasDamaged: boolean;
  readonly isForgetful: boolean;
}

/**
 * What must hold at any instant at which no agent runs: each number that was ever given waits here, is at central, or
 * is covered by a gap; and what the reducers remember is what their records told.
 * @param history whether the agent's store `wasDamaged`; `isForgetful`: central was put back to a backup, so that it may
 * not have heard yet again what it held
 */
export function auditHandover(agent: AgentBooks, central: CentralBooks, history: History): readonly string[] {
  const numbers = Array.from({ length: agent.lastSeq }, (_, index) => index + 1);
  const gaps = [...agent.gaps, ...central.gaps, ...(history.isForgetful ? agent.toldGaps : [])];
  const isCovered = (seq: number) =>
    gaps.some(([from, to]) => from <= seq && seq <= to) || (history.isForgetful && agent.copies.has(seq));
  const lost = numbers.filter((seq) => !agent.waiting.has(seq) && !hasArrived(seq, agent, central) && !isCovered(seq));
  const changed = numbers.filter((seq) => {
    const [here, there] = [agent.waiting.get(seq), central.received.get(seq)];
    return here !== undefined && there !== undefined && here.crc !== there.crc;
  });
  const invented = [...central.received.keys()].filter((seq) => seq > agent.lastSeq);
  return [
    ...(agent.isSound ? [] : ["the outbox fails SQLite's integrity check"]),
    ...find("numbers are lost", lost),
    ...find("numbers have two bodies", changed),
    ...find("numbers at central were never given", invented),
    // What a former epoch told stands in other numbers, and the memory begins anew with the store.
    ...(history.wasDamaged ? [] : auditMemory(agent, central, history)),
  ];
}

/** Under its number here, or under its first one. */
function hasArrived(seq: number, agent: AgentBooks, central: CentralBooks): boolean {
  return central.received.has(seq) || central.everReceived.has(agent.copies.get(seq)?.origin ?? "");
}

/** Whether a central that was put back to a backup has heard again all that the agent keeps copies of. */
export function remembersAll(agent: AgentBooks, central: CentralBooks): boolean {
  return [...agent.copies.keys()].every((seq) => hasArrived(seq, agent, central));
}

function auditMemory(agent: AgentBooks, central: CentralBooks, { isForgetful }: History): readonly string[] {
  const records = new Map([...(isForgetful ? agent.copies : []), ...agent.waiting, ...central.received]);
  const told = new Set<string>();
  for (const [, { event }] of [...records].sort(([one], [other]) => one - other)) {
    if (event?.type !== "tonerNeed" && event?.type !== "fault") continue;
    const key = `${event.device.uid} ${event.key}`;
    if (event.action === "raise") told.add(key);
    else told.delete(key);
  }
  return [
    ...find("conditions are remembered and not told", [...agent.open.difference(told)]),
    ...find("conditions are told and not remembered", [...told.difference(agent.open)]),
  ];
}

/**
 * What must hold of the quarantine: it has what was refused for good and nothing else, and a number that was refused is
 * neither waiting nor at central. While no store was damaged, central knows no gap but those.
 */
export function auditQuarantine(
  agent: AgentBooks,
  central: CentralBooks,
  front: Pick<RefusingFront, "isRefused">,
  wasDamaged: boolean,
): readonly string[] {
  const { quarantined, epoch, waiting } = agent;
  const wronged = quarantined.filter((record) => !front.isRefused(record.epoch, record.seq, record.kind));
  const here = quarantined.filter((record) => record.epoch === epoch).map(({ seq }) => seq);
  const twice = here.filter((seq) => waiting.has(seq) || central.received.has(seq));
  const unexplained = central.gaps.flatMap(([from, to]) =>
    Array.from({ length: to - from + 1 }, (_, index) => from + index).filter((seq) => !here.includes(seq)),
  );
  return [
    ...find(
      "records are in quarantine that were not refused",
      wronged.map(({ epoch: of, seq }) => `${of} ${seq}`),
    ),
    ...find("numbers are in quarantine and somewhere else", twice),
    ...(wasDamaged ? [] : find("numbers are told as a gap and not in quarantine", unexplained)),
  ];
}

/** What must hold when everything has healed and the agent said goodbye. */
export function auditEnd(agent: AgentBooks, central: CentralBooks, causes: RowCauses): readonly string[] {
  return [
    ...findGrownTables(agent, central, causes),
    ...(central.pendingSigns === 0 ? [] : [`${central.pendingSigns} signs at central are not decided`]),
    ...(central.epochs > 1 || central.records === central.received.size
      ? []
      : ["central holds records of another epoch"]),
  ];
}

/** Measured when all has healed; however long the run was, they may not hold more than this. */
const mostRssMb = 400;
const mostHandles = 100;
/** From the first third of a run to the last. */
const mostGrowthMb = 40;

export function auditBurden(who: string, burden: Burden | undefined, log: BurdenLog): readonly string[] {
  if (burden === undefined) return [];
  const { rssMb, handles } = burden;
  const [firstMb, lastMb] = log.rssMb;
  return [
    ...(lastMb - firstMb <= mostGrowthMb ? [] : [`${who} grew from ${firstMb} to ${lastMb} MB`]),
    ...(rssMb <= mostRssMb ? [] : [`${who} holds ${rssMb} MB`]),
    ...(handles <= mostHandles ? [] : [`${who} holds ${handles} files and sockets`]),
  ];
}

/**
 * Compares orders and tickets with what happened at the site.
 * @param isForgetful central was put back to a backup: what came anew may have joined an order before it heard again that
 * the former one was over
 */
export function auditDesk(
  central: CentralBooks,
  episodes: readonly Episode[],
  isForgetful: boolean,
): readonly string[] {
  const { events } = central;
  // An agent that lost its memory tells again what is still so; it must not order again.
  const hasLostMemory = central.epochs > 1;
  const troubles: string[] = [];
  const causes = Map.groupBy(episodes, ({ serial, cause }) => `${serial} ${cause}`);
  for (const [what, times] of causes) {
    const raised = events.filter((event) => event.action === "raise" && causeOf(event) === what).length;
    if (!hasLostMemory && raised !== times.length)
      troubles.push(`${what}: ${times.length} times at the device, told ${raised} times`);
    const orders = central.orders.filter(({ serial, cause }) => `${serial} ${cause}` === what);
    const open = orders.filter(({ state }) => state !== "closed").length;
    const isOpen = times.some(({ isOver }) => !isOver);
    if (open !== Number(isOpen)) troubles.push(`${what}: ${open} orders open, ${isOpen ? "one" : "none"} should be`);
    if (orders.length > times.length) troubles.push(`${what}: ${orders.length} orders for ${times.length} times`);
  }
  const unknown = central.orders.filter(isOfStory).filter(({ serial, cause }) => !causes.has(`${serial} ${cause}`));
  const forgotten = central.raises.filter(({ closedAt, order }) => closedAt === null && order === null);
  const shared = Map.groupBy(central.raises, ({ order }) => order);
  const twice = central.orders.filter(({ number }) => {
    const raises = shared.get(number)?.length ?? 0;
    return raises === 0 || (raises > 1 && !hasLostMemory && !isForgetful);
  });
  return [
    ...troubles,
    ...find(
      "orders have no cause at the site",
      unknown.map(({ number, serial, cause }) => `${number} ${serial} ${cause}`),
    ),
    ...find(
      "needs that are open have no order",
      forgotten.map(({ uid, key }) => `${uid} ${key}`),
    ),
    ...find(
      "orders do not stand for exactly one need",
      twice.map(({ number }) => number),
    ),
  ];
}

/** Whether an order is for what the story brings: parts that the recordings show as worn are no part of it. */
export function isOfStory({ kind }: WorkOrder): boolean {
  return kind === "toner" || kind === "repair";
}

function causeOf(event: Event): string {
  return `${event.device?.serial} ${event.key.split("#", 1)[0]}`;
}

/** As one line, if there is anything to tell. */
export function find(what: string, items: readonly (string | number)[]): readonly string[] {
  if (items.length === 0) return [];
  const rest = items.length > shown ? ` and ${items.length - shown} more` : "";
  return [`${items.length} ${what}: ${items.slice(0, shown).join(", ")}${rest}`];
}
