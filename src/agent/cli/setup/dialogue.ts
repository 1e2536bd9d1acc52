import type { Interface } from "node:readline/promises";
import { createInterface } from "node:readline/promises";
import { AgentError } from "../../leaf/errors.ts";
import type { Language, Values } from "../../leaf/language.ts";
import { fill, languages } from "../../leaf/language.ts";
import type { Result } from "../../leaf/result.ts";
import { printable } from "../table.ts";
import { translate } from "../translate.ts";
import { type SetupKey, setupWords } from "../words/setup-words.ts";
import { wrapText } from "../wrap-text.ts";
import { CoveredOutput } from "./covered-output.ts";

/** The answer as it is to be kept, or a sentence that says what is wrong. */
export type Check<Value> = (answer: string) => Result<Value, string>;

/** A keyboard may be in the other language than the questions. */
const yesWords = languages.flatMap((language) => setupWords.yes[language].split(" "));

/** Questions to a person at a terminal. */
export class Dialogue {
  readonly #language: Language;
  readonly #output = new CoveredOutput(process.stdout);
  readonly #lines: Interface;
  readonly #stop = new AbortController();

  constructor(language: Language) {
    this.#language = language;
    const terminal = process.stdin.isTTY === true;
    // Without a history, or the arrow keys would bring back a password.
    this.#lines = createInterface({ input: process.stdin, output: this.#output, terminal, historySize: 0 });
    this.#lines.on("SIGINT", () => this.#stop.abort());
    this.#lines.on("close", () => this.#stop.abort());
  }

  /** Aborted by Ctrl-C, also while nothing is asked, and at the end of the input. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Asks until the answer is right. Nothing typed takes `offered`; `-` is "none". */
  async ask<Value>(key: SetupKey, offered: string | null, check: Check<Value>, values: Values = {}): Promise<Value> {
    const offer = offered ? ` [${printable(offered)}]` : "";
    return this.#repeat(`${this.word(key, values)}${offer}: `, true, (typed) =>
      check(typed === "" ? (offered ?? "") : typed),
    );
  }

  /** As `ask`, but what is typed is not shown, and nothing typed is an answer of its own. */
  async askHidden<Value>(key: SetupKey, check: Check<Value>): Promise<Value> {
    return this.#repeat(`${this.word(key)}: `, false, check);
  }

  async confirm(key: SetupKey, isYesOffered: boolean, values: Values = {}): Promise<boolean> {
    const typed = (await this.#question(`${this.word(key, values)}: `, true)).trim().toLowerCase();
    return typed === "" ? isYesOffered : yesWords.includes(typed);
  }

  tell(key: SetupKey, values: Values = {}): void {
    process.stdout.write(`${wrapText(this.word(key, values), process.stdout.columns).join("\n")}\n`);
  }

  word(key: SetupKey, values: Values = {}): string {
    return fill(setupWords[key][this.#language], values);
  }

  close(): void {
    this.#lines.close();
  }

  async #repeat<Value>(question: string, isShown: boolean, check: Check<Value>): Promise<Value> {
    for (;;) {
      const checked = check((await this.#question(question, isShown)).trim());
      if (checked.ok) return checked.value;
      this.tell("wrong", { reason: translate(checked.failure, this.#language) });
    }
  }

  async #question(text: string, isShown: boolean): Promise<string> {
    const lines = wrapText(text.trimEnd(), process.stdout.columns);
    process.stdout.write(
      lines
        .slice(0, -1)
        .map((line) => `${line}\n`)
        .join(""),
    );
    const prompt = `${lines.at(-1) ?? ""} `;
    try {
      const answer = this.#lines.question(prompt, { signal: this.#stop.signal });
      this.#output.isCovered = !isShown;
      return await answer;
    } catch (error) {
      if (this.#stop.signal.aborted) throw interrupted();
      throw error;
    } finally {
      if (this.#output.isCovered) process.stdout.write("\n");
      this.#output.isCovered = false;
    }
  }
}

/** Ctrl-C: not a failure of anything, and nothing was changed. */
export function interrupted(): AgentError {
  return new AgentError({ kind: "interrupted", code: "setup-interrupted", message: "" });
}
