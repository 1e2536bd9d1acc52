import type { Alert } from "../../contract/status.ts";
import type { Level } from "../../contract/supply.ts";
import { namedColors } from "../reading/color-words.ts";
import type { EventSettings } from "./event-settings.ts";

/** How far a part is worn. */
export type Stage = "nearEnd" | "end";

/** A part as far as an alert can be matched with it. */
interface Slot {
  readonly key: string;
  readonly color: string | null;
  readonly life: { readonly level: Level };
}

/** An alert that speaks of one part whose level is followed. */
export interface WearAlert {
  /** The part's key, as in `drum.cyan`. */
  readonly part: string;
  readonly stage: Stage;
  readonly alert: Alert;
}

const drums = ["drum", "imagingUnit"];
const developers = ["developer", "imagingUnit"];
/** prtAlertCode values of IANA-PRINTER-MIB that name a kind of part: markerOpcLifeAlmostOver to markerDeveloperEmpty. */
const wearCodes: ReadonlyMap<number, { readonly kinds: readonly string[]; readonly stage: Stage }> = new Map([
  [1111, { kinds: drums, stage: "nearEnd" }],
  [1112, { kinds: drums, stage: "end" }],
  [1113, { kinds: developers, stage: "nearEnd" }],
  [1114, { kinds: developers, stage: "end" }],
]);

/**
 * The wear alerts with the part each speaks of, so that a drum at 5 % and the device's word of it are one need and not
 * two. The alert table names no row: the part is the one of that kind, or that of the color in the text. A part that is
 * nearly new, or tells no percentage by which its replacement would show, is not meant: its alert stands for itself.
 */
export function matchWearAlerts(
  alerts: readonly Alert[],
  slots: readonly Slot[],
  settings: EventSettings,
): readonly WearAlert[] {
  return alerts.flatMap((alert) => {
    const wear = wearCodes.get(alert.code ?? -1);
    if (wear === undefined || alert.kind !== "maintenance") return [];
    const ofKind = slots.filter(({ key }) => wear.kinds.includes(key.split(".")[0] ?? ""));
    const colors = namedColors(settings.colorWords, alert.text);
    const named = ofKind.filter(({ color }) => color !== null && colors.includes(color));
    const meant = colors.length > 0 ? named : ofKind.length === 1 ? ofKind : [];
    return meant
      .filter(({ life: { level } }) => level.state === "percent" && level.percent < settings.replacedToPercent)
      .map(({ key }) => ({ part: key, stage: wear.stage, alert }));
  });
}
