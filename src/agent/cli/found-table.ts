import { type Identification, identify } from "../discovery/identify.ts";
import type { SweepAnswer } from "../discovery/sweep-plan.ts";
import { addressText } from "../schedule/meet-device.ts";
import type { DeviceSnapshot } from "../status/agent-snapshot.ts";
import type { Speech } from "./speech.ts";
import { alignColumns } from "./table.ts";

export type Kind = Identification["kind"];

/** What a search found, one line a device, and below it what is known from before and did not answer. */
export function foundTable(
  found: readonly SweepAnswer[],
  speech: Speech,
  silent: readonly DeviceSnapshot[] = [],
): readonly string[] {
  const { word } = speech.voice("UTC", "");
  const rows = found.map((answer) => [
    addressText(answer.target),
    speech.say(`kind.${identify(answer).kind}`),
    answer.serial ?? "-",
    answer.deviceDescr ?? answer.sysDescr ?? "-",
  ]);
  const missed = silent.map(({ address, serial, model }) => [
    address,
    speech.say("kind.silentKnown"),
    serial ?? "-",
    model ?? "-",
  ]);
  const head = [word("address"), speech.say("kind"), word("serial"), speech.say("device")];
  return alignColumns([head, ...rows, ...missed]);
}
