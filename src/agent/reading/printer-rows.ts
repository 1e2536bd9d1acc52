import type { SnmpValue } from "../leaf/varbind.ts";
import { type Answers, type Column, column } from "../profile/answers.ts";
import { asOid } from "./values.ts";

const hrDevicePrinter = "1.3.6.1.2.1.25.3.1.5";

/** Columns of the Printer-MIB whose first arc is hrDeviceIndex, most telling first; some are known in every poll. */
const printerColumns = [
  "prtGeneralSerialNumber",
  "prtMarkerSuppliesDescription",
  "prtMarkerSuppliesLevel",
  "prtInputMaxCapacity",
  "prtMarkerLifeCount",
];
/** Columns of HOST-RESOURCES-MIB that only printers have; for devices that answer little more. */
const statusColumns = ["hrPrinterStatus", "hrPrinterDetectedErrorState"];

/** hrDeviceIndex where the device tells none: only the sections that need it stay empty. */
export const assumedIndex = 1;

/**
 * hrDeviceIndex of the printer (RFC 2790 hrDeviceType): usually 1, never assumed; undefined when nothing tells. Of several
 * rows of that type, as a fax or a controller beside the engine, the one with rows in the Printer-MIB; where none has any,
 * the device that has.
 */
export function printerIndex(answers: Answers): number | undefined {
  const typed: number[] = [];
  for (const [instance, type] of column(answers, "hrDeviceType")) {
    if (asOid(type) === hrDevicePrinter) typed.push(firstArc(instance));
  }
  return (
    typed.find((device) => hasRows(answers, device, printerColumns)) ??
    firstDevice(answers, printerColumns) ??
    typed.find((device) => hasRows(answers, device, statusColumns)) ??
    typed[0] ??
    firstDevice(answers, statusColumns)
  );
}

/**
 * Where the printer's rows of HOST-RESOURCES-MIB stand: at the same index (RFC 3805 section 3), or, on a device that does
 * not keep to it, at the only one that has such rows.
 */
export function statusIndex(answers: Answers, device: number): number {
  const rows = column(answers, "hrPrinterStatus");
  if (rows.has(String(device)) || rows.size !== 1) return device;
  return firstDevice(answers, statusColumns) ?? device;
}

function hasRows(answers: Answers, device: number, columns: readonly string[]): boolean {
  return columns.some((name) => {
    for (const instance of column(answers, name).keys()) if (firstArc(instance) === device) return true;
    return false;
  });
}

function firstDevice(answers: Answers, columns: readonly string[]): number | undefined {
  for (const name of columns) {
    for (const instance of column(answers, name).keys()) return firstArc(instance);
  }
  return undefined;
}

/** Where a value of a reading stands: the object and the instance of it. */
export interface Source {
  readonly object: string;
  readonly instance: string;
}

/** A scalar, or the printer's first row of a table indexed by hrDeviceIndex, or the first row of any other table. */
export function firstOfPrinter(
  answers: Answers,
  device: number,
  object: string,
): readonly [instance: string, value: SnmpValue] | undefined {
  const values = column(answers, object);
  for (const entry of values) if (entry[0].startsWith(`${device}.`)) return entry;
  for (const entry of values) return entry;
  return undefined;
}

/** More rows than any table of a printer has; a hostile device must not keep the agent busy. */
const mostRows = 1000;

/** The rows of a table of the printer: the values of each column that share an instance. */
export interface Row {
  readonly instance: string;
  /** Last arc of the instance: the row's number in its table. */
  readonly index: number;
}

/** Rows that any of the columns knows, in order of their index. Rows of other devices are left out. */
export function printerRows(answers: Answers, device: number, objects: readonly string[]): readonly Row[] {
  const instances = new Set<string>();
  for (const object of objects) {
    for (const instance of column(answers, object).keys()) {
      if (instance.startsWith(`${device}.`)) instances.add(instance);
    }
  }
  return [...instances]
    .map((instance) => ({ instance, index: Number(instance.slice(instance.lastIndexOf(".") + 1)) }))
    .sort((a, b) => a.index - b.index)
    .slice(0, mostRows);
}

/** A column's value for the printer itself: `.{d}` for columns indexed by hrDeviceIndex alone. */
export function printerValue(answers: Answers, device: number | undefined, object: string): ReturnType<Column["get"]> {
  return device === undefined ? undefined : column(answers, object).get(String(device));
}

function firstArc(instance: string): number {
  return Number(instance.split(".", 1)[0]);
}
