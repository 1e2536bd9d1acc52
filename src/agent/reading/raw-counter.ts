import type { CounterId } from "../../contract/counter.ts";
import type { CounterMatrix } from "../profile/mib-library.ts";
import type { Source } from "./printer-rows.ts";

/** "This device has no such counter" in the private tree. */
export const notSupported = -1;

/** No device comes near it; a hostile one must not make a sum that is no whole number any more. */
const mostPages = Number.MAX_SAFE_INTEGER;

/** Rows of one label that are told; a hostile device gives them all the same. */
const mostSources = 32;

/** A counter as the device gave it, −1 included. */
export interface RawCounter {
  readonly id: CounterId;
  readonly value: number;
  /** Where it stands; more than one place where it is the sum of rows. */
  readonly sources: readonly Source[];
}

/** Which pages of a row a column counts. */
export type Variant = keyof CounterMatrix["columns"];

/** A cell of the table of colors and functions. */
export interface MatrixCell extends Omit<RawCounter, "id"> {
  /** Undefined where nothing labels the row: its value still belongs to the total. */
  readonly id: CounterId | undefined;
  readonly variant: Variant;
}

/**
 * Several rows may bear one label: the device's total is the sum of all rows, so a label's count is the sum of its rows.
 * The −1 of one row says nothing of another, and nonsense is no part of a sum.
 */
export function addUp(rows: readonly RawCounter[]): ReadonlyMap<string, RawCounter> {
  const sums = new Map<string, RawCounter>();
  for (const row of rows) {
    const before = sums.get(row.id);
    if (!before || (before.value < 0 && row.value >= notSupported)) sums.set(row.id, row);
    else if (row.value >= 0) sums.set(row.id, joinRows(before, row));
  }
  return sums;
}

function joinRows(one: RawCounter, other: RawCounter): RawCounter {
  const value = addPages(one.value, other.value);
  return { id: one.id, value, sources: [...one.sources, ...other.sources].slice(0, mostSources) };
}

export function addPages(one: number, other: number): number {
  return Math.min(one + other, mostPages);
}
