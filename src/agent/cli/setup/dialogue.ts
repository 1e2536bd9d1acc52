import type { Interface } from "node:readline/promises";
import { createInterface } from "node:readline/promises";
import { AgentError } from "../../leaf/errors.ts";
import type { Language, Values } from "../../leaf/language.ts";
import { fill } from "../../leaf/language.ts";
import { printable } from "../table.ts";
import { type SetupKey, setupWords } from "../words/setup-words.ts";

/** Questions to a person at a terminal. */
export class Dialogue {
  readonly #language: Language;
  readonly #lines: Interface;
  readonly #stop = new AbortController();

  constructor(language: Language) {
    this.#language = language;
    this.#lines = createInterface({ input: process.stdin, output: process.stdout });
    this.#lines.on("SIGINT", () => this.#stop.abort());
    this.#lines.on("close", () => this.#stop.abort());
  }

  /** Aborted by Ctrl-C, also while nothing is asked, and at the end of the input. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /**
   * Asks until the answer is right. Nothing typed takes `offered`; `-` is "none".
   * @param check the answer as it is to be kept, or a sentence that says what is wrong
   */
  async ask<Value>(
    key: SetupKey,
    offered: string | null,
    check: (
      answer: string,
    ) => { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly failure: string },
    values: Values = {},
  ): Promise<Value> {
    const question = `${this.word(key, values)}${offered === null ? "" : ` [${printable(offered)}]`}: `;
    for (;;) {
      const typed = (await this.#question(question)).trim();
      const checked = check(typed === "" ? (offered ?? "") : typed);
      if (checked.ok) return checked.value;
      process.stdout.write(`  ${this.word("wrong", { reason: checked.failure })}\n`);
    }
  }

  async confirm(key: SetupKey, isYesOffered: boolean): Promise<boolean> {
    const typed = (await this.#question(`${this.word(key)}: `)).trim().toLowerCase();
    return typed === "" ? isYesOffered : ["y", "yes", "т", "так"].includes(typed);
  }

  word(key: SetupKey, values: Values = {}): string {
    return fill(setupWords[key][this.#language], values);
  }

  close(): void {
    this.#lines.close();
  }

  async #question(text: string): Promise<string> {
    try {
      return await this.#lines.question(text, { signal: this.#stop.signal });
    } catch (error) {
      if (this.#stop.signal.aborted) throw interrupted();
      throw error;
    }
  }
}

/** Ctrl-C: not a failure of anything, and nothing was changed. */
export function interrupted(): AgentError {
  return new AgentError({ kind: "interrupted", code: "setup-interrupted", message: "" });
}
