/** Fields that tell where something stands in the network or the house, wherever they are in the bundle. */
const placeFields = ["hostName", "location", "contact", "mac", "siteName"];
/** `192.168.1.20` in the middle of any text; a version such as 24.21.0 has three parts. */
const ipv4 = /\b(?:\d{1,3}\.){3}\d{1,3}\b/g;

/**
 * A copy without addresses, host names and places. The same text gets the same mark throughout, so that a helper can
 * still tell two devices apart; the marks are numbers in order of appearance and cannot be turned back.
 */
export function mask(bundle: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const marks = new Map<string, string>();
  const markFor = (kind: string, text: string) => {
    const known = marks.get(text) ?? `${kind}-${marks.size + 1}`;
    marks.set(text, known);
    return known;
  };
  const hide = (value: unknown, field: string): unknown => {
    if (typeof value === "string") {
      if (placeFields.includes(field) && value !== "") return markFor(field, value);
      return value.replaceAll(ipv4, (address) => markFor("address", address));
    }
    if (Array.isArray(value)) return value.map((item: unknown) => hide(item, field));
    if (typeof value !== "object" || value === null) return value;
    // Keys carry addresses too, as in a key made from a device's place.
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [String(hide(name, "")), hide(inner, name)]),
    );
  };
  return Object.fromEntries(Object.entries(bundle).map(([name, part]) => [name, hide(part, name)]));
}
