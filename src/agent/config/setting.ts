/** A configuration file's content: plain JSON. */
export type RawConfig = Readonly<Record<string, unknown>>;

/** Names that would reach the prototype of an object instead of a setting. */
const forbidden = ["__proto__", "constructor", "prototype"];

/** The setting under a path such as `schedule.statusIntervalS` or `ranges.0.addresses`; undefined: there is none. */
export function settingAt(content: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((inner, step) => {
    if (typeof inner !== "object" || inner === null || !Object.hasOwn(inner, step)) return undefined;
    return Reflect.get(inner, step);
  }, content);
}

/** A copy of the content with one setting changed; `undefined` takes it out. */
export function withSetting(content: RawConfig, path: string, value: unknown): RawConfig {
  const changed = change(content, path.split("."), value);
  return isRecord(changed) ? changed : content;
}

function change(content: unknown, [step, ...rest]: readonly string[], value: unknown): unknown {
  if (step === undefined) return value;
  if (forbidden.includes(step)) return content;
  if (Array.isArray(content)) {
    const index = Number(step);
    return content.map((item: unknown, position) => (position === index ? change(item, rest, value) : item));
  }
  const record = isRecord(content) ? content : {};
  const inner = change(record[step], rest, value);
  const others = Object.entries(record).filter(([name]) => name !== step);
  if (inner === undefined) return Object.fromEntries(others);
  return Object.hasOwn(record, step)
    ? Object.fromEntries(Object.entries(record).map(([name, old]) => [name, name === step ? inner : old]))
    : { ...record, [step]: inner };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
