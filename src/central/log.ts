import { type Clock, stampOf } from "./clock.ts";

type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** The log as central sees it. `event` is a stable name such as `batch.taken`; one event, one line; no secrets. */
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

export const silentLog: Log = { info() {}, warn() {}, error() {} };

/** One JSON object a line; JSON's own escapes keep a hostile text from starting a line of its own. */
export function jsonLog(clock: Clock, write: (line: string) => void): Log {
  const say = (level: string) => (event: string, fields?: LogFields) =>
    write(`${JSON.stringify({ time: stampOf(clock.wallMs()), level, event, ...fields })}\n`);
  return { info: say("info"), warn: say("warn"), error: say("error") };
}
