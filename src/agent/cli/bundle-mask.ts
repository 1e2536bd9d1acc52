/** Fields that tell where something stands in the network or the house, alone or as `parent.field`. */
const placeFields = ["hostName", "location", "device.contact", "mac", "siteName", "site.name"];
/** `192.168.1.20` in the middle of any text; a version such as 24.21.0 has three parts. */
const ipv4 = /\b(?:\d{1,3}\.){3}\d{1,3}\b/g;
/** A shorter name would be found in the middle of words. */
const leastNameLength = 3;

type Part = Readonly<Record<string, unknown>>;

/**
 * A copy without addresses, host names and places, wherever they are told again, as in a line of the log. The same text
 * gets the same mark throughout, so that a helper can still tell two devices apart; the marks are numbers and cannot be
 * turned back.
 * @param hosts names of machines that stand in no field of their own
 */
export function mask(bundle: Part, hosts: readonly string[] = []): Part {
  const marks = new Map<string, string>();
  const markFor = (kind: string, text: string) => {
    const known = marks.get(text) ?? `${kind}-${marks.size + 1}`;
    marks.set(text, known);
    return known;
  };
  for (const host of hosts) markFor("hostName", host);
  for (const [kind, text] of placesIn(bundle, "")) markFor(kind, text);
  const names = [...marks].sort(([one], [other]) => other.length - one.length);
  const hideText = (text: string) => {
    const whole = marks.get(text);
    if (whole !== undefined) return whole;
    const isNamed = ([name]: readonly [string, string]) => name.length >= leastNameLength && text.includes(name);
    const nameless = names.filter(isNamed).reduce((rest, [name, mark]) => rest.replaceAll(name, mark), text);
    return nameless.replaceAll(ipv4, (address) => markFor("address", address));
  };
  const hide = (value: unknown): unknown => {
    if (typeof value === "string") return hideText(value);
    if (Array.isArray(value)) return value.map(hide);
    // Keys carry addresses too, as in a key made from a device's place.
    return isPart(value)
      ? Object.fromEntries(Object.entries(value).map(([key, part]) => [hideKey(key), hide(part)]))
      : value;
  };
  const hideKey = (key: string) => key.replaceAll(ipv4, (address) => markFor("address", address));
  return Object.fromEntries(Object.entries(bundle).map(([name, part]) => [name, hide(part)]));
}

/** Every text of a place field, with the field's name. */
function placesIn(value: unknown, parent: string): readonly (readonly [string, string])[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => placesIn(item, parent));
  if (!isPart(value)) return [];
  return Object.entries(value).flatMap(([field, part]) => {
    const isPlace = placeFields.includes(field) || placeFields.includes(`${parent}.${field}`);
    return isPlace && typeof part === "string" && part !== "" ? [[field, part] as const] : placesIn(part, field);
  });
}

function isPart(value: unknown): value is Part {
  return typeof value === "object" && value !== null;
}
