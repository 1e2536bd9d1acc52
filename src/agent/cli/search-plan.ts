import { networkInterfaces } from "node:os";
import { askNetworks, broadcastPlaces } from "../discovery/broadcast.ts";
import { nameRemedy } from "../discovery/host.ts";
import type { RangeSet } from "../discovery/range-set.ts";
import type { SweepPlan, SweepTarget } from "../discovery/sweep-plan.ts";
import { systemClock } from "../leaf/clock.ts";
import { AgentError } from "../leaf/errors.ts";
import { systemRandom } from "../leaf/random.ts";
import { addressText } from "../schedule/meet-device.ts";
import { Territory } from "../schedule/territory.ts";
import { publicCredential } from "../snmp/credentials.ts";
import { type Chosen, type NamedCredential, outside } from "./chosen-credential.ts";
import type { Speech } from "./speech.ts";

export interface SearchTools {
  readonly speech: Speech;
  /** Whether a named credential may be heard outside of its ranges. */
  readonly isOutsideAllowed: boolean;
  /** For what a person should know before anybody is asked. */
  readonly tell: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Decides who in the ranges is asked, and with what.
 * @throws AgentError for a name that cannot be resolved, `host-outside` where the configuration has nothing to say, and
 * `credential-outside` where a named credential would be heard outside of its ranges without a yes to that
 */
export type PlanSearch = (ranges: RangeSet, chosen: Chosen, tools: SearchTools) => Promise<SweepPlan>;

/** Every place; with a configuration alone only those in its ranges, each with what is said there. */
export const planWhole: PlanSearch = async (ranges, chosen, { speech, isOutsideAllowed, tell }) => {
  const given = await mapOf(ranges, chosen);
  if (chosen.kind !== "configured") {
    if (chosen.kind === "named" && !isOutsideAllowed) await refuseOutside(given, chosen);
    return { known: [], fresh: () => given.targets(), total: given.size };
  }
  const { territory, file } = chosen;
  await territory.resolveNames();
  const fresh = () => within(given, territory);
  const total = countOf(fresh());
  if (total === 0) throw outside("all of that", file);
  if (total < given.size) tell(speech.say("leftOutside", { addresses: given.size - total, file }));
  return { known: [], fresh, total };
};

/** Whoever answers a broadcast is asked by itself then, if the ranges hold it; hear it does everybody. */
export const planQuick: PlanSearch = async (ranges, chosen, { isOutsideAllowed, signal }) => {
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
  if (chosen.kind === "named" && !isOutsideAllowed) throw heardOutside(chosen.name, "everybody who hears a broadcast");
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

/**
 * What the credential of one range may be said to another is not ours to decide, nor can it be taken back: a community
 * travels in clear, and of an SNMPv3 user's digest the password can be guessed at leisure.
 */
async function refuseOutside(given: Territory, { name, credential, territory }: NamedCredential): Promise<void> {
  await territory.resolveNames();
  let [count, first, last] = [0, "", ""];
  for (const place of given.targets()) {
    if (territory.allows(place, credential)) continue;
    last = addressText(place);
    if (count === 0) first = last;
    count += 1;
  }
  if (count > 0) throw heardOutside(name, count === 1 ? first : `${count} addresses, ${first} to ${last}`);
}

function heardOutside(name: string, listeners: string): AgentError {
  return new AgentError({
    kind: "usage",
    code: "credential-outside",
    message: `${name} would be heard outside of its ranges by ${listeners}`,
    remedy: "--outside says yes to that.",
  });
}

function countOf(targets: Iterable<SweepTarget>): number {
  let count = 0;
  for (const _ of targets) count += 1;
  return count;
}
