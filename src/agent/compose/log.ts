import type { Log } from "../leaf/log.ts";
import { createLog, type LogLevel } from "../log/pino-log.ts";

/** The log of the daemon: lines on stdout, for people when that is a terminal. */
export function openLog(level: LogLevel): Log {
  return createLog(level, process.stdout);
}
