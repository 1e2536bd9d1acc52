import { type Identification, identify } from "../discovery/identify.ts";
import type { SweepAnswer } from "../discovery/sweep-plan.ts";
import { addressText } from "../schedule/meet-device.ts";
import type { DeviceSnapshot } from "../status/agent-snapshot.ts";
import type { Speech } from "./speech.ts";
import { alignColumns } from "./table.ts";

export type Kind = Identification["kind"];

/**
 * What a search found, one line a device, and below it what is known from before and did not answer.
 * @param numbers service numbers by serial number; without any they have no column
 */
export function foundTable(
  found: readonly SweepAnswer[],
  speech: Speech,
  silent: readonly DeviceSnapshot[] = [],
  numbers: ReadonlyMap<string, string> = new Map(),
): readonly string[] {
  const si = (serial: string | null | undefined) => (numbers.size === 0 ? [] : [numbers.get(serial ?? "") ?? "-"]);
  const { word } = speech.voice("UTC", "");
  const rows = found.map((answer) => [
    addressText(answer.target),
    speech.say(`kind.${identify(answer).kind}`),
    answer.serial ?? "-",
    ...si(answer.serial),
    answer.deviceDescr ?? answer.sysDescr ?? "-",
  ]);
  const missed = silent.map(({ address, serial, model }) => [
    address,
    speech.say("kind.silentKnown"),
    serial ?? "-",
    ...si(serial),
    model ?? "-",
  ]);
  const head = [
    word("address"),
    speech.say("kind"),
    word("serial"),
    ...(numbers.size === 0 ? [] : [word("si")]),
    speech.say("device"),
  ];
  return alignColumns([head, ...rows, ...missed]);
}
