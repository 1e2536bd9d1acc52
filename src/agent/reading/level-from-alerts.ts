import type { Alert } from "../../contract/status.ts";
import type { Supply } from "../../contract/supply.ts";
import type { MibLibrary } from "../profile/mib-library.ts";
import { codesOf } from "./classify-alert.ts";
import { colorOfText } from "./classify-supply.ts";
import type { ItemRows, SupplySections } from "./decode-supplies.ts";

/** Supplies that only say "some" are low, empty or full when an alert that speaks of them says so. */
export function applyAlerts(
  library: MibLibrary,
  { supplies, rows }: SupplySections,
  alerts: readonly Alert[],
): readonly Supply[] {
  const telling = alerts.flatMap((alert) => {
    const rules = rulesOf(library, alert);
    return rules.length > 0 ? [{ alert, rules, namesRow: namesRow(alert, rows) }] : [];
  });
  if (telling.length === 0) return supplies;
  return supplies.map((supply) => {
    if (supply.level.state !== "some" && supply.level.state !== "unknown") return supply;
    const isOnly = !supplies.some((other) => other !== supply && other.kind === supply.kind);
    const rules = telling
      .filter((one) => concerns(library, one, supply, rows, isOnly))
      .flatMap((one) => one.rules.filter(({ kind, groups }) => kind === supply.kind && (!groups || one.namesRow)));
    const worst = rules.find((rule) => rule.state !== "low") ?? rules[0];
    return worst ? { ...supply, level: { state: worst.state } } : supply;
  });
}

type LevelRules = MibLibrary["alertRules"]["levels"];

interface TellingAlert {
  readonly alert: Alert;
  readonly rules: LevelRules;
  /** Whether it names a row of the supplies table that exists (RFC 3805 prtAlertGroupIndex). */
  readonly namesRow: boolean;
}

function rulesOf(library: MibLibrary, { code, group }: Alert): LevelRules {
  const codes = codesOf(code ?? undefined);
  return library.alertRules.levels.filter(
    (rule) => rule.codes.some((known) => codes.includes(known)) && (!rule.groups || rule.groups.includes(group)),
  );
}

const suppliesTable = "markerSupplies";

function namesRow({ group, groupIndex }: Alert, rows: SupplySections["rows"]): boolean {
  return group === suppliesTable && [...rows.values()].some((item) => isAtRow(item, groupIndex));
}

function isAtRow(item: ItemRows | undefined, index: number | null): boolean {
  return item !== undefined && (item.named.index === index || item.measured.index === index);
}

/**
 * An alert that names a row speaks of that row; otherwise the color of its text tells, or there is no other supply of the
 * kind. Where its row and its color contradict each other it tells nothing.
 */
function concerns(
  library: MibLibrary,
  { alert, namesRow }: TellingAlert,
  { key, color }: Supply,
  rows: SupplySections["rows"],
  isOnly: boolean,
): boolean {
  const named = colorOfText(library.supplyRules, alert.text);
  if (named !== null && color !== null && named !== color) return false;
  if (namesRow) return isAtRow(rows.get(`supplies.${key}`), alert.groupIndex);
  return isOnly || (color !== null && named === color);
}
