import type { Alert } from "../../contract/status.ts";
import type { Level } from "../../contract/supply.ts";
import { namedColors } from "../reading/color-words.ts";
import { fullness } from "./cartridge-life.ts";
import type { EventSettings } from "./event-settings.ts";

/** prtAlertCode values of IANA-PRINTER-MIB. */
const markerTonerEmpty = 1101;
const markerTonerAlmostEmpty = 1104;

/** A toner slot as far as an alert can be matched with it. */
interface Slot {
  readonly key: string;
  readonly color: string;
  readonly level: Level;
}

/** An alert that speaks of one toner slot. */
export interface TonerAlert {
  readonly slot: string;
  readonly alert: Alert;
  readonly isEmpty: boolean;
  /** Whether the alert itself named the color; otherwise it was guessed from the levels. */
  readonly isNamed: boolean;
}

/**
 * The toner alerts of a reading with the slot each speaks of. The alert table names no colorant, so the color comes from
 * the text (`Toner Near Empty Black`), else the only toner is meant, else the one toner that is lower than all others;
 * where two are equally low the alert stays without a slot rather than order the wrong color.
 */
export function matchTonerAlerts(
  alerts: readonly Alert[],
  slots: readonly Slot[],
  settings: EventSettings,
): readonly TonerAlert[] {
  return alerts.flatMap((alert) => {
    if (alert.code !== markerTonerEmpty && alert.code !== markerTonerAlmostEmpty) return [];
    const isEmpty = alert.code === markerTonerEmpty;
    const named = namedColors(settings.colorWords, alert.text);
    if (named.length > 0) {
      const meant = slots.filter(({ color }) => named.includes(color));
      return meant.map(({ key }) => ({ slot: key, alert, isEmpty, isNamed: true }));
    }
    const slot = slots.length === 1 ? slots[0] : lowestSlot(slots, settings.tonerLowPercent);
    return slot === undefined ? [] : [{ slot: slot.key, alert, isEmpty, isNamed: slots.length === 1 }];
  });
}

function lowestSlot(slots: readonly Slot[], lowPercent: number): Slot | undefined {
  const known = slots
    .map((slot) => ({ slot, left: fullness(slot.level, lowPercent) ?? 100 }))
    .sort((one, other) => one.left - other.left);
  const [lowest, next] = known;
  return lowest !== undefined && next !== undefined && lowest.left < next.left ? lowest.slot : undefined;
}
