import type { Certainty, Event, EventDevice } from "../../contract/event.ts";
import type { Alert } from "../../contract/status.ts";
import { clear, raise, type Step } from "./event-head.ts";
import { totalOf } from "./meters.ts";
import {
  type ConditionChange,
  followConditions,
  type OpenCondition,
  type Sighting,
  shortHash,
} from "./open-condition.ts";
import type { Poll } from "./poll.ts";

/** The fault of a device that is down without a word why. */
const downKey = "fault.down";
/** Names of prtAlertCode that say nothing: what makes such an alert a fault is its text. */
const vagueCodeNames: readonly string[] = ["other", "unknown"];

/**
 * Raises what only an engineer can mend. No recording of a real service code is known, so each fault carries what it
 * rests on and how sure it is: a code that the device stated, a text, or only its bits.
 */
export function reduceFaults(
  open: readonly OpenCondition[],
  poll: Poll,
  alternatives: readonly EventDevice[],
): Step<readonly OpenCondition[]> {
  const { alerts, status, complete } = poll.reading;
  const named = mergeByKey((alerts ?? []).filter(({ kind }) => kind === "service").map(sight));
  const isDown = isDownUnexplained(poll);
  const bits: Sighting[] = isDown ? [{ key: downKey, code: "down", certainty: "possible", alerts: [] }] : [];
  const canClear = (key: string) =>
    complete && (key === downKey ? status !== undefined && status.device !== null : alerts !== undefined);
  const followed = followConditions(open, [...named, ...bits], canClear, poll);
  return { state: followed.open, events: followed.changes.map((change) => tell(change, poll, alternatives)) };
}

function sight(alert: Alert): Sighting {
  const code = alert.troubleCode ?? alert.codeName;
  const discriminator = alert.troubleCode === undefined ? `#${shortHash(alert.key)}` : "";
  return { key: `fault.${code}${discriminator}`, code, certainty: judge(alert), alerts: [alert] };
}

function judge(alert: Alert): Certainty {
  if (alert.troubleCode !== undefined) return "certain";
  const hasCode = alert.code !== null && !vagueCodeNames.includes(alert.codeName);
  return hasCode && alert.severity.startsWith("critical") ? "certain" : "likely";
}

/** The same trouble code may stand in several rows; the surest of them speaks. */
function mergeByKey(sightings: readonly Sighting[]): readonly Sighting[] {
  const merged = new Map<string, Sighting>();
  for (const sighting of sightings) {
    const before = merged.get(sighting.key);
    const alerts = [...(before?.alerts ?? []), ...sighting.alerts].slice(0, 16);
    merged.set(sighting.key, { ...(before?.certainty === "certain" ? before : sighting), alerts });
  }
  return [...merged.values()];
}

/**
 * serviceRequested is set on healthy and on sleeping machines, so it counts only on a device that is down, and only when
 * nothing a user can mend explains that: an open door, a jam, an empty toner.
 */
function isDownUnexplained({ reading: { status, alerts }, settings }: Poll): boolean {
  if (status?.device !== "down" || alerts === undefined || !status.errors.includes("serviceRequested")) return false;
  const isExplained = alerts.some(({ kind }) => kind === "user" || kind === "supply" || kind === "service");
  return !isExplained && !status.errors.some((bit) => settings.userErrors.includes(bit));
}

function tell(change: ConditionChange, poll: Poll, alternatives: readonly EventDevice[]): Event {
  const { condition, edge, observedAt } = change;
  const { status } = poll.reading;
  const total = totalOf(poll.meter);
  const panelText = condition.alerts[0]?.text ?? status?.console[0] ?? null;
  const telling = {
    key: condition.key,
    certainty: condition.certainty,
    text:
      edge === "raise" ? `Service needed: ${condition.code} ${panelText ?? ""}`.trim() : `${condition.code} is over`,
    evidence: {
      alerts: condition.alerts.slice(0, 16),
      errors: status?.errors.slice(0, 32) ?? [],
      console: status?.console ?? [],
      observedAt,
      ...(total === null ? {} : { counters: { total } }),
    },
  };
  const { raisedAt } = condition.confirmation;
  const isOver = edge === "clear" && raisedAt !== null;
  return {
    ...(isOver ? clear(poll, raisedAt, telling) : raise(poll, telling)),
    type: "fault",
    data: { code: condition.code, panelText, total, alternatives: isOver ? [] : [...alternatives] },
  };
}
