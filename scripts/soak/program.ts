import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** Lines of output that are kept to explain an end that nobody asked for. */
const linesKept = 40;

/** A program that is started, killed and started again; an end of its own is noted as trouble. */
export class Program {
  readonly name: string;
  readonly #words: readonly string[];
  readonly #onLine: (line: string) => void;
  readonly troubles: string[] = [];
  kills = 0;
  #child: ChildProcess | undefined;
  #isEnding = false;
  #lines: readonly string[] = [];

  constructor(name: string, words: readonly string[], onLine: (line: string) => void = () => {}) {
    this.name = name;
    this.#words = words;
    this.#onLine = onLine;
  }

  /** undefined: it does not run. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** The newest lines of its output since it was started. */
  get lastLines(): readonly string[] {
    return this.#lines;
  }

  start(): void {
    this.#isEnding = false;
    this.#lines = [];
    const child = spawn(process.execPath, this.#words, { stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      let rest = "";
      stream.setEncoding("utf8").on("data", (text: string) => {
        const lines = (rest + text).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) this.#hear(line);
      });
    }
    child.once("close", (code, signal) => {
      if (this.#child === child) this.#child = undefined;
      if (this.#isEnding) return;
      this.troubles.push(`${this.name} ended by itself (${code ?? signal}): ${this.#lines.join(" | ")}`);
    });
  }

  /** Ends it at any instruction, as a power cut does. */
  async kill(): Promise<void> {
    if (this.#child === undefined) return;
    this.kills += 1;
    await this.#end("SIGKILL");
  }

  /** Stops it orderly; one that ends with another code than 0, or not within the time, is in trouble. */
  async stop(withinMs: number): Promise<void> {
    const late = setTimeout(() => {
      this.troubles.push(`${this.name} did not stop within ${withinMs} ms`);
      this.#child?.kill("SIGKILL");
    }, withinMs);
    const outcome = await this.#end("SIGTERM");
    clearTimeout(late);
    // In its first moments, before it listens to signals, a program ends by the signal itself.
    if (outcome === 0 || outcome === "SIGTERM") return;
    this.troubles.push(`${this.name} stopped with ${outcome}: ${this.#lines.join(" | ")}`);
  }

  /** Freezes it, as a machine that is suspended or starved. */
  freeze(): void {
    this.#child?.kill("SIGSTOP");
  }

  thaw(): void {
    this.#child?.kill("SIGCONT");
  }

  async #end(signal: NodeJS.Signals): Promise<unknown> {
    const child = this.#child;
    if (child === undefined) return "no program";
    this.#isEnding = true;
    const closed = once(child, "close");
    child.kill(signal);
    const [code, endedBy] = await closed;
    return code ?? endedBy;
  }

  #hear(line: string): void {
    this.#lines = [...this.#lines, line].slice(-linesKept);
    this.#onLine(line);
  }
}
