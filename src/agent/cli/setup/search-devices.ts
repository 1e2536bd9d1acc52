import { openWire } from "../../compose/wire.ts";
import type { LoadedConfig } from "../../config/config-store.ts";
import { configuredSiNumbers } from "../../config/named-files.ts";
import { printLines } from "../command-options.ts";
import { foundTable } from "../found-table.ts";
import { progressBar } from "../progress-bar.ts";
import type { Conversation } from "./conversation.ts";
import { findDevices, type MetDevice } from "./find-devices.ts";
import { knownDevices, numbersOf, silentAmong } from "./known-devices.ts";

export interface Found {
  readonly met: readonly MetDevice[];
  /** Service numbers by serial number, wherever they are from. */
  readonly numbers: ReadonlyMap<string, string>;
}

/**
 * Searches the configured ranges and shows what is there.
 * @param given service numbers of the answers, by serial number
 */
export async function searchDevices(
  talk: Conversation,
  loaded: LoadedConfig,
  given: ReadonlyMap<string, string>,
): Promise<Found> {
  talk.tell("searching");
  const wire = await openWire();
  const bar = progressBar(process.stderr, talk.speech);
  try {
    const findings = await findDevices(wire, loaded, bar.show, talk.signal);
    bar.clear();
    talk.check();
    const { answers, met, notRead } = findings;
    const known = await knownDevices(loaded);
    const silent = silentAmong(known, findings);
    const numbers = new Map([...numbersOf(known), ...configuredSiNumbers(loaded), ...given]);
    if (answers.length + silent.length > 0) printLines(foundTable(answers, talk.speech, silent, numbers));
    for (const { address, reason } of notRead) talk.tell("notRead", { address, reason: talk.said(reason) });
    if (met.length === 0) talk.tell("nothingFound");
    return { met, numbers };
  } finally {
    bar.clear();
    wire.close();
  }
}
