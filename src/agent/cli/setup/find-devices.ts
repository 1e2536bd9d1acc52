import type { Reading } from "../../../contract/reading.ts";
import type { Wire } from "../../compose/wire.ts";
import type { LoadedConfig } from "../../config/config-store.ts";
import { resolveName } from "../../discovery/host.ts";
import { identify } from "../../discovery/identify.ts";
import { countPlaces, placesOf } from "../../discovery/range-set.ts";
import type { SweepAnswer, SweepProgress, SweepTarget } from "../../discovery/sweep-plan.ts";
import { addressText } from "../../schedule/meet-device.ts";
import { searchRanges } from "../../schedule/search-range.ts";
import { buildCredentials } from "../../snmp/credentials.ts";
import type { SnmpCredential } from "../../snmp/snmp-client.ts";

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
  const targets = await sweepTargets(config, credentials);
  const plan = { known: targets.named, fresh: () => targets.fresh(), total: targets.total };
  const answers: SweepAnswer[] = [];
  for await (const answer of wire.sweep(plan, config.schedule.probesPerSecond, onProgress, signal))
    answers.push(answer);
  const met: MetDevice[] = [];
  const notRead: { address: string; reason: string }[] = [];
  const told = await Promise.all(
    answers.map(async (answer) => {
      if (identify(answer).kind !== "konicaMinolta" || signal.aborted) return answer;
      const { target } = answer;
      const meeting = await wire.meet(target);
      const credential = [...credentials].find(([, known]) => known === target.credential)?.[0] ?? null;
      if (meeting.ok) met.push({ reading: meeting.value.reading, credential });
      else notRead.push({ address: addressText(target), reason: meeting.failure.message });
      // The search asks for little; what was read in full knows more.
      const serial = answer.serial ?? (meeting.ok ? meeting.value.reading.device.serial : null);
      return serial === null ? answer : { ...answer, serial };
    }),
  );
  return { answers: told, met, notRead };
}

async function sweepTargets(config: LoadedConfig["config"], credentials: ReadonlyMap<string, SnmpCredential>) {
  const ranges = searchRanges(config.ranges, credentials);
  const named = await Promise.all(
    ranges.flatMap((range) =>
      range.places.names.map(
        async ({ name, port }): Promise<SweepTarget> => ({
          address: await resolveName(name),
          port,
          credentials: range.credentials,
        }),
      ),
    ),
  );
  function* fresh(): Generator<SweepTarget> {
    for (const range of ranges)
      for (const place of placesOf(range.places)) yield { ...place, credentials: range.credentials };
  }
  return { named, fresh, total: named.length + ranges.reduce((sum, { places }) => sum + countPlaces(places), 0) };
}
