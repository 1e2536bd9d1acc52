import { createHash, timingSafeEqual } from "node:crypto";
import { inspect } from "node:util";

const shown = "[REDACTED]";

/**
 * A community, key or token. Whatever prints it (template, JSON, inspect, an error's message) shows `[REDACTED]`; only
 * `reveal` gives the text, and only the places that put it on the wire or into its own file call that.
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
  }

  /**
   * Whether both hold the same text; it need not leave them to be compared. Digests are compared, and in constant time:
   * how long it takes tells a guesser neither the length nor the place of the first wrong letter.
   */
  isSameAs(other: Secret | undefined): boolean {
    return other !== undefined && timingSafeEqual(digest(this.#text), digest(other.#text));
  }

  toString(): string {
    return shown;
  }

  toJSON(): string {
    return shown;
  }

  [inspect.custom](): string {
    return shown;
  }
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
