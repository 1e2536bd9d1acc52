import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { vi } from "vitest";

const entry = fileURLToPath(new URL("../../src/agent/mfp-agent.mjs", import.meta.url));
const pane = ["-t", "command"];

/** A real terminal of its own server, whatever shell and folder its user has at home. */
export class Terminal {
  readonly home: string;

  /** @param folder in which the home is made */
  constructor(folder: string) {
    this.home = join(folder, "home");
    mkdirSync(this.home);
    // The server lives as long as a session does, and commands come and go.
    this.#tmux("new-session", "-d", "-s", "base", "sleep 600");
  }

  /** Runs the agent's command; the pane outlives it, so that its end can be read. */
  open(words: readonly string[], environment = ""): void {
    const command = `${environment} ${process.execPath} ${entry} ${words.join(" ")}; echo "ended with $?"; sleep 60`;
    this.#tmux("new-session", "-d", "-s", "command", "-x", "160", "-y", "50", command);
  }

  close(): void {
    this.#tmux("kill-session", ...pane);
  }

  end(): void {
    this.#run("kill-server");
  }

  screen(): string {
    return this.#tmux("capture-pane", ...pane, "-p", "-J", "-S", "-200").trimEnd();
  }

  async until(pattern: RegExp): Promise<void> {
    const isShown = () => pattern.test(this.screen());
    await vi.waitUntil(isShown, { timeout: 30_000, interval: 30 }).catch((cause: unknown) => {
      throw new Error(`the terminal never showed ${pattern}:\n${this.screen()}`, { cause });
    });
  }

  /** Waits until the question is the last thing on the screen: some are asked for each range. */
  untilAsked(question: RegExp): Promise<void> {
    return this.until(new RegExp(`${question.source}[^\\n]*: *$`));
  }

  async answer(question: RegExp, text: string): Promise<void> {
    await this.untilAsked(question);
    this.#tmux("send-keys", ...pane, "-l", text);
    this.press("Enter");
  }

  /** @param key as tmux names it, like `C-c` */
  press(key: string): void {
    this.#tmux("send-keys", ...pane, key);
  }

  #tmux(...words: readonly string[]): string {
    const { status, stdout, stderr } = this.#run(...words);
    if (status !== 0) throw new Error(`tmux ${words[0]}: ${stderr}`);
    return stdout;
  }

  #run(...words: readonly string[]) {
    const { home } = this;
    const own = { SHELL: "/bin/sh", HOME: home, XDG_STATE_HOME: join(home, "state"), TMUX_TMPDIR: home, TMUX: "" };
    return spawnSync("tmux", ["-u", "-f", "/dev/null", ...words], {
      encoding: "utf8",
      env: { ...process.env, ...own },
    });
  }
}
