import { printable } from "../table.ts";

const marks: Readonly<Record<string, string>> = { debug: "·", info: " ", warn: "!", error: "✗" };

/** A line of the log for people: `2026-11-22 08:15:00 ! upload.failed  kind=dns`. Times are those of the log, UTC. */
export function logLineText(line: string): string {
  const { level, time, event, ...fields } = Object.fromEntries(Object.entries(Object(JSON.parse(line))));
  const moment = String(time).slice(0, 19).replace("T", " ");
  const rest = Object.entries(fields).map(
    ([name, value]) => `  ${name}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  return `${printable(`${moment} ${marks[String(level)] ?? "?"} ${String(event)}${rest.join("")}`)}\n`;
}
