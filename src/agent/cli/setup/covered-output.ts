import { Writable } from "node:stream";
import type { WriteStream } from "node:tty";

/** A terminal's output with a cover over it: while a password is typed, its echo goes nowhere. */
export class CoveredOutput extends Writable {
  readonly #terminal: WriteStream;
  isCovered = false;

  constructor(terminal: WriteStream) {
    super({ decodeStrings: false });
    this.#terminal = terminal;
  }

  /** Where lines break, which readline has to know to move the cursor rightly. */
  get columns(): number {
    return this.#terminal.columns;
  }

  override _write(text: string, _encoding: string, done: () => void): void {
    if (!this.isCovered) this.#terminal.write(text);
    done();
  }
}
