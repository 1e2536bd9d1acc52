/** What a person wants to see of the log. */
export interface LogWish {
  /** An event code, or its beginning up to a dot: `upload` means `upload.failed` too. */
  readonly code?: string;
  /** All names of one device. */
  readonly names?: readonly string[];
  /** ISO 8601 UTC. */
  readonly since?: string;
}

/** Whether a line of the log, one JSON object, is wanted. What is no such object was cut by a full disk. */
export function isWanted(line: string, { code, names, since }: LogWish): boolean {
  const fields = fieldsOf(line);
  if (fields === undefined) return false;
  const event = String(fields["event"]);
  if (code !== undefined && event !== code && !event.startsWith(`${code}.`)) return false;
  if (since !== undefined && String(fields["time"]) < since) return false;
  if (names === undefined) return true;
  const values = new Set(Object.values(fields).map((value) => String(value).toLowerCase()));
  return names.some((name) => values.has(name.toLowerCase()));
}

function fieldsOf(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(line);
    return typeof parsed === "object" && parsed !== null ? Object.fromEntries(Object.entries(parsed)) : undefined;
  } catch {
    return undefined;
  }
}
