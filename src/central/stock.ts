import { Event } from "../contract/event.ts";
import { StockDeclaration } from "../contract/record.ts";
import type { StoreTransaction } from "./store.ts";
import type { DetailLine, WorkOrder } from "./work-order.ts";
import { kyivDate } from "./working-hours.ts";

/** What should stand on the shelf for one toner: declared by a person, plus ordered and less replaced since. */
export interface Shelf {
  /** As in toner.cyan. */
  readonly key: string;
  readonly declared: number;
  readonly declaredAt: string;
  readonly ordered: number;
  readonly replaced: number;
  /** Below zero: more was replaced than anybody knew of. */
  readonly expected: number;
  /** The declaration less what was expected by the one before it; null: it was the first. */
  readonly difference: number | null;
}

/** What moved the stock of a device. */
export interface StockMoves {
  readonly orders: readonly Pick<WorkOrder, "kind" | "cause" | "openedAt">[];
  readonly events: readonly Event[];
}

/** The newest events and declarations looked at; a device needs years for as many. */
const mostLookedAt = 500;

/** The shelves of a device; none as long as nobody declared any. */
export async function readShelves(tables: StoreTransaction, uid: string): Promise<readonly Shelf[]> {
  const bodies = await tables.recordsOf(uid, "stock", mostLookedAt);
  if (bodies.length === 0) return [];
  const events = await tables.recordsOf(uid, "event", mostLookedAt);
  return shelvesOf(
    bodies.map((body) => StockDeclaration.parse(JSON.parse(body))),
    { orders: await tables.ordersOf(uid), events: events.map((body) => Event.parse(JSON.parse(body))) },
  );
}

/** @param declarations in any order, and each as often as it came */
export function shelvesOf(declarations: readonly StockDeclaration[], moves: StockMoves): readonly Shelf[] {
  const told = declarations.flatMap(({ declaredAt, items }) => items.map((item) => ({ ...item, declaredAt })));
  const byKey = Map.groupBy(told, ({ key }) => key);
  return [...byKey].flatMap(([key, counts]) => {
    const rising = counts.toSorted((one, other) => Date.parse(one.declaredAt) - Date.parse(other.declaredAt));
    const last = rising.at(-1);
    if (last === undefined) return [];
    const before = rising.findLast(({ declaredAt }) => declaredAt !== last.declaredAt);
    const since = movesOf(key, last.declaredAt, null, moves);
    const until = before && movesOf(key, before.declaredAt, last.declaredAt, moves);
    return {
      ...{ key, declared: last.count, declaredAt: last.declaredAt, ...since },
      expected: last.count + since.ordered - since.replaced,
      difference: before && until ? last.count - (before.count + until.ordered - until.replaced) : null,
    };
  });
}

/** The line of an order that tells what should be there already; undefined when nobody declared it. */
export function shelfLine(shelves: readonly Shelf[], cause: string): DetailLine | undefined {
  const shelf = shelves.find(({ key }) => key === cause);
  if (shelf === undefined) return undefined;
  const { declared, declaredAt, ordered, replaced, expected } = shelf;
  const day = kyivDate(Date.parse(declaredAt));
  return { about: "shelf", text: `${expected} = ${declared} (${day}) + ${ordered} − ${replaced}` };
}

function movesOf(key: string, from: string, to: string | null, { orders, events }: StockMoves) {
  const isWithin = (at: string) =>
    Date.parse(at) > Date.parse(from) && (to === null || Date.parse(at) <= Date.parse(to));
  const ordered = orders.filter(({ kind, cause, openedAt }) => kind === "toner" && cause === key && isWithin(openedAt));
  const replaced = events.filter(
    (event) => event.type === "cartridgeReplaced" && `toner.${event.data.color}` === key && isWithin(event.at),
  );
  return { ordered: ordered.length, replaced: replaced.length };
}
