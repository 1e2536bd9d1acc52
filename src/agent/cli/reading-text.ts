import type { Reading } from "../../contract/reading.ts";
import { type Voice, voiceFor } from "../status/voice.ts";
import { levelBar } from "./level-bar.ts";
import { alignColumns, printable } from "./table.ts";

/** A reading as text for people: who the device is, how it is, its counters, and its supplies with bars. */
export function readingText(reading: Reading, voice: Voice = voiceFor("en", "UTC", reading.observedAt)): string {
  const { word } = voice;
  return [
    heading(reading, voice),
    section(word("state"), statusLines(reading, voice)),
    section(word("alerts"), alertLines(reading, voice)),
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

function statusLines({ status }: Reading, { word, name }: Voice): string[] {
  if (!status) return [];
  const open = (status.covers ?? []).filter((cover) => cover.state.endsWith("Open"));
  const errors = status.errors.map((error) => name("error", error)).join(", ");
  return [
    `${word(`printer.${status.printer ?? "unknown"}`)}${status.asleep ? `, ${word("asleep")}` : ""}`,
    ...(errors === "" ? [] : [`${word("errorBits")}: ${errors}`]),
    ...open.map((cover) => `${word("open")}: ${cover.description}`),
    ...(status.trays ?? []).map((tray) => `${tray.name}: ${tray.sheets ?? "?"} / ${tray.capacity ?? "?"}`),
  ];
}

function alertLines({ alerts }: Reading, { word }: Voice): string[] {
  const rows = (alerts ?? []).map((alert) => [word(`alert.${alert.kind}`), alert.severity, alert.codeName, alert.text]);
  return alignColumns(rows);
}

function itemLines(items: NonNullable<Reading["supplies"] | Reading["parts"]>, voice: Voice): string[] {
  return alignColumns(items.map((item) => [item.description || item.key, levelBar(item.level, voice)]));
}

function counterLines({ counters, unsupported, checks }: Reading, { word }: Voice): string[] {
  const rows = (counters ?? []).map((counter) => [counter.id, String(counter.value)]);
  const width = Math.max(0, ...rows.map(([, value]) => value?.length ?? 0));
  const wrong = (checks ?? []).filter((check) => !check.ok);
  return [
    ...alignColumns(rows.map(([id = "", value = ""]) => [id, value.padStart(width)])),
    ...wrong.map(({ sum, parts, stated }) => `${word("sumWrong")}: ${sum}, ${parts} / ${stated}`),
    ...(unsupported?.length ? [`${word("unsupported")}: ${unsupported.join(", ")}`] : []),
  ];
}
