import { progressBar } from "../../src/agent/cli/progress-bar.ts";
import { speechIn } from "../../src/agent/cli/speech.ts";
import type { SweepProgress } from "../../src/agent/discovery/sweep-plan.ts";
import type { Log, LogFields } from "../../src/agent/leaf/log.ts";

type Teller = (fields: LogFields) => string | undefined;

/** What moves the story, by the agent's log events; events of devices are told by their own text. */
const tellers: Readonly<Record<string, Teller>> = {
  "sweep.started": (fields) => `searches ${fields["addresses"]} addresses`,
  "sweep.finished": (fields) =>
    `found ${fields["konicaMinolta"]} Konica Minolta devices, ${fields["otherPrinters"]} other printers, ${fields["others"]} other`,
  "agent.enrolled": (fields) => `enrolled as ${fields["agent"]}`,
  "upload.failed": (fields) => (fields["kind"] === "notEnrolled" ? undefined : `upload failed: ${fields["message"]}`),
  "agent.not-enrolled": (fields) => `not enrolled: ${fields["message"]}`,
  "deviceFound.raised": (fields) => `reads ${fields["model"]} ${fields["serial"]} at ${fields["address"]}`,
  "deviceFound.cleared": (fields) => `knows ${fields["serial"]} as ${fields["si"]}`,
};

/** Tells the demonstration in plain lines, each with the hour of the site. */
export class Narrator {
  readonly #hours: () => number;
  readonly #bar = progressBar(process.stdout, speechIn("en"));
  #hasUploaded = false;

  constructor(hours: () => number) {
    this.#hours = hours;
  }

  tell(who: "site" | "agent" | "central", what: string): void {
    const hours = this.#hours();
    const minutes = Math.floor((hours % 1) * 60);
    const time = `${String(Math.floor(hours)).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`;
    this.#bar.clear();
    process.stdout.write(`${time}  ${who.padEnd(7)}  ${what}\n`);
  }

  readonly showSweep = (progress: SweepProgress | null): void => {
    if (progress) this.#bar.show(progress);
    else this.#bar.clear();
  };

  readonly log: Log = {
    debug: () => {},
    info: (event, fields = {}) => this.#hear(event, fields),
    warn: (event, fields = {}) => this.#hear(event, fields),
    error: (event, fields = {}) => this.tell("agent", `${event}: ${fields["message"] ?? ""}`),
  };

  #hear(event: string, fields: LogFields): void {
    const what = this.#wordsFor(event, fields);
    if (what !== undefined) this.tell("agent", what);
  }

  #wordsFor(event: string, fields: LogFields): string | undefined {
    if (event === "upload.acknowledged" && !this.#hasUploaded) {
      this.#hasUploaded = true;
      const accepted = Number(fields["accepted"]);
      return `first upload: central took ${accepted} record${accepted === 1 ? "" : "s"}`;
    }
    const teller = tellers[event];
    if (teller) return teller(fields);
    return "key" in fields ? `${event}  ${fields["si"] ?? fields["serial"] ?? "site"}: ${fields["text"]}` : undefined;
  }
}
