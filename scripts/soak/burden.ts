import { readdirSync, readFileSync } from "node:fs";

/** What a process holds at one moment; it can only be seen on Linux. */
export interface Burden {
  readonly rssMb: number;
  readonly handles: number;
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
