import type { Reading } from "../../contract/reading.ts";
import { levelBar } from "./level-bar.ts";

/** A reading as text for people: who the device is, how it is, its counters, and its supplies with bars. */
export function readingText(reading: Reading): string {
  return [
    heading(reading),
    section("Status", statusLines(reading)),
    section("Alerts", alertLines(reading)),
    section("Supplies", itemLines(reading.supplies ?? [])),
    section("Parts", itemLines(reading.parts ?? [])),
    section("Counters", counterLines(reading)),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function heading({ device, observedAt, complete }: Reading): string {
  const title = [device.brand, device.model].filter((part) => part !== null).join(" ") || "Unnamed device";
  return [
    `${title}  (${device.address})`,
    `  Serial ${device.serial ?? "unknown"}   SI ${device.si ?? "not registered"}   MAC ${device.mac ?? "unknown"}`,
    `  Host name ${device.hostName ?? "unknown"}   Location ${device.location ?? "unknown"}`,
    `  Read at ${observedAt}${complete ? "" : "   INCOMPLETE: the device did not answer everything"}`,
  ].join("\n");
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : [title, ...lines.map((line) => `  ${line}`)].join("\n");
}

function statusLines({ status }: Reading): string[] {
  if (!status) return [];
  const open = (status.covers ?? []).filter((cover) => cover.state.endsWith("Open"));
  return [
    `Device ${status.device ?? "unknown"}, printer ${status.printer ?? "unknown"}${status.asleep ? ", asleep" : ""}`,
    ...(status.errors.length > 0 ? [`Error bits: ${status.errors.join(", ")}`] : []),
    ...open.map((cover) => `Open: ${cover.description}`),
    ...(status.trays ?? []).map(
      (tray) => `${tray.name}: ${tray.sheets ?? "unknown"} of ${tray.capacity ?? "unknown"} sheets`,
    ),
  ];
}

function alertLines({ alerts }: Reading): string[] {
  const rows = (alerts ?? []).map((alert) => [alert.kind, alert.severity, alert.codeName, alert.text]);
  return alignColumns(rows);
}

function itemLines(items: NonNullable<Reading["supplies"] | Reading["parts"]>): string[] {
  return alignColumns(items.map((item) => [item.description || item.key, levelBar(item.level)]));
}

function counterLines({ counters, unsupported, checks }: Reading): string[] {
  const rows = (counters ?? []).map((counter) => [counter.id, String(counter.value)]);
  const width = Math.max(0, ...rows.map(([, value]) => value?.length ?? 0));
  const wrong = (checks ?? []).filter((check) => !check.ok);
  return [
    ...alignColumns(rows.map(([id = "", value = ""]) => [id, value.padStart(width)])),
    ...wrong.map((check) => `${check.sum}: the parts make ${check.parts}, the device states ${check.stated}`),
    ...(unsupported?.length ? [`Not counted by this device: ${unsupported.join(", ")}`] : []),
  ];
}

/** Pads all cells but the last of each row to the width of their column. */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>(
    (most, row) => row.map((cell, column) => Math.max(most[column] ?? 0, cell.length)),
    [],
  );
  return rows.map((row) =>
    row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join("  "),
  );
}
