import type { Reading } from "../../../contract/reading.ts";
import type { Wire } from "../../compose/wire.ts";
import type { LoadedConfig } from "../../config/config-store.ts";
import { identify } from "../../discovery/identify.ts";
import type { SweepAnswer, SweepProgress } from "../../discovery/sweep-plan.ts";
import { addressText } from "../../schedule/meet-device.ts";
import { searchRanges } from "../../schedule/search-range.ts";
import { Territory } from "../../schedule/territory.ts";
import { buildCredentials } from "../../snmp/credentials.ts";

/** A device that was found and read in full. */
export interface MetDevice {
  readonly reading: Reading;
  /** Name of the credential that it took. */
  readonly credential: string | null;
}

export interface Findings {
  readonly answers: readonly SweepAnswer[];
  readonly met: readonly MetDevice[];
  readonly notRead: readonly { readonly address: string; readonly reason: string }[];
}

/** Searches the configured ranges and reads every Konica Minolta that answers. */
export async function findDevices(
  wire: Wire,
  { config, secrets }: LoadedConfig,
  onProgress: (progress: SweepProgress) => void,
  signal: AbortSignal,
): Promise<Findings> {
  const credentials = buildCredentials(config, secrets);
  const territory = new Territory(searchRanges(config.ranges, credentials), credentials);
  const unknown = await territory.resolveNames();
  const plan = { known: [], fresh: () => territory.targets(), total: territory.size };
  const answers: SweepAnswer[] = [];
  for await (const answer of wire.sweep(plan, config.schedule.probesPerSecond, onProgress, signal))
    answers.push(answer);
  const met: MetDevice[] = [];
  const notRead = unknown.map(({ name, message }) => ({ address: name, reason: message }));
  const told = await Promise.all(
    answers.map(async (answer) => {
      if (identify(answer).kind !== "konicaMinolta" || signal.aborted) return answer;
      const { target } = answer;
      const meeting = await wire.meet(target);
      const credential = territory.nameOf(target.credential) ?? null;
      if (meeting.ok) met.push({ reading: meeting.value.reading, credential });
      else notRead.push({ address: addressText(target), reason: meeting.failure.message });
      // The search asks for little; what was read in full knows more.
      const serial = answer.serial ?? (meeting.ok ? meeting.value.reading.device.serial : null);
      return serial === null ? answer : { ...answer, serial };
    }),
  );
  return { answers: told, met, notRead };
}
