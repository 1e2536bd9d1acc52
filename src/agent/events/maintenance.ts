import type { Event } from "../../contract/event.ts";
import type { Alert } from "../../contract/status.ts";
import { codesOf } from "../reading/classify-alert.ts";
import { clear, raise, type Step } from "./event-head.ts";
import {
  type ConditionChange,
  followConditions,
  type OpenCondition,
  type Sighting,
  shortHash,
} from "./open-condition.ts";
import type { Poll } from "./poll.ts";
import type { WearAlert } from "./wear-alerts.ts";

/** prtAlertCode values that say that a life is over: subunitLifeOver, markerDeveloperEmpty, markerOpcLifeOver. */
const overCodes: readonly number[] = [11, 1112, 1114];

/**
 * Needs of parts that the device tells in an alert without a level, as in `Maintenance Required P-8`. They end with the
 * alert, since nothing else shows that somebody did the work. `told` are alerts that a part with a level stands for.
 */
export function reduceMaintenance(
  open: readonly OpenCondition[],
  poll: Poll,
  told: readonly WearAlert[],
): Step<readonly OpenCondition[]> {
  const isToldAlready = (alert: Alert) => told.some((wear) => wear.alert === alert);
  const sightings = (poll.reading.alerts ?? [])
    .filter((alert) => alert.kind === "maintenance" && !isToldAlready(alert))
    .map(sight);
  const canClear = poll.reading.alerts !== undefined && poll.reading.complete;
  const followed = followConditions(open, sightings, () => canClear, poll);
  return { state: followed.open, events: followed.changes.map((change) => tell(change, poll)) };
}

function sight(alert: Alert): Sighting {
  const code = alert.partCode ?? alert.codeName;
  const key = alert.partCode === undefined ? `part.${code}#${shortHash(alert.key)}` : `part.${code}`;
  return { key, code, certainty: alert.partCode === undefined ? "likely" : "certain", alerts: [alert] };
}

function tell({ condition, edge, observedAt }: ConditionChange, poll: Poll): Event {
  const alert = condition.alerts[0];
  const description = alert?.text || condition.code;
  const telling = {
    key: condition.key,
    certainty: condition.certainty,
    text: edge === "raise" ? `Maintenance due: ${description}` : `Maintenance done: ${description}`,
    evidence: { alerts: [...condition.alerts], observedAt },
  };
  const { raisedAt } = condition.confirmation;
  const isOver = codesOf(alert?.code ?? undefined).some((code) => overCodes.includes(code));
  return {
    ...(edge === "clear" && raisedAt !== null ? clear(poll, raisedAt, telling) : raise(poll, telling)),
    type: "partNeed",
    data: {
      part: condition.code,
      description,
      level: { state: "unknown" },
      stage: isOver ? "end" : "nearEnd",
      partCode: alert?.partCode ?? null,
    },
  };
}
