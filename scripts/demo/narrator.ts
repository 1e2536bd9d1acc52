import { progressBar } from "../../src/agent/cli/progress-bar.ts";
import type { SweepProgress } from "../../src/agent/discovery/sweep-plan.ts";
import type { Log, LogFields } from "../../src/agent/leaf/log.ts";

/** Tells the demonstration in plain lines, each with the hour of the site. */
export class Narrator {
  readonly #hours: () => number;
  readonly #bar = progressBar(process.stdout);
  #hasUploaded = false;

  constructor(hours: () => number) {
    this.#hours = hours;
  }

  tell(who: "site" | "agent" | "central", what: string): void {
    const hours = this.#hours();
    const time = `${String(Math.floor(hours)).padStart(2, "0")}:${String(Math.floor((hours % 1) * 60)).padStart(2, "0")}`;
    this.#bar.clear();
    process.stdout.write(`${time}  ${who.padEnd(7)}  ${what}\n`);
  }

  readonly showSweep = (progress: SweepProgress | null): void => {
    if (progress) this.#bar.show(progress);
    else this.#bar.clear();
  };

  /** The agent's log, of which only what moves the story is told. */
  readonly log: Log = {
    debug: () => {},
    info: (event, fields = {}) => this.#hear(event, fields),
    warn: (event, fields = {}) => this.#hear(event, fields),
    error: (event, fields = {}) => this.tell("agent", `${event}: ${fields["message"] ?? ""}`),
  };

  #hear(event: string, fields: LogFields): void {
    const name = [fields["si"] ?? fields["serial"], fields["model"]].filter(Boolean).join(" ");
    switch (event) {
      case "sweep.started":
        return this.tell("agent", `searches ${fields["addresses"]} addresses`);
      case "sweep.finished":
        return this.tell(
          "agent",
          `found ${fields["konicaMinolta"]} Konica Minolta devices, ${fields["otherPrinters"]} other printers, ${fields["others"]} other`,
        );
      case "agent.enrolled":
        return this.tell("agent", `enrolled as ${fields["agent"]}`);
      case "upload.acknowledged":
        if (!this.#hasUploaded) this.tell("agent", `first upload: central took ${fields["accepted"]} records`);
        this.#hasUploaded = true;
        return;
      case "upload.failed":
      case "agent.not-enrolled":
        return this.tell("agent", `${event}: ${fields["message"]}`);
      default:
        if ("key" in fields) this.tell("agent", `${event}  ${name ? `${name}: ` : ""}${fields["text"]}`);
    }
  }
}
