import { isBroad } from "../../config/broad-range.ts";
import type { RawConfig } from "../../config/setting.ts";
import type { Access, SetupAnswers } from "./answers.ts";

/** The two files of a configuration as they are to be written. */
export interface DraftConfig {
  readonly config: RawConfig;
  readonly secrets: RawConfig;
}

const usualCommunity = "public";

/**
 * The present files with the answers put in; whatever was not asked stays. A community other than `public` goes into the
 * secrets under a name of its own, and the same community has one name.
 */
export function draftConfig(answers: SetupAnswers, present: DraftConfig): DraftConfig {
  const names = nameCommunities(answers, present);
  const communities = [...names].map(([community, name]) => [name, { version: "2c", community } as const] as const);
  const given: Readonly<Record<string, Access>> = { ...answers.credentials, ...Object.fromEntries(communities) };
  const config = {
    ...present.config,
    site: { ...recordOf(present.config["site"]), name: answers.siteName },
    central: centralOf(answers, recordOf(present.config["central"])),
    ranges: answers.ranges?.map((range) => rangeOf(range, names)) ?? present.config["ranges"],
    credentials: { ...recordOf(present.config["credentials"]), ...mapValues(given, publicPart) },
    siNumbersFile: answers.siNumbersFile ?? undefined,
    stateFolder: answers.stateFolder ?? present.config["stateFolder"],
    ...(answers.statusPagePort !== null && {
      statusPage: { ...recordOf(present.config["statusPage"]), port: answers.statusPagePort },
    }),
  };
  const secrets = {
    ...present.secrets,
    enrolmentCode: answers.enrolmentCode ?? present.secrets["enrolmentCode"],
    proxyPassword: answers.proxyPassword ?? present.secrets["proxyPassword"],
    credentials: { ...recordOf(present.secrets["credentials"]), ...mapValues(given, secretPart) },
  };
  return { config: withoutUndefined(config), secrets: withoutUndefined(secrets) };
}

/** The secrets as they stay: a one-time code has done its work once the agent is enrolled. */
export function withoutCode({ enrolmentCode, ...secrets }: RawConfig): RawConfig {
  return secrets;
}

/** A name that is not taken, as in `community-2`. */
export function freeName(stem: string, taken: ReadonlySet<string>): string {
  let number = 1;
  while (taken.has(`${stem}-${number}`)) number += 1;
  return `${stem}-${number}`;
}

/** Names for the communities that need one: the name it has already, else one that no credential has. */
function nameCommunities({ ranges, credentials }: SetupAnswers, { config, secrets }: DraftConfig) {
  const known = recordOf(config["credentials"]);
  const secretsByName = recordOf(secrets["credentials"]);
  const taken = new Set([...Object.keys(known), ...Object.keys(secretsByName), ...Object.keys(credentials)]);
  const names = new Map<string, string>();
  for (const { community } of ranges ?? []) {
    if (community === undefined || community === usualCommunity || names.has(community)) continue;
    const present = Object.keys(known).find(
      (name) => recordOf(known[name])["version"] === "2c" && recordOf(secretsByName[name])["community"] === community,
    );
    const name = present ?? freeName("community", taken);
    taken.add(name);
    names.set(community, name);
  }
  return names;
}

function rangeOf(range: NonNullable<SetupAnswers["ranges"]>[number], names: ReadonlyMap<string, string>) {
  const { addresses, exclude, community, credentials, isOwnPublicRange, isBroadRange } = range;
  return {
    addresses,
    ...(exclude.length > 0 && { exclude }),
    credentials: credentials ?? [names.get(community ?? usualCommunity) ?? usualCommunity],
    ...(isOwnPublicRange && { isOwnPublicRange }),
    // One yes is given for all ranges; it stands where it is needed, so that no small range grows unnoticed later.
    ...(isBroadRange && isBroad(range) && { isBroadRange }),
  };
}

function publicPart(access: Access): object {
  if (access.version !== "3") return { version: access.version };
  const { authKey, privKey, ...rest } = access;
  return withoutUndefined(rest);
}

function secretPart(access: Access): object {
  if (access.version !== "3") return { community: access.community };
  const { authKey, privKey } = access;
  return withoutUndefined({ authKey, privKey });
}

function mapValues(given: Readonly<Record<string, Access>>, change: (access: Access) => object): RawConfig {
  return Object.fromEntries(Object.entries(given).map(([name, access]) => [name, change(access)]));
}

function centralOf({ centralUrl, proxyUrl, caFile }: SetupAnswers, present: RawConfig): RawConfig | undefined {
  if (centralUrl === null) return undefined;
  return withoutUndefined({
    ...present,
    url: centralUrl,
    proxyUrl: proxyUrl ?? undefined,
    caFile: caFile ?? present["caFile"],
  });
}

function recordOf(value: unknown): RawConfig {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function withoutUndefined(record: Readonly<Record<string, unknown>>): RawConfig {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}
