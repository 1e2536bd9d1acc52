import type { Event } from "../../src/contract/event.ts";
import type { AgentBooks, CentralBooks } from "./books.ts";
import type { Burden } from "./burden.ts";
import type { Episode } from "./site-story.ts";

/** Findings shown of one sort; the rest is a number. */
const shown = 5;
/** Records of an agent that stops: its goodbye is not waited for longer than a moment. */
const lastWords = 10;

/**
 * What must hold at any instant at which no agent runs: each number that was ever given waits here, is at central, or
 * is covered by a gap; and what the reducers remember is what their records told.
 */
export function auditHandover(agent: AgentBooks, central: CentralBooks, wasDamaged: boolean): readonly string[] {
  const numbers = Array.from({ length: agent.lastSeq }, (_, index) => index + 1);
  const gaps = [...agent.gaps, ...central.gaps];
  const isCovered = (seq: number) => gaps.some(([from, to]) => from <= seq && seq <= to);
  const lost = numbers.filter((seq) => !agent.waiting.has(seq) && !central.received.has(seq) && !isCovered(seq));
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
    ...(wasDamaged ? [] : auditMemory(agent, central)),
  ];
}

function auditMemory(agent: AgentBooks, central: CentralBooks): readonly string[] {
  const records = new Map([...agent.waiting, ...central.received]);
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

/** What must hold when everything has healed and the agent said goodbye. */
export function auditEnd(agent: AgentBooks, central: CentralBooks): readonly string[] {
  const { record, gap, quarantine, newest, state } = agent.rows;
  // Of each device a whole and what moved since; of the site, and of central's commands, one each.
  const expected = { record: lastWords, gap: 0, quarantine: 0, newest: agent.devices, state: 2 * agent.devices + 2 };
  const grown = Object.entries({ record, gap, quarantine, newest, state }).filter(
    ([table, rows = 0]) => rows > expected[table as keyof typeof expected],
  );
  return [
    ...find(
      "tables of the agent grew",
      grown.map(([table, rows]) => `${table}: ${rows} rows`),
    ),
    ...(central.pendingSigns === 0 ? [] : [`${central.pendingSigns} signs at central are not decided`]),
    ...(central.rangeRows <= central.epochs
      ? []
      : [`central keeps ${central.rangeRows} ranges of ${central.epochs} epochs`]),
    ...(central.epochs > 1 || central.records === central.received.size
      ? []
      : ["central holds records of another epoch"]),
  ];
}

/** Measured when all has healed; however long the run was, they may not hold more than this. */
const mostRssMb = 400;
const mostHandles = 100;

export function auditBurden(who: string, burden: Burden | undefined): readonly string[] {
  if (burden === undefined) return [];
  const { rssMb, handles } = burden;
  return [
    ...(rssMb <= mostRssMb ? [] : [`${who} holds ${rssMb} MB`]),
    ...(handles <= mostHandles ? [] : [`${who} holds ${handles} files and sockets`]),
  ];
}

/** Compares orders and tickets with what happened at the site. */
export function auditDesk(
  central: CentralBooks,
  episodes: readonly Episode[],
  serials: readonly string[],
  overlooked: ReadonlySet<Episode>,
): readonly string[] {
  const { events } = central;
  // An agent that lost its memory tells again what is still so; it must not order again.
  const hasLostMemory = central.epochs > 1;
  const troubles: string[] = [];
  const causes = Map.groupBy(episodes, ({ device, cause }) => `${serials[device]} ${cause}`);
  for (const [what, times] of causes) {
    const raised = events.filter((event) => event.action === "raise" && causeOf(event) === what).length;
    const certain = times.filter((episode) => !overlooked.has(episode)).length;
    if (!hasLostMemory && (raised < certain || raised > times.length))
      troubles.push(`${what}: ${times.length} times at the device, told ${raised} times`);
    const orders = central.orders.filter(({ serial, cause }) => `${serial} ${cause}` === what);
    const open = orders.filter(({ state }) => state !== "closed").length;
    const isOpen = times.some(({ endsMs }) => endsMs === null);
    if (open !== Number(isOpen)) troubles.push(`${what}: ${open} orders open, ${isOpen ? "one" : "none"} should be`);
    if (orders.length > times.length) troubles.push(`${what}: ${orders.length} orders for ${times.length} times`);
  }
  // Parts that the recordings show as worn are no part of the story.
  const invented = central.orders.filter(({ kind }) => kind !== "maintenance");
  const unknown = invented.filter(({ serial, cause }) => !causes.has(`${serial} ${cause}`));
  const forgotten = central.raises.filter(({ closedAt, order }) => closedAt === null && order === null);
  const shared = Map.groupBy(central.raises, ({ order }) => order);
  const twice = central.orders.filter(({ number }) => {
    const raises = shared.get(number)?.length ?? 0;
    return raises === 0 || (raises > 1 && !hasLostMemory);
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

function causeOf(event: Event): string {
  return `${event.device?.serial} ${event.key.split("#", 1)[0]}`;
}

function find(what: string, items: readonly (string | number)[]): readonly string[] {
  if (items.length === 0) return [];
  const rest = items.length > shown ? ` and ${items.length - shown} more` : "";
  return [`${items.length} ${what}: ${items.slice(0, shown).join(", ")}${rest}`];
}
