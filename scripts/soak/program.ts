import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lastWord } from "./kill-points.ts";

/** Lines of output that are kept to explain an end that nobody asked for. */
const linesKept = 40;

/** Most of a short life would go into compiling. */
const env = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), "mfp-agent-soak-cache") };

/** Where a kill from outside met it. */
const anywhere = "anywhere";

/** A program that is started, killed and started again; an end of its own is noted as trouble. */
export class Program {
  readonly name: string;
  readonly #words: readonly string[];
  readonly #onLine: (line: string) => void;
  readonly troubles: string[] = [];
  /** How often it was killed, by the point. */
  readonly killed = new Map<string, number>();
  #child: ChildProcess | undefined;
  #ended: Promise<void> = Promise.resolve();
  #isEnding = false;
  #lines: readonly string[] = [];

  constructor(name: string, words: readonly string[], onLine: (line: string) => void = () => {}) {
    this.name = name;
    this.#words = words;
    this.#onLine = onLine;
  }

  get kills(): number {
    return [...this.killed.values()].reduce((sum, count) => sum + count, 0);
  }

  /** undefined: it does not run. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** The newest lines of its output since it was started. */
  get lastLines(): readonly string[] {
    return this.#lines;
  }

  /** Resolves when it does not run any more, however it ended. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  /** @param nodeWords for Node itself, as from `killedAt` */
  start(nodeWords: readonly string[] = []): void {
    this.#isEnding = false;
    this.#lines = [];
    const child = spawn(process.execPath, [...nodeWords, ...this.#words], { env, stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      let rest = "";
      stream.setEncoding("utf8").on("data", (text: string) => {
        const lines = (rest + text).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) this.#hear(line);
      });
    }
    this.#ended = once(child, "close").then(([code, signal]) => this.#close(child, code ?? signal));
  }

  /** Ends it at any instruction, as a power cut does. */
  async kill(): Promise<void> {
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

  /** Sends SIGSTOP, for a machine that is suspended or starved, SIGCONT after it, SIGHUP, to read the settings, or SIGUSR2, the clock. */
  signal(signal: "SIGSTOP" | "SIGCONT" | "SIGHUP" | "SIGUSR2"): void {
    this.#child?.kill(signal);
  }

  async #end(signal: NodeJS.Signals): Promise<unknown> {
    const child = this.#child;
    if (child === undefined) return "no program";
    this.#isEnding = true;
    child.kill(signal);
    await this.#ended;
    return child.exitCode ?? child.signalCode;
  }

  #close(child: ChildProcess, outcome: unknown): void {
    if (this.#child === child) this.#child = undefined;
    const word = this.#lines.findLast((line) => line.startsWith(lastWord));
    if (outcome === "SIGKILL" && (this.#isEnding || word !== undefined)) {
      const place = word?.slice(lastWord.length) ?? anywhere;
      this.killed.set(place, (this.killed.get(place) ?? 0) + 1);
    } else if (!this.#isEnding) {
      this.troubles.push(`${this.name} ended by itself (${outcome}): ${this.#lines.join(" | ")}`);
    }
  }

  #hear(line: string): void {
    this.#lines = [...this.#lines, line].slice(-linesKept);
    this.#onLine(line);
  }
}
