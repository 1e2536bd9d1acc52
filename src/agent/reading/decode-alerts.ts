import { createHash } from "node:crypto";
import type { Alert } from "../../contract/status.ts";
import { type Answers, column } from "../profile/answers.ts";
import { enumerationName, type MibLibrary } from "../profile/mib-library.ts";
import { classifyAlert } from "./classify-alert.ts";
import { printerRows, type Row } from "./printer-rows.ts";
import type { TextReader } from "./text.ts";
import { findTextCodes } from "./text-codes.ts";
import { asInteger } from "./values.ts";

/** A row is taken when it has one of these: without code and text it says nothing. */
const tellingColumns = ["prtAlertCode", "prtAlertDescription"];
const longestKey = 128;
/** 64 bits. */
const digestLength = 16;

/** prtAlertTable (RFC 3805 section 2.2.13). An empty table is a healthy device. */
export function decodeAlerts(
  library: MibLibrary,
  answers: Answers,
  device: number,
  model: string | null,
  text: TextReader,
): readonly Alert[] {
  const alerts = new Map<string, Alert>();
  for (const row of printerRows(answers, device, tellingColumns)) {
    const alert = decodeAlert(library, answers, row, model, text);
    if (!alerts.has(alert.key)) alerts.set(alert.key, alert);
  }
  return [...alerts.values()];
}

function decodeAlert(library: MibLibrary, answers: Answers, row: Row, model: string | null, text: TextReader): Alert {
  const value = (object: string) => asInteger(column(answers, object).get(row.instance));
  const name = (object: string) => enumerationName(library, object, value(object));
  const description = text(column(answers, "prtAlertDescription").get(row.instance)) ?? "";
  const code = value("prtAlertCode");
  const severity = name("prtAlertSeverityLevel");
  const training = name("prtAlertTrainingLevel");
  const textCodes = findTextCodes(library.alertRules, description, model);
  const group = name("prtAlertGroup");
  const groupIndex = value("prtAlertGroupIndex") ?? null;
  const location = value("prtAlertLocation") ?? null;
  const time = value("prtAlertTime");
  return {
    key: alertKey([code, group, groupIndex, location, description]),
    severity,
    kind: classifyAlert(library.alertRules, { code, group, severity, training, text: description, textCodes }),
    code: code ?? null,
    codeName: enumerationName(library, "prtAlertCode", code),
    group,
    groupIndex,
    location,
    training,
    text: description,
    timeTicks: time !== undefined && time >= 0 ? time : null,
    ...(textCodes.trouble && { troubleCode: textCodes.trouble }),
    ...(textCodes.jam && { jamCode: textCodes.jam }),
    ...(textCodes.part && { partCode: textCodes.part }),
  };
}

/**
 * The row index is left out: it changes when a condition comes back after a reset. A longer key ends with a digest of the
 * whole, so that two alerts whose long texts differ late stay two.
 */
function alertKey(parts: readonly (string | number | null | undefined)[]): string {
  const whole = parts.map((part) => part ?? "").join("/");
  if (whole.length <= longestKey) return whole;
  const digest = createHash("sha256").update(whole).digest("hex").slice(0, digestLength);
  return `${whole.slice(0, longestKey - digestLength - 1)}#${digest}`;
}
