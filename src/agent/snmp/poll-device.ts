import { hash } from "node:crypto";
import { ok, type Result } from "../leaf/result.ts";
import type { Varbind } from "../leaf/varbind.ts";
import { type Answer, type Answers, collectAnswers } from "../profile/answers.ts";
import { askSections, type MibLibrary, objectNamed, type Profile } from "../profile/mib-library.ts";
import {
  compilePlan,
  type PlannedBlock,
  type PlannedColumn,
  type PlannedRest,
  type PollPlan,
  type PollScope,
} from "../profile/poll-plan.ts";
import { completeAlerts, nameColumns } from "./alert-rows.ts";
import { getAll } from "./chunked-get.ts";
import { lookAtDevice, nameInstances } from "./first-look.ts";
import { sharePlan } from "./shared-plan.ts";
import type { RequestOptions, SnmpFailure, SnmpTarget } from "./snmp-client.ts";
import { isRefusal, type SnmpEngine, wasTooMuch } from "./snmp-engine.ts";
import { walkColumns } from "./walk.ts";

/** The one object that is another in every poll. */
const runningObject = "sysUpTime";

/** What first contact showed: every answer of the profile, and the plan for all later polls. */
export interface Contact {
  readonly answers: Answers;
  readonly plan: PollPlan;
  readonly isComplete: boolean;
}

/** The answers of a routine poll. */
export interface PollAnswers {
  /** What was asked now, beside the alerts. */
  readonly live: readonly Answer[];
  /** The same object as before when the alert table did not change. */
  readonly alerts: Answers;
  /** Digest of all that was answered beside the alerts and the running uptime: only to compare polls of one scope. */
  readonly said: string;
  readonly isComplete: boolean;
  /** What the plan asks for and the device does not have, as in `prtCoverStatus.1.2`: it may have changed its shape. */
  readonly missing: readonly string[];
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
    isComplete &&= walk.value.isComplete || walk.value.ending === "refused";
    answers.push(...nameColumns(table, walk.value.varbinds));
  }
  const known = collectAnswers(answers);
  return ok({ answers: known, plan: sharePlan(compilePlan(library, profile, known)), isComplete });
}

/**
 * Asks what changes: the instances that the device is known to have, and its alerts.
 * @param known the alert table of the last poll: what belongs to an alert that stood there is taken from it
 */
export async function pollDevice(
  engine: SnmpEngine,
  target: SnmpTarget,
  plan: PollPlan,
  scope: PollScope,
  known: Answers,
  options: RequestOptions,
): Promise<Result<PollAnswers, SnmpFailure>> {
  const look = await lookAtDevice(engine, target, plan, known, options);
  if (!look.ok) return look;
  const alerts = await completeAlerts(engine, target, plan, known, collectAnswers(look.value.alerts), options);
  if (!alerts.ok) return alerts;
  const rest = await askRest(engine, target, plan.rest[scope], options);
  if (!rest.ok) return rest;
  const live = [...look.value.status, ...rest.value];
  const missing = live.flatMap(({ object, instance, value }) =>
    value.value === null ? [`${object}.${instance}`] : [],
  );
  return ok({ live, alerts: alerts.value, said: digestOf(live), isComplete: look.value.isComplete, missing });
}

function digestOf(live: readonly Answer[]): string {
  const values = live.map(({ object, value: { type, value } }) => {
    if (object === runningObject) return "";
    return type + (Buffer.isBuffer(value) ? value.toString("latin1") : String(value));
  });
  return hash("sha256", values.join("\n"), "base64");
}

async function askRest(
  engine: SnmpEngine,
  target: SnmpTarget,
  { instances, oids, valueBytes, blocks }: PlannedRest,
  options: RequestOptions,
): Promise<Result<readonly Answer[], SnmpFailure>> {
  const got = await getAll(engine, target, oids, options, valueBytes);
  if (!got.ok) return got;
  const answers = nameInstances(instances, got.value);
  for (const block of blocks) {
    const values = await getBlock(engine, target, block, options);
    if (!values.ok) return values;
    answers.push(...nameInstances(block.instances, values.value));
  }
  return ok(answers);
}

/** By one GETBULK, or by GETs from a device that manages no such answer. */
async function getBlock(
  engine: SnmpEngine,
  target: SnmpTarget,
  { instances, columns, rows }: PlannedBlock,
  options: RequestOptions,
): Promise<Result<readonly Varbind[], SnmpFailure>> {
  if (target.credential.version !== "1" && engine.limits.of(target).repetitions >= rows) {
    const request = { oids: columns, nonRepeaters: 0, maxRepetitions: rows };
    const answer = await engine.client.getBulk(target, request, options);
    if (answer.ok && instances.every(({ oid }, at) => answer.value.rows[at]?.oid === oid)) return ok(answer.value.rows);
    // A refusal or another row says nothing of the size: the GETs find out what it is about.
    const isRefused = !answer.ok && isRefusal(answer.failure);
    if (!answer.ok && !isRefused && !(await wasTooMuch(engine, target, answer.failure, options))) return answer;
    const isCutShort = answer.ok ? answer.value.rows.length < instances.length : !isRefused;
    if (isCutShort) engine.limits.lowerRepetitions(target, rows);
  }
  return getAll(
    engine,
    target,
    instances.map(({ oid }) => oid),
    options,
  );
}

/** Columns of one table share the OID of their entry and are walked row by row. */
function byTable(columns: readonly PlannedColumn[]): readonly (readonly PlannedColumn[])[] {
  return [...Map.groupBy(columns, (column) => column.oid.slice(0, column.oid.lastIndexOf("."))).values()];
}
