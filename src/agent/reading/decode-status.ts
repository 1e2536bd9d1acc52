import {
  type Alert,
  type Cover,
  deviceStatuses,
  errorStates,
  printerStatuses,
  type Status,
  type Tray,
} from "../../contract/status.ts";
import { type Answers, column } from "../profile/answers.ts";
import { enumerationName, type MibLibrary, type Profile } from "../profile/mib-library.ts";
import type { AlertRules } from "../profile/mib-schema.ts";
import { classifyAlert } from "./classify-alert.ts";
import { printerRows, printerValue, statusIndex } from "./printer-rows.ts";
import { remember } from "./remember.ts";
import type { TextReader } from "./text.ts";
import { findTextCodes } from "./text-codes.ts";
import { asBytes, asInteger } from "./values.ts";

/** hrDeviceStatus and hrPrinterStatus, the error bits, the panel, and whether the device sleeps. */
export function decodeStatus(
  library: MibLibrary,
  answers: Answers,
  device: number,
  alerts: readonly Alert[],
  model: string | null,
  text: TextReader,
): Status {
  const row = statusIndex(answers, device);
  const name = (object: string) =>
    library.enumerations.get(object)?.get(asInteger(printerValue(answers, row, object)) ?? Number.NaN);
  const deviceStatus = name("hrDeviceStatus");
  const printerStatus = name("hrPrinterStatus");
  const console = printerRows(answers, device, ["prtConsoleDisplayBufferText"]).flatMap(
    (row) => text(column(answers, "prtConsoleDisplayBufferText").get(row.instance)) ?? [],
  );
  const serviceCall = findServiceCall(library, console, model);
  return {
    device: deviceStatuses.find((status) => status === deviceStatus) ?? null,
    printer: printerStatuses.find((status) => status === printerStatus) ?? null,
    errors: decodeErrorBits(asBytes(printerValue(answers, row, "hrPrinterDetectedErrorState"))),
    asleep: isAsleep(library, alerts, console),
    console: console.slice(0, 32),
    ...(serviceCall && { serviceCall }),
  };
}

/** A trouble that the panel alone tells, judged by the same rules as an alert's text. */
function findServiceCall(library: MibLibrary, console: readonly string[], model: string | null): Status["serviceCall"] {
  for (const line of console) {
    const textCodes = findTextCodes(library.alertRules, line, model);
    const traits = { code: undefined, group: "", severity: "", training: "", text: line, textCodes };
    if (classifyAlert(library.alertRules, traits) !== "service") continue;
    return { text: line, ...(textCodes.trouble && { troubleCode: textCodes.trouble }) };
  }
  return undefined;
}

/**
 * hrPrinterDetectedErrorState (RFC 2790): bit 0 is the most significant bit of the first octet; devices send none, one or
 * two octets. Example: 0x8100 → lowPaper, serviceRequested. It must never be read as text.
 */
export function decodeErrorBits(bytes: Uint8Array | undefined): string[] {
  return errorStates.filter((_, bit) => ((bytes?.[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0);
}

export function decodeCovers(
  library: MibLibrary,
  answers: Answers,
  device: number,
  text: TextReader,
): readonly Cover[] {
  return printerRows(answers, device, ["prtCoverStatus"]).map((row) => ({
    description: text(column(answers, "prtCoverDescription").get(row.instance)) ?? "",
    state: enumerationName(library, "prtCoverStatus", asInteger(column(answers, "prtCoverStatus").get(row.instance))),
  }));
}

/** Trays of prtInputTable; a level of −3 ("some") is sheets unknown. Some models name trays only in the private table. */
export function decodeTrays(profile: Profile, answers: Answers, device: number, text: TextReader): readonly Tray[] {
  const count = (object: string, instance: string) => {
    const value = asInteger(column(answers, object).get(instance));
    return value !== undefined && value >= 0 ? value : null;
  };
  return printerRows(answers, device, ["prtInputCurrentLevel", "prtInputMaxCapacity"]).map((row) => ({
    name:
      text(column(answers, "prtInputName").get(row.instance)) ??
      privateTrayName(profile, answers, row.index, text) ??
      text(column(answers, "prtInputDescription").get(row.instance)) ??
      `${row.index}`,
    sheets: count("prtInputCurrentLevel", row.instance),
    capacity: count("prtInputMaxCapacity", row.instance),
  }));
}

function privateTrayName(profile: Profile, answers: Answers, tray: number, text: TextReader): string | undefined {
  const names = profile.identity.trayNames;
  if (!names) return undefined;
  for (const [instance, row] of column(answers, names.row)) {
    if (asInteger(row) === tray) return text(column(answers, names.name).get(instance));
  }
  return undefined;
}

function isAsleep(library: MibLibrary, alerts: readonly Alert[], console: readonly string[]): boolean {
  const rules = library.alertRules.asleep;
  const hasWord = (line: string) => speaksOfSleep(library.alertRules, line);
  // other(1) and unknown(2) say nothing: the text decides, as without a code.
  const isTelling = (code: number | null) => code !== null && code > 2;
  const saysSleep = ({ code, text }: Alert) => (isTelling(code) ? rules.codes.includes(code ?? 0) : hasWord(text));
  return alerts.some(saysSleep) || console.some(hasWord);
}

const speaksOfSleep = remember(({ asleep }: AlertRules, told): boolean => {
  const line = told.toLowerCase();
  return asleep.words.some((word) => line.includes(word));
});
