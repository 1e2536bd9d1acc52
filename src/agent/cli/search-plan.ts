import { networkInterfaces } from "node:os";
import { askNetworks, broadcastPlaces } from "../discovery/broadcast.ts";
import { nameRemedy } from "../discovery/host.ts";
import type { RangeSet } from "../discovery/range-set.ts";
import type { SweepPlan, SweepTarget } from "../discovery/sweep-plan.ts";
import { systemClock } from "../leaf/clock.ts";
import { AgentError } from "../leaf/errors.ts";
import { systemRandom } from "../leaf/random.ts";
import { Territory } from "../schedule/territory.ts";
import { publicCredential } from "../snmp/credentials.ts";
import { type Chosen, outside } from "./chosen-credential.ts";
import type { Speech } from "./speech.ts";

export interface SearchTools {
  readonly speech: Speech;
  /** For what a person should know before anybody is asked. */
  readonly tell: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Decides who in the ranges is asked, and with what.
 * @throws AgentError for a name that cannot be resolved, and `host-outside` where the configuration has nothing to say
 */
export type PlanSearch = (ranges: RangeSet, chosen: Chosen, tools: SearchTools) => Promise<SweepPlan>;

/** Every place; with a configuration alone only those in its ranges, each with what is said there. */
export const planWhole: PlanSearch = async (ranges, chosen, { speech, tell }) => {
  const given = await mapOf(ranges, chosen);
  if (chosen.kind !== "configured") {
    await tellAbroad(given, chosen, speech, tell);
    return { known: [], fresh: () => given.targets(), total: given.size };
  }
  const { territory, file } = chosen;
  await territory.resolveNames();
  const fresh = () => within(given, territory);
  const total = countOf(fresh());
  if (total === 0) throw outside("all of that", file);
  if (total < given.size) tell(speech.say("leftOutside", { addresses: given.size - total }));
  return { known: [], fresh, total };
};

/** Whoever answers a broadcast is asked by itself then, if the ranges hold it. */
export const planQuick: PlanSearch = async (ranges, chosen, { speech, tell, signal }) => {
  if (chosen.kind === "configured") {
    const message = "a broadcast says one community to everybody, and the configuration may know several";
    throw new AgentError({
      ...{ kind: "usage", code: "quick-credential", message },
      remedy: "--credential NAME or --community NAME says which.",
    });
  }
  const { credential } = chosen;
  if (credential.version === "3") {
    const message = "nobody can be asked for by a broadcast as an SNMPv3 user";
    throw new AgentError({ kind: "usage", code: "quick-user", message, remedy: "Search without --quick." });
  }
  const given = await mapOf(ranges, chosen);
  const networks = broadcastPlaces(networkInterfaces(), ranges);
  if (networks.length === 0) {
    const message = "this machine is in none of the ranges, and a broadcast does not leave its own networks";
    throw new AgentError({ kind: "usage", code: "quick-elsewhere", message, remedy: "Search without --quick." });
  }
  await tellAbroad(given, chosen, speech, tell);
  const tools = { clock: systemClock, nextRequestId: systemRandom.requestId, signal };
  const candidates = await askNetworks(networks, credential, tools);
  const known = candidates
    .filter((place) => given.allows(place, credential))
    .map((place) => ({ ...place, credentials: [credential] as const }));
  return { known, fresh: () => [], total: known.length };
};

/** The ranges with their names resolved. What is said in them is the configuration's where nothing was chosen. */
async function mapOf(ranges: RangeSet, chosen: Chosen): Promise<Territory> {
  const credential = chosen.kind === "configured" ? publicCredential : chosen.credential;
  const given = new Territory([{ places: ranges, credentials: [credential] }], new Map());
  const [unknown] = await given.resolveNames();
  if (unknown === undefined) return given;
  throw new AgentError({ kind: "unavailable", code: "name-unknown", message: unknown.message, remedy: nameRemedy });
}

function* within(given: Territory, configured: Territory): Generator<SweepTarget> {
  for (const target of configured.targets()) if (!given.isOutside(target)) yield target;
}

/** A community travels in clear: whoever has it said outside of its ranges is to know that. */
async function tellAbroad(given: Territory, chosen: Chosen, { say }: Speech, tell: SearchTools["tell"]): Promise<void> {
  if (chosen.kind !== "named") return;
  const { name, credential, territory } = chosen;
  await territory.resolveNames();
  let addresses = 0;
  for (const place of given.targets()) if (!territory.allows(place, credential)) addresses += 1;
  if (addresses > 0) tell(say("credentialAbroad", { name, addresses }));
}

function countOf(targets: Iterable<SweepTarget>): number {
  let count = 0;
  for (const _ of targets) count += 1;
  return count;
}
