import type { SnmpValue } from "../leaf/varbind.ts";
import { type Answers, type Column, column } from "../profile/answers.ts";
import { asOid } from "./values.ts";

const hrDevicePrinter = "1.3.6.1.2.1.25.3.1.5";

/** Columns whose first arc is hrDeviceIndex, most telling first; for recordings that lack hrDeviceType. */
const printerColumns = [
  "prtGeneralSerialNumber",
  "hrPrinterStatus",
  "hrPrinterDetectedErrorState",
  "prtMarkerSuppliesLevel",
  "prtMarkerLifeCount",
];

/** hrDeviceIndex of the printer (RFC 2790 hrDeviceType): usually 1, never assumed; undefined when nothing tells. */
export function printerIndex(answers: Answers): number | undefined {
  for (const [instance, type] of column(answers, "hrDeviceType")) {
    if (asOid(type) === hrDevicePrinter) return firstArc(instance);
  }
  for (const name of printerColumns) {
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
