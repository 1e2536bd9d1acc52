import pino from "pino";
import type { Log, LogFields } from "../leaf/log.ts";
import { prettyLine } from "./pretty-line.ts";

export type LogLevel = "debug" | "info" | "warn" | "error";

/** Where lines go: stdout of the daemon, stderr of a command. */
export interface LogSink {
  write(line: string): unknown;
  readonly isTTY?: boolean;
}

/** JSON lines for machines, one short line for people when the sink is a terminal. */
export function createLog(level: LogLevel, sink: LogSink): Log {
  const destination = sink.isTTY ? { write: (line: string) => sink.write(prettyLine(line)) } : sink;
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      messageKey: "event",
    },
    { write: (line: string) => void destination.write(line) },
  );
  const at =
    (method: LogLevel) =>
    (event: string, fields: LogFields = {}) =>
      logger[method](bounded(fields), event);
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

const longestField = 1000;

/** A device's text may be hostile: no field longer than 1,000 characters, no control characters. */
function bounded(fields: LogFields): LogFields {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      typeof value === "string" ? value.replace(/\p{C}/gu, " ").slice(0, longestField) : value,
    ]),
  );
}
