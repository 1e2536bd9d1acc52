import type { Tray } from "../../contract/status.ts";
import { barOf, blankBar } from "./level-bar.ts";
import type { Speech } from "./speech.ts";

/** A tray that the device gives no name has its number in the table instead. */
const numberOnly = /^\d+$/;

/** Cells of one line: name, and bar with `410 of 500 sheets`, or what of it is known. */
export function trayRow({ name, sheets, capacity }: Tray, { say }: Speech): readonly [string, string] {
  const shownName = numberOnly.test(name) ? say("trayNumber", { number: name }) : name;
  if (sheets === null) {
    return [shownName, `${blankBar}  ${capacity ? say("sheetsUnknown", { capacity }) : say("sheetsNotTold")}`];
  }
  if (!capacity) return [shownName, `${blankBar}  ${say("sheets", { sheets })}`];
  return [shownName, `${barOf(Math.min(1, sheets / capacity))}  ${say("sheetsOf", { sheets, capacity })}`];
}
