import type { AgentSnapshot } from "../../src/agent/status/agent-snapshot.ts";
import type { Central } from "../../src/central/compose.ts";
import { readOverview } from "../../src/central/overview.ts";
import type { Site } from "../../src/simulator/site.ts";

export interface Summary {
  readonly lines: readonly string[];
  /** Parts of the chain that did not happen; none when all is well. */
  readonly failures: readonly string[];
}

/** Known from the script: 13 devices and one that is put in another's place. */
const devicesOfSite = 14;

/** Closes the books: what the agent numbered against what central holds, and whether each part of the story happened. */
export async function summarize(central: Central, agent: AgentSnapshot, site: Site): Promise<Summary> {
  const overview = await readOverview(central.store, 0);
  const stream = overview.agents.flatMap((view) => view.streams);
  const held = await central.store.transact(async (tables) =>
    Promise.all(
      stream.map(async (books) => ({
        books,
        crcs: await tables.knownCrcs(books, numbersUpTo(highest(books.received))),
      })),
    ),
  );
  const numbered = held.reduce((sum, { books }) => sum + highest(books.received), 0);
  const stored = held.reduce((sum, { crcs }) => sum + crcs.size, 0);
  const inRanges = stream.flatMap(({ received }) => received).reduce((sum, [from, to]) => sum + to - from + 1, 0);
  const lost = numbered - stored;
  const toner = overview.orders.filter((order) => order.kind === "toner");
  const tickets = overview.orders.filter((order) => order.kind === "repair");
  const count = (orders: typeof toner, state: string) => orders.filter((order) => order.state === state).length;
  const keys = overview.orders.map((order) => `${order.uid} ${order.cause} ${order.raisedAt}`);
  const duplicates = keys.length - new Set(keys).size + (inRanges - stored);
  const asked = site.devices.reduce((sum, device) => sum + device.requests.get + device.requests.getBulk, 0);
  const wrote = site.devices.reduce((sum, device) => sum + device.requests.set, 0);
  const checks: readonly (readonly [string, boolean])[] = [
    [`${devicesOfSite} devices known to central`, overview.devices.length === devicesOfSite],
    ["other printers listed", agent.otherPrinters.length === 3],
    ["records acknowledged", stored > 0],
    ["no record lost", lost === 0],
    ["no duplicate", duplicates === 0],
    ["a toner order closed by the replaced cartridge", count(toner, "closed") === 1],
    ["two toner orders open", count(toner, "open") === 2],
    ["a toner order held for the blocked customer", count(toner, "held") === 1],
    ["one ticket, closed when the fault was gone", tickets.length === 1 && count(tickets, "closed") === 1],
    [
      "the moved device found at its new address",
      overview.devices.some((device) => device.identity.value.address.includes(".99:")),
    ],
    ["nothing written to a device", wrote === 0],
  ];
  return {
    lines: [
      `devices        ${overview.devices.length} Konica Minolta, ${agent.otherPrinters.length} other printers`,
      `requests       ${asked} to the devices, ${wrote} writes`,
      `records        ${numbered} stored, ${stored} acknowledged`,
      `toner orders   ${toner.length}: ${count(toner, "open")} open, ${count(toner, "closed")} closed, ${count(toner, "held")} held`,
      `tickets        ${tickets.length}: ${count(tickets, "open")} open, ${count(tickets, "closed")} closed`,
      `records lost   ${lost}`,
      `duplicates     ${duplicates}`,
    ],
    failures: checks.flatMap(([what, holds]) => (holds ? [] : [what])),
  };
}

export function printSummary({ lines, failures }: Summary): void {
  process.stdout.write(`\n${lines.join("\n")}\n`);
  process.stdout.write(
    failures.length === 0
      ? "everything happened\n"
      : failures.map((failure) => `did not happen: ${failure}\n`).join(""),
  );
}

function highest(ranges: readonly (readonly [number, number])[]): number {
  return Math.max(0, ...ranges.map(([, to]) => to));
}

function numbersUpTo(last: number): readonly number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}
