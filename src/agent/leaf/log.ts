/** How grave a line is, the least first. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** Plain values only: a foreign error or a configuration object could carry a secret. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined | readonly string[]>>;

/** The log as the rooms see it. `event` is a stable name such as `device.found`; one event, one line. */
export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/** For commands and tests that say nothing. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
