/** Values seen once, of which the next ones may be equals: more than a device says in one reading. */
const mostSeen = 2000;
/** What hostile devices make up, and what a device says of itself again and again, must not fill the memory. */
const mostKept = 5000;

/**
 * Holds values that say the same once. Only what comes a second time is kept, so that what is each device's own (a
 * serial number, a counter) takes no room here for longer than a few devices.
 */
class Interner {
  readonly #seen = new Map<string, object>();
  readonly #kept = new Map<string, object>();

  share(key: string, value: object): object {
    const kept = this.#kept.get(key);
    if (kept !== undefined) return kept;
    const first = this.#seen.get(key);
    if (first === undefined) this.#note(key, value);
    else this.#keep(key, first);
    return first ?? value;
  }

  #note(key: string, value: object): void {
    this.#seen.set(key, value);
    const [oldest] = this.#seen.keys();
    if (this.#seen.size > mostSeen && oldest !== undefined) this.#seen.delete(oldest);
  }

  #keep(key: string, value: object): void {
    this.#seen.delete(key);
    if (this.#kept.size >= mostKept) this.#kept.clear();
    this.#kept.set(key, value);
  }
}

const interner = new Interner();

/** The first of all plain JSON values that say the same. */
export function intern<Value extends object>(value: Value): Value {
  return internBy(JSON.stringify(value), value);
}

/** The first of all values of one type that have this text; the text must tell the type too. */
export function internBy<Value extends object>(text: string, value: Value): Value {
  // Equal texts come of equal values, by the promise of the callers.
  return interner.share(text, value) as Value;
}

/**
 * A plain JSON value whose texts and innermost lists and objects are the first of all that say the same. It is changed in
 * place: for what was just parsed and is nobody else's.
 * @param texts the texts so far, of all values that are read in one go
 */
export function internParts<Value>(value: Value, texts: Map<string, string>): Value {
  // Each part is replaced by one that says the same.
  return internPart(value, texts) as Value;
}

function internPart(value: unknown, texts: Map<string, string>): unknown {
  if (typeof value === "string") {
    const first = texts.get(value);
    if (first === undefined) texts.set(value, value);
    return first ?? value;
  }
  if (!isComposed(value)) return value;
  let isInnermost = true;
  for (const key in value) {
    if (isComposed(value[key])) isInnermost = false;
    value[key] = internPart(value[key], texts);
  }
  return isInnermost ? intern(value) : value;
}

function isComposed(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
