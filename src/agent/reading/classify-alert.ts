import type { AlertKind } from "../../contract/status.ts";
import type { AlertRules } from "../profile/mib-schema.ts";
import { remember } from "./remember.ts";
import type { TextCodes } from "./text-codes.ts";

export interface AlertTraits {
  readonly code: number | undefined;
  /** Name of prtAlertGroup: the table that the alert speaks of. */
  readonly group: string;
  readonly severity: string;
  readonly training: string;
  /** The panel's text, in whatever language it speaks. */
  readonly text: string;
  readonly textCodes: TextCodes;
}

/** Codes of finishing units start here (RFC 3806): their last two digits are the generic code. */
const firstFinisherCode = 30_000;

/** What a code is known as: 30213, the stapler is empty, → itself and 13, empty; 808 → itself. */
export function codesOf(code: number | undefined): readonly number[] {
  if (code === undefined) return [];
  return code >= firstFinisherCode ? [code, code % 100] : [code];
}

/** Who has to act, by the rules of `mibs/rules/alerts.yaml`: the first whose conditions all hold. */
export function classifyAlert(rules: AlertRules, alert: AlertTraits): AlertKind {
  const codes = codesOf(alert.code);
  const spoken = rulesOfText(rules, alert.text);
  const rule = rules.rules.find(
    (candidate) =>
      (!candidate.codes || codes.some((code) => candidate.codes?.includes(code))) &&
      (!candidate.groups || candidate.groups.includes(alert.group)) &&
      (!candidate.severities || candidate.severities.includes(alert.severity)) &&
      (!candidate.trainings || candidate.trainings.includes(alert.training)) &&
      (!candidate.textCode || alert.textCodes[candidate.textCode] !== undefined) &&
      (!candidate.words || spoken.has(candidate)),
  );
  return rule?.kind ?? "info";
}

/** The rules whose words a text holds. */
const rulesOfText = remember(({ rules }: AlertRules, told): ReadonlySet<AlertRules["rules"][number]> => {
  const text = told.toLowerCase();
  return new Set(rules.filter(({ words = [] }) => words.some((word) => text.includes(word))));
});
