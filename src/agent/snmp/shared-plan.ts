import { internBy } from "../leaf/intern.ts";
import { ownBytes } from "../leaf/own-bytes.ts";
import type { SnmpValue } from "../leaf/varbind.ts";
import type { Answers, Column } from "../profile/answers.ts";
import type { Profile } from "../profile/mib-library.ts";
import type { PollPlan } from "../profile/poll-plan.ts";

/**
 * Instances of all plans that are kept: a site has a few dozen models with their options, of a hundred or two each. What
 * hostile devices make up must not fill the memory.
 */
const mostInstances = 100_000;

/** By profile, for as long as it is in use. */
const plansOf = new WeakMap<Profile, Map<string, PollPlan>>();

/**
 * The plan of an earlier device with the same instances, if there was one: devices of one model then share one plan and
 * the requests that are written for it, which are most of what is kept of a device between polls.
 */
export function sharePlan(plan: PollPlan): PollPlan {
  const plans = plansOf.get(plan.profile) ?? new Map<string, PollPlan>();
  plansOf.set(plan.profile, plans);
  const key = [plan.rest.full.valueBytes, ...plan.gets.full.map(({ oid }) => oid)].join(" ");
  const first = plans.get(key);
  if (first !== undefined) return first;
  const instances = [plan, ...plans.values()].reduce((sum, { gets }) => sum + gets.full.length, 0);
  if (instances > mostInstances) plans.clear();
  plans.set(key, plan);
  return plan;
}

/** The same for what devices say of themselves: those of one model describe their parts in the same words. */
export function shareAnswers(answers: Answers): Answers {
  const texts: string[] = [];
  const shared = [...answers].map(([object, column]) => {
    const text = textOfColumn(object, column);
    texts.push(text);
    return [object, internBy(text, detach(column))] as const;
  });
  return internBy(texts.join("\n\n"), new Map(shared));
}

function textOfColumn(object: string, column: Column): string {
  const values = [...column].map(([instance, value]) => `${instance}=${value.type}:${textOf(value)}`);
  return [object, ...values].join("\n");
}

/** Bytes that a device sent stand in slabs that they would hold. */
function detach(column: Column): Column {
  if (![...column.values()].some(({ value }) => Buffer.isBuffer(value))) return column;
  return new Map(
    [...column].map(([instance, held]) => {
      const isSlice = held.type === "octets" || held.type === "opaque";
      return [instance, isSlice ? { ...held, value: ownBytes(held.value) } : held] as const;
    }),
  );
}

function textOf({ value }: SnmpValue): string {
  return Buffer.isBuffer(value) ? value.toString("hex") : String(value);
}
