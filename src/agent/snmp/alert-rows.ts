import { ok, type Result } from "../leaf/result.ts";
import { absentInstance, type SnmpValue, type Varbind } from "../leaf/varbind.ts";
import { type Answer, type Answers, type Column, collectAnswers, column } from "../profile/answers.ts";
import type { PlannedColumn, PollPlan } from "../profile/poll-plan.ts";
import { getAll } from "./chunked-get.ts";
import { isBelow } from "./oid-order.ts";
import type { RequestOptions, SnmpFailure, SnmpTarget } from "./snmp-client.ts";
import type { SnmpEngine } from "./snmp-engine.ts";

/**
 * The whole rows of the alerts whose telling columns were read: those that stood in the last poll are taken from there,
 * and only of new ones the other columns are asked. The same row with another code or text is a new one.
 */
export async function completeAlerts(
  engine: SnmpEngine,
  target: SnmpTarget,
  { first, alertColumns }: PollPlan,
  before: Answers,
  told: Answers,
  options: RequestOptions,
): Promise<Result<Answers, SnmpFailure>> {
  const telling = first.alertColumns.map(({ object }) => object);
  const others = alertColumns.filter(({ object }) => !telling.includes(object));
  const rows = [...new Set(telling.flatMap((object) => [...column(told, object).keys()]))];
  const isKnown = (row: string) =>
    telling.every((object) => isSame(column(told, object).get(row), column(before, object).get(row)));
  const fresh = rows.filter((row) => !isKnown(row));
  if (fresh.length === 0 && rows.length === rowCount(before, telling)) return ok(before);
  const asked = fresh.flatMap((row) => others.map(({ object, oid }) => ({ object, row, oid: `${oid}.${row}` })));
  const got = await getAll(
    engine,
    target,
    asked.map(({ oid }) => oid),
    options,
  );
  if (!got.ok) return got;
  const found = asked.map(({ object, row }, at): Answer => {
    return { object, instance: row, value: got.value[at]?.value ?? absentInstance };
  });
  const kept = others.flatMap(({ object }) =>
    rows.flatMap((row): readonly Answer[] => {
      const value = isKnown(row) ? column(before, object).get(row) : undefined;
      return value ? [{ object, instance: row, value }] : [];
    }),
  );
  const stood = telling.flatMap((object) =>
    [...column(told, object)].map(([instance, value]): Answer => ({ object, instance, value })),
  );
  const empty: Answers = new Map(alertColumns.map(({ object }): [string, Column] => [object, new Map()]));
  return ok(new Map([...empty, ...collectAnswers([...stood, ...kept, ...found])]));
}

export function nameColumns(columns: readonly PlannedColumn[], varbinds: readonly Varbind[]): readonly Answer[] {
  const answers: Answer[] = [];
  for (const { oid, value } of varbinds) {
    const found = columns.find((candidate) => isBelow(oid, candidate.oid));
    if (found) answers.push({ object: found.object, instance: oid.slice(found.oid.length + 1), value });
  }
  return answers;
}

function rowCount(answers: Answers, objects: readonly string[]): number {
  return new Set(objects.flatMap((object) => [...column(answers, object).keys()])).size;
}

function isSame(one: SnmpValue | undefined, other: SnmpValue | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  if (Buffer.isBuffer(one.value)) return Buffer.isBuffer(other.value) && one.value.equals(other.value);
  return one.type === other.type && one.value === other.value;
}
