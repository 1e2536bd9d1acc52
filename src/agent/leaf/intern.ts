/**
 * Characters of the texts of values that were seen once, of which the next ones may be equals: what the devices of a model
 * say that are met in a row.
 */
const mostSeen = 1_000_000;
/** The same of those that came again. What hostile devices make up, and say again and again, must not fill the memory. */
const mostKept = 4_000_000;
/** A value that says more than this is left alone; all that a large device says of itself is a third of it. */
const longest = 60_000;
/** What a value takes beside its text, in characters. */
const entryWeight = 200;

/** Values by their texts, up to a sum of these. */
class Hoard {
  readonly #most: number;
  readonly #values = new Map<string, object>();
  #weight = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get(text: string): object | undefined {
    return this.#values.get(text);
  }

  /** For a text that is not there yet. Where there is no room, the others go. */
  add(text: string, value: object): void {
    const weight = text.length + entryWeight;
    if (this.#weight + weight > this.#most) {
      this.#values.clear();
      this.#weight = 0;
    }
    this.#values.set(text, value);
    this.#weight += weight;
  }

  delete(text: string): void {
    if (this.#values.delete(text)) this.#weight -= text.length + entryWeight;
  }
}

/**
 * Holds values that say the same once. Only what comes a second time is kept, so that what is each device's own (a
 * serial number, a counter) takes no room here for longer than a few devices.
 */
class Interner {
  readonly #seen = new Hoard(mostSeen);
  readonly #kept = new Hoard(mostKept);

  share(text: string, value: object): object {
    if (text.length > longest) return value;
    const kept = this.#kept.get(text);
    if (kept !== undefined) return kept;
    const first = this.#seen.get(text);
    if (first === undefined) {
      this.#seen.add(text, value);
      return value;
    }
    this.#seen.delete(text);
    this.#kept.add(text, first);
    return first;
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
