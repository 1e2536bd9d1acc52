import type { MibView } from "./mib-view.ts";
import { PRT_INPUT_LEVEL, PRT_INPUT_MAX, PRT_INPUT_NAME } from "./printer-oids.ts";
import { integer } from "./value.ts";

/** The name as the panel's alerts write it: "Tray 2" becomes "Tray2". */
export function trayName(view: MibView, printerIndex: string, tray: number): string {
  return view.text(`${PRT_INPUT_NAME}.${printerIndex}.${tray}`)?.replaceAll(" ", "") || `Tray${tray}`;
}

export function emptyTray(view: MibView, printerIndex: string, tray: number): void {
  view.change(`${PRT_INPUT_LEVEL}.${printerIndex}.${tray}`, integer(0));
}

export function fillTray(view: MibView, printerIndex: string, tray: number): void {
  const max = view.number(`${PRT_INPUT_MAX}.${printerIndex}.${tray}`) ?? 0;
  view.change(`${PRT_INPUT_LEVEL}.${printerIndex}.${tray}`, integer(max));
}

/** A level of -3 (at least one sheet) and -2 (unknown) count as paper. */
export function hasPaper(view: MibView, printerIndex: string): boolean {
  return view.below(`${PRT_INPUT_LEVEL}.${printerIndex}`).some(({ oid }) => view.number(oid) !== 0);
}

/** Sheets come from the fullest tray; somebody refills it before it is empty, for an empty tray is an event. */
export function takePaper(view: MibView, printerIndex: string, sheets: number): void {
  const [fullest] = view
    .below(`${PRT_INPUT_LEVEL}.${printerIndex}`)
    .map(({ oid }) => ({ oid, level: view.number(oid) ?? 0 }))
    .filter(({ level }) => level > 0)
    .sort((left, right) => right.level - left.level);
  if (fullest !== undefined) {
    const index = fullest.oid.slice(PRT_INPUT_LEVEL.length + 1);
    const max = view.number(`${PRT_INPUT_MAX}.${index}`) ?? fullest.level;
    const left = fullest.level - sheets;
    view.set(fullest.oid, integer(left > 0 ? left : Math.max(max, 1)));
  }
}
