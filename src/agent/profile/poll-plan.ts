import { type Answers, column } from "./answers.ts";
import { type AskSection, type MibLibrary, objectNamed, type Profile } from "./mib-library.ts";

/** How much one poll asks. Each scope includes the one before it. */
export const pollScopes = ["status", "supplies", "full"] as const;
export type PollScope = (typeof pollScopes)[number];

/** One object instance that the device is known to have. */
export interface PlannedInstance {
  readonly object: string;
  readonly instance: string;
  readonly oid: string;
}

/** What to ask one device, compiled from its profile and from what it showed at first contact. */
export interface PollPlan {
  readonly profile: Profile;
  /** Instances to GET, by scope. */
  readonly gets: Readonly<Record<PollScope, readonly PlannedInstance[]>>;
  /** Columns of prtAlertTable: its rows come and go, so it is walked in every poll. */
  readonly alertColumns: readonly { readonly object: string; readonly oid: string }[];
}

const sectionsOfScope: Readonly<Record<PollScope, readonly AskSection[]>> = {
  status: ["status"],
  supplies: ["status", "supplies"],
  full: ["status", "supplies", "counters"],
};

/** @param known the answers of first contact; objects that did not answer there are not asked again */
export function compilePlan(library: MibLibrary, profile: Profile, known: Answers): PollPlan {
  const instancesOf = (scope: PollScope) =>
    sectionsOfScope[scope].flatMap((section) =>
      profile.ask[section].flatMap((name) =>
        [...column(known, name).keys()].map((instance) => ({
          object: name,
          instance,
          oid: `${objectNamed(library, name).oid}.${instance}`,
        })),
      ),
    );
  return {
    profile,
    gets: { status: instancesOf("status"), supplies: instancesOf("supplies"), full: instancesOf("full") },
    alertColumns: columnsOf(library, profile.ask.alerts),
  };
}

export function columnsOf(
  library: MibLibrary,
  names: readonly string[],
): readonly { readonly object: string; readonly oid: string }[] {
  return names.map((name) => ({ object: name, oid: objectNamed(library, name).oid }));
}
