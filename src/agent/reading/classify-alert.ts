import type { AlertKind } from "../../contract/status.ts";
import type { AlertRules } from "../profile/mib-schema.ts";
import type { TextCodes } from "./text-codes.ts";

export interface AlertTraits {
  readonly code: number | undefined;
  readonly severity: string;
  readonly training: string;
  /** The panel's text, in whatever language it speaks. */
  readonly text: string;
  readonly textCodes: TextCodes;
}

/** Codes of finishing units start here (RFC 3806): their last two digits are the generic code. */
const firstFinisherCode = 30_000;

/** 30208, a jam in the stapler, → 8, a jam. */
export function genericCode(code: number | undefined): number | undefined {
  return code !== undefined && code >= firstFinisherCode ? code % 100 : code;
}

/** Who has to act, by the rules of `mibs/rules/alerts.yaml`: the first whose conditions all hold. */
export function classifyAlert(rules: AlertRules, alert: AlertTraits): AlertKind {
  const code = genericCode(alert.code);
  const text = alert.text.toLowerCase();
  const rule = rules.rules.find(
    (candidate) =>
      (!candidate.codes || (code !== undefined && candidate.codes.includes(code))) &&
      (!candidate.severities || candidate.severities.includes(alert.severity)) &&
      (!candidate.trainings || candidate.trainings.includes(alert.training)) &&
      (!candidate.textCode || alert.textCodes[candidate.textCode] !== undefined) &&
      (!candidate.words || candidate.words.some((word) => text.includes(word))),
  );
  return rule?.kind ?? "info";
}
