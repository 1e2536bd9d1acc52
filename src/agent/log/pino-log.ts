import pino from "pino";
import type { Log, LogFields, LogLevel } from "../leaf/log.ts";
import { logCatalogue } from "./catalogue.ts";
import { prettyLine } from "./pretty-line.ts";
import { Repetition } from "./repetition.ts";

/** Where lines go: stdout of the daemon, stderr of a command, a file. */
export interface LogSink {
  write(line: string): unknown;
  readonly isTTY?: boolean;
}

/** A log whose level can change while it is written. */
export interface LevelledLog extends Log {
  setLevel(level: LogLevel): void;
}

/**
 * JSON lines for machines, one short line for people where a sink is a terminal.
 * @param nowMs monotonic; what repeats is counted by it
 */
export function createLog(level: LogLevel, sinks: LogSink | readonly LogSink[], nowMs = () => 0): LevelledLog {
  const all = [sinks].flat();
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      messageKey: "event",
    },
    {
      write: (line: string) => {
        for (const sink of all) writeTo(sink, line);
      },
    },
  );
  const repetition = new Repetition();
  const plain = (method: LogLevel, event: string, fields: LogFields) => logger[method](bounded(fields), event);
  const at =
    (method: LogLevel) =>
    (event: string, fields: LogFields = {}) =>
      plain(method, event, fields);
  /** Trouble may come again and again; what happens at the site is news each time. */
  const trouble =
    (method: LogLevel) =>
    (event: string, fields: LogFields = {}) => {
      if (!Object.hasOwn(logCatalogue, event)) return plain(method, event, fields);
      const held = repetition.admit(JSON.stringify([event, fields]), nowMs());
      if (held !== undefined) plain(method, event, held === 0 ? fields : { ...fields, repeated: held });
    };
  return {
    ...{ debug: at("debug"), info: at("info"), warn: trouble("warn"), error: trouble("error") },
    setLevel: (changed) => {
      logger.level = changed;
    },
  };
}

/** A sink that takes no line costs that line and no more: what is told about must not end for it. */
function writeTo(sink: LogSink, line: string): void {
  try {
    sink.write(sink.isTTY ? prettyLine(line) : line);
  } catch {
    // There is nowhere to tell it.
  }
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
