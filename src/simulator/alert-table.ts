import type { Alert } from "./conditions.ts";
import type { MibView } from "./mib-view.ts";
import { PRT_ALERTS } from "./printer-oids.ts";
import { integer, text, timeTicks, type Value } from "./value.ts";

/** The maker-defined location; no value is public, so ours are 0. */
const NO_LOCATION = 0;
const GROUP_INDEX_COLUMN = 5;
const CODE_COLUMN = 7;
const TIME_COLUMN = 9;

/** prtAlertIndex of every row, lowest first. */
export function listAlertIndexes(view: MibView, printerIndex: string): readonly number[] {
  const prefix = `${PRT_ALERTS}.${CODE_COLUMN}.${printerIndex}`;
  return view.below(prefix).map(({ oid }) => Number(oid.slice(prefix.length + 1)));
}

export function addAlert(view: MibView, printerIndex: string, index: number, alert: Alert, upTimeTicks: number): void {
  const columns: readonly (readonly [number, Value])[] = [
    [2, integer(alert.severity)],
    [3, integer(alert.training)],
    [4, integer(alert.group)],
    [GROUP_INDEX_COLUMN, integer(alert.groupIndex)],
    [6, integer(NO_LOCATION)],
    [CODE_COLUMN, integer(alert.code)],
    [8, text(alert.description)],
    [TIME_COLUMN, timeTicks(upTimeTicks)],
  ];
  for (const [column, value] of columns) {
    view.set(`${PRT_ALERTS}.${column}.${printerIndex}.${index}`, value);
  }
}

export function removeAlert(view: MibView, printerIndex: string, index: number): void {
  for (const { oid } of rowsOf(view, printerIndex, index)) {
    view.delete(oid);
  }
}

/** Gives a row another index and time, as after a restart of the device. */
export function moveAlert(view: MibView, printerIndex: string, from: number, to: number, upTimeTicks: number): void {
  const rows = rowsOf(view, printerIndex, from);
  removeAlert(view, printerIndex, from);
  for (const { column, value } of rows) {
    view.set(`${PRT_ALERTS}.${column}.${printerIndex}.${to}`, column === TIME_COLUMN ? timeTicks(upTimeTicks) : value);
  }
}

/** The row of prtMarkerSuppliesTable that an alert speaks of, and its code. */
export function readAlert(view: MibView, printerIndex: string, index: number): { code?: number; groupIndex?: number } {
  const code = view.number(`${PRT_ALERTS}.${CODE_COLUMN}.${printerIndex}.${index}`);
  const groupIndex = view.number(`${PRT_ALERTS}.${GROUP_INDEX_COLUMN}.${printerIndex}.${index}`);
  return { ...(code !== undefined && { code }), ...(groupIndex !== undefined && { groupIndex }) };
}

function rowsOf(
  view: MibView,
  printerIndex: string,
  index: number,
): readonly { oid: string; column: number; value: Value }[] {
  return [2, 3, 4, 5, 6, 7, 8, 9].flatMap((column) => {
    const oid = `${PRT_ALERTS}.${column}.${printerIndex}.${index}`;
    const value = view.get(oid);
    return value === undefined ? [] : [{ oid, column, value }];
  });
}
