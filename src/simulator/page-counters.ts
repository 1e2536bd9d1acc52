import type { MibView } from "./mib-view.ts";
import {
  KM_DUPLEX_WEIGHT,
  KM_GENERAL_COUNTER,
  KM_LARGE_WEIGHT,
  KM_PRINT_COUNTER,
  KM_SCAN_COUNTER,
  PRT_LIFE_COUNT,
  PRT_POWER_ON_COUNT,
} from "./printer-oids.ts";

/** Column 4 of the print counter table. */
const FUNCTION_TYPES = { copy: 1, print: 2, receive: 3, fax: 4, report: 5 } as const;
/** Column 3 of the print counter table, and the row where a device without that column keeps the color. */
const COLOR_TYPES = {
  black: { type: 1, row: 1 },
  fullColor: { type: 2, row: 2 },
  singleColor: { type: 6, row: 3 },
  twoColor: { type: 8, row: 4 },
} as const;
const INT32_MAX = 2 ** 31 - 1;
/** Both weight settings: 1 counts once, 2 counts twice. */
const DOUBLE = 2;

export type PrintFunction = keyof typeof FUNCTION_TYPES;
export type PrintColor = keyof typeof COLOR_TYPES;
export const PRINT_FUNCTIONS = [
  "copy",
  "print",
  "receive",
  "fax",
  "report",
] as const satisfies readonly PrintFunction[];
export const PRINT_COLORS = ["black", "fullColor", "singleColor", "twoColor"] as const satisfies readonly PrintColor[];

/** A job, counted in printed sides. Of a duplex job each second side is a back side. */
export interface PrintJob {
  readonly function: PrintFunction;
  readonly color: PrintColor;
  readonly pages: number;
  readonly isLarge?: boolean;
  readonly isDuplex?: boolean;
}

/** Whether the device counts such a job: a cell of -1 says that it has no such counter, and so can't make the page. */
export function canCount(view: MibView, job: Omit<PrintJob, "pages">): boolean {
  const cell = findCell(view, job);
  return cell === undefined
    ? !view.hasBelow(`${KM_PRINT_COUNTER}.5`)
    : isSupported(view, `${KM_PRINT_COUNTER}.5.${cell}`);
}

/**
 * Raises every counter that such a job raises, so that the sums stay true: total = column 5, large = column 7,
 * duplex = column 6, both = column 8. A counter of -1 stays -1.
 */
export function countPages(view: MibView, printerIndex: string, job: PrintJob): void {
  const backs = job.isDuplex ? Math.floor(job.pages / 2) : 0;
  const sheets = job.pages - backs;
  // With single weight a sheet of two sides counts once; with double weight a large side counts twice.
  const sides = view.number(KM_DUPLEX_WEIGHT) === 1 ? sheets : job.pages;
  const counted = job.isLarge && view.number(KM_LARGE_WEIGHT) === DOUBLE ? sides * 2 : sides;
  const cell = findCell(view, job);
  raiseBoth(view, 5, cell, 1, counted);
  raiseBoth(view, 6, cell, 3, backs);
  raiseBoth(view, 7, cell, 2, job.isLarge ? sides : 0);
  raiseBoth(view, 8, cell, 4, job.isLarge ? backs : 0);
  raise(view, generalCounter(8), job.function === "copy" ? job.pages : 0);
  raise(view, generalCounter(9), sheets);
  raise(view, generalCounter(10), job.pages);
  raise(view, `${PRT_LIFE_COUNT}.${printerIndex}.1`, counted);
  raise(view, `${PRT_POWER_ON_COUNT}.${printerIndex}.1`, counted);
}

export function countScans(view: MibView, pages: number): void {
  raise(view, generalCounter(5), pages);
  raise(view, generalCounter(8), pages);
  raise(view, KM_SCAN_COUNTER, pages);
}

export function countJam(view: MibView): void {
  raise(view, generalCounter(6), 1);
}

export function countTrouble(view: MibView): void {
  raise(view, generalCounter(7), 1);
}

/** Rows that were looked for, by view: which rows a device counts in never changes, and it counts every hour. */
const knownCells = new WeakMap<MibView, Map<string, string | undefined>>();

/** "color.function" of the row of the print table for this job. */
function findCell(view: MibView, job: Omit<PrintJob, "pages">): string | undefined {
  const cells = knownCells.get(view) ?? new Map<string, string | undefined>();
  knownCells.set(view, cells);
  const name = `${job.function}.${job.color}`;
  if (!cells.has(name)) {
    cells.set(name, lookUpCell(view, job));
  }
  return cells.get(name);
}

function lookUpCell(view: MibView, job: Omit<PrintJob, "pages">): string | undefined {
  const color = COLOR_TYPES[job.color];
  const functionType = FUNCTION_TYPES[job.function];
  const column = `${KM_PRINT_COUNTER}.5`;
  const cells = view.below(column).map(({ oid }) => oid.slice(column.length + 1));
  return cells.find((cell) => {
    const [colorRow, functionRow] = cell.split(".").map(Number);
    const colorLabel = view.number(`${KM_PRINT_COUNTER}.3.${cell}`);
    const functionLabel = view.number(`${KM_PRINT_COUNTER}.4.${cell}`);
    const isColor = colorLabel === undefined ? colorRow === color.row : colorLabel === color.type;
    return isColor && (functionLabel ?? functionRow) === functionType;
  });
}

/**
 * Raises a cell and the general counter that sums its column. Where only this cell is -1, neither: the sum would break.
 * Where the whole column is -1 (many models have no duplex by function), the general counter stands alone.
 */
function raiseBoth(view: MibView, column: number, cell: string | undefined, general: number, by: number): void {
  const prefix = `${KM_PRINT_COUNTER}.${column}`;
  const isCellSupported = cell !== undefined && isSupported(view, `${prefix}.${cell}`);
  if (isCellSupported || !view.below(prefix).some(({ oid }) => isSupported(view, oid))) {
    raise(view, generalCounter(general), by);
  }
  if (cell !== undefined) {
    raise(view, `${prefix}.${cell}`, by);
  }
}

function generalCounter(row: number): string {
  return `${KM_GENERAL_COUNTER}.${row}.0`;
}

function isSupported(view: MibView, oid: string): boolean {
  return (view.number(oid) ?? -1) >= 0;
}

/** A Counter32 wraps, an Integer32 stops at its end. */
function raise(view: MibView, oid: string, by: number): void {
  const value = view.get(oid);
  if (by === 0 || value === undefined || !isSupported(view, oid)) {
    return;
  }
  if (value.type === "counter32") {
    view.set(oid, { type: "counter32", value: (value.value + by) % 2 ** 32 });
  } else if (value.type === "integer") {
    view.set(oid, { type: "integer", value: Math.min(value.value + by, INT32_MAX) });
  }
}
