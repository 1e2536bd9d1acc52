import { fill, type Values } from "../../leaf/language.ts";
import { printLines } from "../command-options.ts";
import type { Speech } from "../speech.ts";
import { translate } from "../translate.ts";
import { type SetupKey, setupWords } from "../words/setup-words.ts";
import { wrapText } from "../wrap-text.ts";
import { Dialogue, interrupted } from "./dialogue.ts";

/** What a set-up tells and asks, from its start to its end; Ctrl-C ends it wherever it is. */
export class Conversation {
  readonly speech: Speech;
  readonly #stop = new AbortController();
  #dialogue: Dialogue | undefined;

  constructor(speech: Speech) {
    this.speech = speech;
  }

  /** Aborted by Ctrl-C, or when the program is told to end. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Undefined: nobody is asked. */
  get dialogue(): Dialogue | undefined {
    return this.#dialogue;
  }

  start(): void {
    process.on("SIGINT", this.#interrupt);
    process.on("SIGTERM", this.#interrupt);
  }

  stop(): void {
    this.#dialogue?.close();
    process.off("SIGINT", this.#interrupt);
    process.off("SIGTERM", this.#interrupt);
  }

  openDialogue(): Dialogue {
    const dialogue = new Dialogue(this.speech.language);
    dialogue.signal.addEventListener("abort", this.#interrupt);
    this.#dialogue = dialogue;
    return dialogue;
  }

  readonly #interrupt = () => this.#stop.abort();

  tell(key: SetupKey, values: Values = {}): void {
    printLines(wrapText(fill(setupWords[key][this.speech.language], values), process.stdout.columns));
  }

  said(reason: string): string {
    return translate(reason, this.speech.language);
  }

  /**
   * A person may still say no; an unattended set-up said yes by its answers.
   * @throws AgentError `setup-interrupted`
   */
  async confirm(key: SetupKey): Promise<void> {
    this.check();
    if (this.#dialogue && !(await this.#dialogue.confirm(key, true))) throw interrupted();
  }

  /** @throws AgentError `setup-interrupted` */
  check(): void {
    if (this.signal.aborted) throw interrupted();
  }
}
