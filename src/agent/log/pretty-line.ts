const levelMarks: Readonly<Record<string, string>> = { debug: "·", info: " ", warn: "!", error: "✗" };

/** `{"level":"info","time":"…T08:15:00.000Z","event":"device.found","model":"C360i"}` → `08:15:00   device.found  model=C360i` */
export function prettyLine(json: string): string {
  const parsed: unknown = JSON.parse(json);
  if (typeof parsed !== "object" || parsed === null) return json;
  const { level, time, event, ...fields } = Object.fromEntries(Object.entries(parsed));
  const clock = String(time).slice(11, 19);
  const rest = Object.entries(fields).map(([key, value]) => `${key}=${shown(value)}`);
  return `${clock} ${levelMarks[String(level)] ?? "?"} ${String(event)}${rest.length > 0 ? `  ${rest.join(" ")}` : ""}\n`;
}

function shown(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return /[\s=]/.test(text) && typeof value === "string" ? JSON.stringify(value) : text;
}
