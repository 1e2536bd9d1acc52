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
