import { join } from "node:path";
import type { LoadedConfig } from "../config/config-store.ts";
import { pathFromConfig, stateFolderOf } from "../config/state-folder.ts";
import { systemClock } from "../leaf/clock.ts";
import { systemCode } from "../leaf/errors.ts";
import type { LogLevel } from "../leaf/log.ts";
import { createLog, type LevelledLog } from "../log/pino-log.ts";
import { agedLogFile, logFiles, RollingFile } from "../log/rolling-file.ts";

/** Log files in the state folder, unless the configuration names another place. */
export const logFolder = "logs";
const defaultLogFile = join(logFolder, "agent.log");

/** Lines on stdout alone, for people when that is a terminal. */
export function openLog(level: LogLevel): LevelledLog {
  return createLog(level, process.stdout, systemClock.monoMs);
}

/** The log of the daemon: stdout, and a file as well unless stdout is systemd's journal, which keeps its own. */
export function openDaemonLog(loaded: LoadedConfig): LevelledLog {
  const { level, file } = loaded.config.log;
  if (file === undefined && process.env["JOURNAL_STREAM"]) return openLog(level);
  const path = logFileOf(loaded);
  const rolling = new RollingFile(path);
  try {
    rolling.open();
  } catch (error) {
    const log = openLog(level);
    log.warn("log.file-off", { file: path, code: systemCode(error) });
    return log;
  }
  return createLog(level, [process.stdout, rolling], systemClock.monoMs);
}

/** The files of the daemon's log, the one that is written last; not all of them need be there. */
export function logFilesOf(loaded: LoadedConfig): readonly string[] {
  const path = logFileOf(loaded);
  return Array.from({ length: logFiles }, (_, age) => agedLogFile(path, age)).toReversed();
}

/** Where the daemon of this configuration keeps its lines. */
function logFileOf(loaded: LoadedConfig): string {
  const { file } = loaded.config.log;
  return file === undefined ? join(stateFolderOf(loaded), defaultLogFile) : pathFromConfig(loaded, file);
}
