import type { SnmpValue } from "../leaf/varbind.ts";
import type { Answers, Column } from "../profile/answers.ts";
import type { Profile } from "../profile/mib-library.ts";
import type { PollPlan } from "../profile/poll-plan.ts";

/** A site has a few dozen models with their options; what hostile devices make up must not fill the memory. */
const mostPlans = 500;
const mostColumns = 5000;

interface Shared {
  readonly plans: Map<string, PollPlan>;
  readonly columns: Map<string, Column>;
}

/** By profile, for as long as it is in use. */
const sharedOf = new WeakMap<Profile, Shared>();

/**
 * The plan of an earlier device with the same instances, if there was one: devices of one model then share one plan and
 * the requests that are written for it, which are most of what is kept of a device between polls.
 */
export function sharePlan(plan: PollPlan): PollPlan {
  const key = plan.gets.full.map(({ oid }) => oid).join(" ");
  return keepFirst(sharedBy(plan.profile).plans, key, plan, mostPlans);
}

/** The same for what devices say of themselves: those of one model describe their parts in the same words. */
export function shareColumns(profile: Profile, answers: Answers): Answers {
  const { columns } = sharedBy(profile);
  const shared = [...answers].map(([object, column]): [string, Column] => {
    const values = [...column].map(([instance, value]) => `${instance}=${value.type}:${textOf(value)}`);
    return [object, keepFirst(columns, [object, ...values].join("\n"), column, mostColumns)];
  });
  return new Map(shared);
}

function sharedBy(profile: Profile): Shared {
  const known = sharedOf.get(profile);
  if (known) return known;
  const shared: Shared = { plans: new Map(), columns: new Map() };
  sharedOf.set(profile, shared);
  return shared;
}

function keepFirst<Value>(known: Map<string, Value>, key: string, value: Value, most: number): Value {
  const first = known.get(key);
  if (first !== undefined) return first;
  if (known.size >= most) known.clear();
  known.set(key, value);
  return value;
}

function textOf({ value }: SnmpValue): string {
  return Buffer.isBuffer(value) ? value.toString("hex") : String(value);
}
