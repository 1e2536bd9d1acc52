import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { Certainty } from "../../contract/event.ts";
import type { Alert } from "../../contract/status.ts";
import { keepList, keepObject } from "../leaf/unchanged.ts";
import { type Confirmation, confirm } from "./confirmation.ts";
import type { Poll } from "./poll.ts";

/** A condition as one poll shows it. */
export interface Sighting {
  readonly key: string;
  readonly code: string;
  readonly certainty: Certainty;
  readonly alerts: readonly Alert[];
}

/** A condition that is confirmed or on its way, with what showed it last. */
export interface OpenCondition extends Sighting {
  readonly confirmation: Confirmation;
}

export interface ConditionChange {
  readonly condition: OpenCondition;
  readonly edge: "raise" | "clear";
  /** The polls that showed the change, oldest first. */
  readonly observedAt: string[];
}

/** More conditions at once than any device has; hostile texts must not fill the store. */
const maxConditions = 64;

/**
 * Follows all conditions of one sort through a poll. `canClear` false: the poll did not ask, or not everything was
 * answered, so what is missing may still be there.
 */
export function followConditions(
  open: readonly OpenCondition[],
  sightings: readonly Sighting[],
  canClear: (key: string) => boolean,
  poll: Poll,
): { readonly open: readonly OpenCondition[]; readonly changes: readonly ConditionChange[] } {
  const keys = new Set([...open, ...sightings].map(({ key }) => key));
  const next: OpenCondition[] = [];
  const changes: ConditionChange[] = [];
  for (const key of [...keys].slice(0, maxConditions)) {
    const before = open.find((condition) => condition.key === key);
    const sighting = sightings.find((seen) => seen.key === key);
    const shown = sighting !== undefined ? true : canClear(key) ? false : undefined;
    const confirmed = confirm(before?.confirmation ?? null, shown, poll.at, poll.settings.confirmAfterMs);
    const known = sighting ?? before;
    if (known === undefined) continue;
    const condition = confirmed.next && keepCondition(before, { ...known, confirmation: confirmed.next });
    if (condition !== null) next.push(condition);
    if (confirmed.edge === "raise" && condition !== null) {
      changes.push({ condition, edge: "raise", observedAt: [condition.confirmation.firstAt, poll.at] });
    }
    if (confirmed.edge === "clear" && before !== undefined) {
      changes.push({ condition: before, edge: "clear", observedAt: [before.confirmation.goneAt ?? poll.at, poll.at] });
    }
  }
  return { open: keepList(open, next), changes };
}

function keepCondition(before: OpenCondition | undefined, after: OpenCondition): OpenCondition {
  const alerts = before && isDeepStrictEqual(before.alerts, after.alerts) ? before.alerts : after.alerts;
  return keepObject(before, { ...after, alerts });
}

/** Tells two conditions with the same code apart, the same in every reading, in few letters. */
export function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}
