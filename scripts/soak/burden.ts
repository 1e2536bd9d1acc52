import { readdirSync, readFileSync } from "node:fs";

/** What a process holds at one moment; it can only be seen on Linux. */
export interface Burden {
  readonly rssMb: number;
  readonly handles: number;
}

const lookEveryMs = 500;

/** Follows what a program holds, over all its lives. */
export class BurdenLog {
  readonly #pid: () => number | undefined;
  readonly #rssMb: number[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(pid: () => number | undefined) {
    this.#pid = pid;
  }

  start(): void {
    this.#timer = setInterval(() => {
      const burden = burdenOf(this.#pid() ?? 0);
      if (burden) this.#rssMb.push(burden.rssMb);
    }, lookEveryMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Its usual size in the first third of the run, and in the last. */
  get rssMb(): readonly [first: number, last: number] {
    const third = Math.ceil(this.#rssMb.length / 3);
    return [medianOf(this.#rssMb.slice(0, third)), medianOf(this.#rssMb.slice(-third))];
  }
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}

/** undefined: the process has just ended, or the system tells nothing. */
export function burdenOf(pid: number): Burden | undefined {
  try {
    const [, kilobytes = "0"] = /VmRSS:\s+([0-9]+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return { rssMb: Math.round(Number(kilobytes) / 1024), handles: readdirSync(`/proc/${pid}/fd`).length };
  } catch {
    return undefined;
  }
}
