import { ok, type Result } from "../leaf/result.ts";
import { absentInstance, type Varbind } from "../leaf/varbind.ts";
import { type Answer, type Answers, column } from "../profile/answers.ts";
import type { FirstLook, PlannedInstance, PollPlan } from "../profile/poll-plan.ts";
import { nameColumns } from "./alert-rows.ts";
import { getAll } from "./chunked-get.ts";
import { isBelow } from "./oid-order.ts";
import type { BulkAnswer, RequestOptions, SnmpFailure, SnmpTarget } from "./snmp-client.ts";
import { isRefusal, type SnmpEngine, wasTooMuch } from "./snmp-engine.ts";
import { walkColumns } from "./walk.ts";

/** What the first PDU of a poll tells, or what takes its place. */
export interface Look {
  readonly status: readonly Answer[];
  /** Severity, code and text of each alert. */
  readonly alerts: readonly Answer[];
  readonly isComplete: boolean;
}

/** One row more than were there shows that the table ends; a table that was empty may have got one. */
const leastRepetitions = 2;

/**
 * Status and alerts in one PDU. An alert table that goes on behind the answer is walked, and a device that does not
 * manage such a PDU is asked the plain way and remembered.
 */
export async function lookAtDevice(
  engine: SnmpEngine,
  target: SnmpTarget,
  { first }: PollPlan,
  knownAlerts: Answers,
  options: RequestOptions,
): Promise<Result<Look, SnmpFailure>> {
  const { repetitions, pduOids } = engine.limits.of(target);
  if (first.oids.length > pduOids) return lookPlainly(engine, target, first, options);
  const [telling] = first.alertColumns;
  const knownRows = telling === undefined ? 0 : column(knownAlerts, telling.object).size;
  const maxRepetitions = Math.min(repetitions, Math.max(leastRepetitions, knownRows + 1));
  const request = { oids: first.oids, nonRepeaters: first.instances.length, maxRepetitions };
  const answer = await engine.client.getBulk(target, request, options);
  if (!answer.ok) {
    const { failure } = answer;
    const isRefused = isRefusal(failure);
    if (!isRefused && !(await wasTooMuch(engine, target, failure, options))) return answer;
    if (!isRefused && !engine.limits.lowerRepetitions(target, maxRepetitions)) {
      engine.limits.halvePduOids(target, first.oids.length);
    }
    return lookPlainly(engine, target, first, options);
  }
  const status = successors(first.instances, answer.value.nonRepeaters);
  if (!endsTable(first, answer.value)) return withWalk(engine, target, first, status, options);
  return ok({ status, alerts: nameColumns(first.alertColumns, answer.value.rows), isComplete: true });
}

async function lookPlainly(
  engine: SnmpEngine,
  target: SnmpTarget,
  first: FirstLook,
  options: RequestOptions,
): Promise<Result<Look, SnmpFailure>> {
  const oids = first.instances.map(({ oid }) => oid);
  const got = await getAll(engine, target, oids, options);
  return got.ok ? withWalk(engine, target, first, nameInstances(first.instances, got.value), options) : got;
}

async function withWalk(
  engine: SnmpEngine,
  target: SnmpTarget,
  { alertColumns }: FirstLook,
  status: readonly Answer[],
  options: RequestOptions,
): Promise<Result<Look, SnmpFailure>> {
  const oids = alertColumns.map(({ oid }) => oid);
  const walk = await walkColumns(engine, target, oids, options);
  if (!walk.ok) return walk;
  const { varbinds, isComplete } = walk.value;
  // A table that is refused is not an empty one: no alert in it is over.
  return ok({ status, alerts: nameColumns(alertColumns, varbinds), isComplete });
}

/** Whether each column was left behind, so that no row is missing. */
function endsTable({ alertColumns }: FirstLook, { rows }: BulkAnswer): boolean {
  return alertColumns.every(({ oid }, at) =>
    rows.some((varbind, position) => position % alertColumns.length === at && !isRowOf(oid, varbind)),
  );
}

function isRowOf(columnOid: string, { oid, value }: Varbind): boolean {
  return value.value !== null && isBelow(oid, columnOid);
}

/** The values in the order of the instances, as a GET or a GETBULK over known rows gives them. */
export function nameInstances(instances: readonly PlannedInstance[], varbinds: readonly Varbind[]): Answer[] {
  return instances.map(({ object, instance }, at) => ({
    object,
    instance,
    value: varbinds[at]?.value ?? absentInstance,
  }));
}

/** An instance that is gone has another successor. */
function successors(instances: readonly PlannedInstance[], varbinds: readonly Varbind[]): Answer[] {
  return instances.map(({ object, instance, oid }, at) => {
    const found = varbinds[at];
    return { object, instance, value: found?.oid === oid ? found.value : absentInstance };
  });
}
