import { failed, ok, type Result } from "../leaf/result.ts";
import type { Varbind } from "../leaf/varbind.ts";
import { type Answer, type Answers, collectAnswers, mergeAnswers } from "../profile/answers.ts";
import { askSections, type MibLibrary, objectNamed, type Profile } from "../profile/mib-library.ts";
import { compilePlan, type PollPlan, type PollScope } from "../profile/poll-plan.ts";
import { getAll } from "./chunked-get.ts";
import type { RequestOptions, SnmpFailure, SnmpTarget } from "./snmp-client.ts";
import type { SnmpEngine } from "./snmp-engine.ts";
import { walkColumns } from "./walk.ts";

/** What first contact showed: every answer of the profile, and the plan for all later polls. */
export interface Contact {
  readonly answers: Answers;
  readonly plan: PollPlan;
  readonly isComplete: boolean;
}

/** The answers of a routine poll. */
export interface PollAnswers {
  readonly answers: Answers;
  readonly isComplete: boolean;
  /** An instance of the plan is gone: the device changed its shape and should be contacted anew. */
  readonly hasVanished: boolean;
}

interface NamedColumn {
  readonly object: string;
  readonly oid: string;
}

/** Asks everything that the profile knows: scalars by GET, tables by walking the columns of one table together. */
export async function contactDevice(
  engine: SnmpEngine,
  target: SnmpTarget,
  library: MibLibrary,
  profile: Profile,
  options: RequestOptions,
): Promise<Result<Contact, SnmpFailure>> {
  const objects = [...new Set(askSections.flatMap((section) => profile.ask[section]))].map((name) =>
    objectNamed(library, name),
  );
  const scalars = objects.filter((object) => object.isScalar);
  const got = await getAll(
    engine,
    target,
    scalars.map((object) => `${object.oid}.0`),
    options,
  );
  if (!got.ok) return got;
  const answers: Answer[] = got.value.flatMap((varbind, position) => {
    const object = scalars[position];
    return object ? [{ object: object.name, instance: "0", value: varbind.value }] : [];
  });
  let isComplete = true;
  for (const table of byTable(
    objects.filter((object) => !object.isScalar).map(({ name, oid }) => ({ object: name, oid })),
  )) {
    const walk = await walkColumns(
      engine,
      target,
      table.map((column) => column.oid),
      options,
    );
    if (!walk.ok) return walk;
    isComplete &&= walk.value.isComplete;
    answers.push(...nameColumns(table, walk.value.varbinds));
  }
  const known = collectAnswers(answers);
  return ok({ answers: known, plan: compilePlan(library, profile, known), isComplete });
}

/**
 * Asks what changes: the instances that the device is known to have, and its alerts. Descriptions are taken from first
 * contact.
 */
export async function pollDevice(
  engine: SnmpEngine,
  target: SnmpTarget,
  plan: PollPlan,
  scope: PollScope,
  described: Answers,
  options: RequestOptions,
): Promise<Result<PollAnswers, SnmpFailure>> {
  const instances = plan.gets[scope];
  const got = await getAll(
    engine,
    target,
    instances.map((instance) => instance.oid),
    options,
  );
  if (!got.ok) return failed(got.failure);
  const walk = await walkColumns(
    engine,
    target,
    plan.alertColumns.map((column) => column.oid),
    options,
  );
  if (!walk.ok) return failed(walk.failure);
  const live = instances.map(({ object, instance }, position) => ({
    object,
    instance,
    value: got.value[position]?.value ?? { type: "noSuchInstance" as const, value: null },
  }));
  const isMissing = live.some((answer) => answer.value.value === null);
  return ok({
    answers: mergeAnswers(
      described,
      mergeAnswers(noAlerts(plan), collectAnswers([...live, ...nameColumns(plan.alertColumns, walk.value.varbinds)])),
    ),
    isComplete: walk.value.isComplete && !isMissing,
    hasVanished: isMissing,
  });
}

/** The alerts of first contact must not outlive it. */
function noAlerts(plan: PollPlan): Answers {
  return new Map(plan.alertColumns.map((column) => [column.object, new Map()]));
}

/** Columns of one table share the OID of their entry and are walked row by row. */
function byTable(columns: readonly NamedColumn[]): readonly (readonly NamedColumn[])[] {
  return [...Map.groupBy(columns, (column) => column.oid.slice(0, column.oid.lastIndexOf("."))).values()];
}

function nameColumns(columns: readonly NamedColumn[], varbinds: readonly Varbind[]): readonly Answer[] {
  return varbinds.flatMap(({ oid, value }) => {
    const column = columns.find((candidate) => oid.startsWith(`${candidate.oid}.`));
    return column ? [{ object: column.object, instance: oid.slice(column.oid.length + 1), value }] : [];
  });
}
