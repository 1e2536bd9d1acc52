import type { MibView } from "./mib-view.ts";
import type { PrintColor } from "./page-counters.ts";
import { PRT_COLORANT_VALUE, PRT_SUPPLIES } from "./printer-oids.ts";
import { integer } from "./value.ts";

/** PrtMarkerSuppliesTypeTC: toner and toner cartridge, then the parts that wear, with the pages they last. */
const TONER_TYPES: readonly number[] = [3, 21];
const PART_YIELD_PAGES = new Map([
  [9, 120_000], // opc
  [10, 600_000], // developer
  [15, 600_000], // fuser
  [18, 300_000], // cleaner
  [20, 400_000], // transfer unit
]);
const TONER_YIELD_PAGES = 25_000;
const CONSUMED = 3;
const PERCENT = 19;
const IMPRESSIONS = 7;

export const TONER_COLORS = ["cyan", "magenta", "yellow", "black"] as const;
export type TonerColor = (typeof TONER_COLORS)[number];

/** One row of prtMarkerSuppliesTable that falls as pages are made. Rows without a known level never move. */
export interface WearingSupply {
  readonly row: string;
  readonly description: string;
  readonly isToner: boolean;
  /** Undefined: wears with every page. */
  readonly color: TonerColor | undefined;
  /** The level of a new one, in the unit of the row. */
  readonly fullLevel: number;
  readonly yieldPages: number;
  /** Kept in pages, because a percent is worth hundreds of them. */
  remainingPages: number;
}

/** The supplies of a device that can wear, in the order of their rows. */
export function findWearingSupplies(view: MibView, printerIndex: string): readonly WearingSupply[] {
  const column = (number: number, row: string) => `${PRT_SUPPLIES}.${number}.${printerIndex}.${row}`;
  const prefix = `${PRT_SUPPLIES}.9.${printerIndex}`;
  return view.below(prefix).flatMap(({ oid }): WearingSupply[] => {
    const row = oid.slice(prefix.length + 1);
    const level = view.number(oid) ?? -2;
    const unit = view.number(column(7, row));
    const isToner = TONER_TYPES.includes(view.number(column(5, row)) ?? 0);
    const usualYield = isToner ? TONER_YIELD_PAGES : PART_YIELD_PAGES.get(view.number(column(5, row)) ?? 0);
    const fullLevel = fullLevelOf(view.number(column(8, row)), unit);
    const isConsumed = (view.number(column(4, row)) ?? CONSUMED) === CONSUMED;
    if (level < 0 || !isConsumed || fullLevel === undefined || usualYield === undefined) {
      return [];
    }
    const yieldPages = unit === IMPRESSIONS ? fullLevel : usualYield;
    const description = view.text(column(6, row)) ?? "";
    const color =
      colorOf(view, printerIndex, view.number(column(3, row)), description) ?? (isToner ? "black" : undefined);
    const remainingPages = Math.floor((level * yieldPages) / fullLevel);
    return [{ row, description, isToner, color, fullLevel, yieldPages, remainingPages }];
  });
}

/** A maximum of -2 with the unit percent still means a level of 100 when new ("Toner bottle detail"). */
function fullLevelOf(max: number | undefined, unit: number | undefined): number | undefined {
  if (max !== undefined && max > 0) {
    return max;
  }
  return unit === PERCENT ? 100 : undefined;
}

function colorOf(
  view: MibView,
  printerIndex: string,
  colorant: number | undefined,
  description: string,
): TonerColor | undefined {
  const name = view.text(`${PRT_COLORANT_VALUE}.${printerIndex}.${colorant ?? 0}`) ?? description;
  return TONER_COLORS.find((color) => name.toLowerCase().includes(color));
}

/** Whether a page of this color wears the supply: black pages use black alone, all others use every color. */
export function isUsedBy(supply: WearingSupply, color: PrintColor): boolean {
  return supply.color === undefined || supply.color === "black" || color !== "black";
}

export function setRemaining(view: MibView, printerIndex: string, supply: WearingSupply, pages: number): void {
  supply.remainingPages = Math.max(0, Math.min(pages, supply.yieldPages));
  // Rounded up: level 0 means that not one page is left.
  const level = Math.ceil((supply.remainingPages * supply.fullLevel) / supply.yieldPages);
  view.set(`${PRT_SUPPLIES}.9.${printerIndex}.${supply.row}`, integer(level));
}

export function remainingPercent(supply: WearingSupply): number {
  return (supply.remainingPages * 100) / supply.yieldPages;
}
