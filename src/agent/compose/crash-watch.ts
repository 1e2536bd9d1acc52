import { uptime } from "node:os";
import { join } from "node:path";
import type { LoadedConfig } from "../config/config-store.ts";
import { stateFolderOf } from "../config/state-folder.ts";
import { systemClock } from "../leaf/clock.ts";
import type { Log } from "../leaf/log.ts";
import { failed, type Result } from "../leaf/result.ts";
import { addressText } from "../schedule/meet-device.ts";
import type { SnmpClient, SnmpFailure, SnmpTarget } from "../snmp/snmp-client.ts";
import { CrashBook } from "../supervision/crash-book.ts";
import { machineBoot } from "../supervision/machine-boot.ts";

const crashFile = "crashes.json";
const leftOut = "the agent leaves it out for a day, for it ended again and again while asking it";

/** The memory of crashes of one state folder; for the daemon, since whoever kills agents on purpose needs none. */
export function crashBookOf(loaded: LoadedConfig, log: Log): CrashBook {
  const file = join(stateFolderOf(loaded), crashFile);
  return new CrashBook({ file, clock: systemClock, boot: machineBoot(), uptimeMs: () => uptime() * 1000, log });
}

/** A client that tells the book whom it asks and asks nobody whom the book leaves out. */
export function watchedClient(
  client: SnmpClient,
  book: Pick<CrashBook, "isAtEase" | "leftOut" | "during">,
): SnmpClient {
  const ask = async <Value>(target: SnmpTarget, request: () => Promise<Result<Value, SnmpFailure>>) => {
    const address = addressText(target);
    if (book.leftOut.includes(address)) return failed({ kind: "unreachable", message: leftOut } as const);
    return book.during(address, request);
  };
  return {
    get: (target, oids, options) =>
      book.isAtEase ? client.get(target, oids, options) : ask(target, () => client.get(target, oids, options)),
    getBulk: (target, request, options) =>
      book.isAtEase
        ? client.getBulk(target, request, options)
        : ask(target, () => client.getBulk(target, request, options)),
    close: () => client.close(),
  };
}
