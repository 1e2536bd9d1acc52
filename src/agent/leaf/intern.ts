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
