import { printable } from "../table.ts";

const marks: Readonly<Record<string, string>> = { debug: "·", info: " ", warn: "!", error: "✗" };

/**
 * Writes lines of the log for people: `2026-11-22 10:15:00+02:00 ! upload.failed  kind=dns`.
 * @param timeZone IANA name; the log itself is in UTC
 */
export function logWriter(timeZone: string): (line: string) => string {
  // Swedish writes dates as ISO 8601 does.
  const clock = new Intl.DateTimeFormat("sv", { dateStyle: "short", timeStyle: "medium", timeZone });
  const zone = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" });
  const momentOf = (time: unknown) => {
    const ms = Date.parse(String(time));
    if (Number.isNaN(ms)) return String(time);
    const offset = zone.formatToParts(ms).find(({ type }) => type === "timeZoneName")?.value ?? "";
    return clock.format(ms) + (offset.replace("GMT", "") || "+00:00");
  };
  return (line) => {
    const { level, time, event, ...fields } = Object.fromEntries(Object.entries(Object(JSON.parse(line))));
    const rest = Object.entries(fields).map(
      ([name, value]) => `  ${name}=${typeof value === "string" ? value : JSON.stringify(value)}`,
    );
    return `${printable(`${momentOf(time)} ${marks[String(level)] ?? "?"} ${String(event)}${rest.join("")}`)}\n`;
  };
}
