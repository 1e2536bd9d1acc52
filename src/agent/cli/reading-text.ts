import type { Reading } from "../../contract/reading.ts";
import { counterName } from "../status/counter-name.ts";
import type { Voice } from "../status/voice.ts";
import { levelBar } from "./level-bar.ts";
import type { Speech } from "./speech.ts";
import { alignColumns, printable } from "./table.ts";
import { trayRow } from "./tray-row.ts";

/** Set at rest on these machines, so that it says nothing; a call for an engineer is an alert or a line of the panel. */
const meaninglessError = "serviceRequested";

/** A reading as text for people: who the device is, how it is, its supplies with bars, and its counters. */
export function readingText(reading: Reading, speech: Speech, voice: Voice): string {
  const { word } = voice;
  return [
    heading(reading, voice),
    section(word("state"), statusLines(reading, speech, voice)),
    section(word("alerts"), alertLines(reading, voice)),
    section(speech.say("trays"), alignColumns((reading.status?.trays ?? []).map((tray) => trayRow(tray, speech)))),
    section(word("supplies"), itemLines(reading.supplies ?? [], voice)),
    section(word("parts"), itemLines(reading.parts ?? [], voice)),
    section(word("counters"), counterLines(reading, voice)),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function heading({ device, observedAt, complete }: Reading, { word, momentText }: Voice): string {
  const title = [device.brand, device.model].filter((part) => part !== null).join(" ") || word("unnamed");
  const fact = (key: Parameters<typeof word>[0], value: string | null) => `${word(key)} ${value ?? word("unknown")}`;
  return [
    `${title}  (${device.address})`,
    `  ${fact("serial", device.serial)}   ${word("si")} ${device.si ?? word("notRegistered")}   MAC ${device.mac ?? word("unknown")}`,
    `  ${fact("hostName", device.hostName)}   ${fact("location", device.location)}`,
    `  ${word("lastReading")} ${momentText(observedAt)}${complete ? "" : `   ${word("incomplete")}`}`,
  ]
    .map(printable)
    .join("\n");
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : [title, ...lines.map((line) => `  ${printable(line)}`)].join("\n");
}

/** Only what the device said of itself: a model that gives no state gets no line that it is unknown. */
function statusLines({ status }: Reading, { say }: Speech, { word, name }: Voice): string[] {
  if (!status) return [];
  const { printer } = status;
  const isPrinterTelling = printer !== null && printer !== "unknown" && printer !== "other";
  const state = [...(isPrinterTelling ? [word(`printer.${printer}`)] : []), ...(status.asleep ? [word("asleep")] : [])];
  const open = (status.covers ?? []).filter((cover) => cover.state.endsWith("Open"));
  const errors = status.errors.filter((error) => error !== meaninglessError).map((error) => name("error", error));
  const panel = status.console.map((line) => line.trim()).filter((line) => line !== "");
  return [
    ...(state.length === 0 ? [] : [state.join(", ")]),
    ...(panel.length === 0 ? [] : [`${say("panel")}: ${panel.join(" | ")}`]),
    ...(status.serviceCall ? [`${word("alert.service")}: ${status.serviceCall.text}`] : []),
    ...(errors.length === 0 ? [] : [`${word("errorBits")}: ${errors.join(", ")}`]),
    ...open.map((cover) => `${word("open")}: ${cover.description}`),
  ];
}

function alertLines({ alerts }: Reading, { word }: Voice): string[] {
  const rows = (alerts ?? []).map((alert) => [word(`alert.${alert.kind}`), alert.severity, alert.codeName, alert.text]);
  return alignColumns(rows);
}

function itemLines(items: NonNullable<Reading["supplies"] | Reading["parts"]>, voice: Voice): string[] {
  return alignColumns(items.map((item) => [item.description || item.key, levelBar(item, voice)]));
}

function counterLines({ counters, unsupported, checks }: Reading, voice: Voice): string[] {
  const { word, number } = voice;
  // A device counts dozens of paper sizes that nobody ever used there.
  const told = (counters ?? []).filter(({ id, value }) => value !== 0 || !id.startsWith("size."));
  const rows = told.map(({ id, value }) => [counterName(id, voice), number(value)] as const);
  const width = Math.max(0, ...rows.map(([, value]) => value.length));
  const wrong = (checks ?? []).filter((check) => !check.ok);
  return [
    ...alignColumns(rows.map(([id, value]) => [id, value.padStart(width)])),
    ...wrong.map(({ sum, parts, stated }) => `${word("sumWrong")}: ${counterName(sum, voice)}, ${parts} / ${stated}`),
    ...(unsupported?.length
      ? [`${word("unsupported")}: ${unsupported.map((id) => counterName(id, voice)).join("; ")}`]
      : []),
  ];
}
