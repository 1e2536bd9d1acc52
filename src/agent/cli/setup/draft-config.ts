import type { RawConfig } from "../../config/setting.ts";
import type { SetupAnswers } from "./answers.ts";

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
  const communities = [...new Set((answers.ranges ?? []).map(({ community }) => community))].filter(
    (community) => community !== usualCommunity,
  );
  const nameOf = (community: string) =>
    community === usualCommunity ? usualCommunity : `community-${communities.indexOf(community) + 1}`;
  const named = (value: (community: string) => object) =>
    Object.fromEntries(communities.map((community) => [nameOf(community), value(community)]));
  const config = {
    ...present.config,
    site: { ...recordOf(present.config["site"]), name: answers.siteName },
    central: centralOf(answers, recordOf(present.config["central"])),
    ranges:
      answers.ranges?.map(({ addresses, exclude, community }) => ({
        addresses,
        ...(exclude.length > 0 && { exclude }),
        credentials: [nameOf(community)],
      })) ?? present.config["ranges"],
    credentials: { ...recordOf(present.config["credentials"]), ...named(() => ({ version: "2c" })) },
    siNumbersFile: answers.siNumbersFile ?? undefined,
    stateFolder: answers.stateFolder ?? present.config["stateFolder"],
    ...(answers.statusPagePort !== null && {
      statusPage: { ...recordOf(present.config["statusPage"]), port: answers.statusPagePort },
    }),
  };
  const secrets = {
    ...present.secrets,
    enrolmentCode: answers.enrolmentCode ?? present.secrets["enrolmentCode"],
    credentials: { ...recordOf(present.secrets["credentials"]), ...named((community) => ({ community })) },
  };
  return { config: withoutUndefined(config), secrets: withoutUndefined(secrets) };
}

/** The secrets as they stay: a one-time code has done its work once the agent is enrolled. */
export function withoutCode({ enrolmentCode, ...secrets }: RawConfig): RawConfig {
  return secrets;
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
