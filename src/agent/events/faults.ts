import type { Certainty, Event, EventDevice } from "../../contract/event.ts";
import type { Alert } from "../../contract/status.ts";
import { codesOf } from "../reading/classify-alert.ts";
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
import { downKey, isVague, keepKeys, panelCode, recognize } from "./same-fault.ts";

/** The fault of a device whose panel calls for service in words alone. */
const panelKey = `fault.${panelCode}`;
/** Names of prtAlertCode that say nothing: what makes such an alert a fault is its text. */
const vagueCodeNames: readonly string[] = ["other", "unknown"];

/**
 * Raises what only an engineer can mend. No recording of a real service code is known, so each fault carries what it
 * rests on and how sure it is: a code that the device stated, a text, or only its bits.
 */
export function reduceFaults(
  open: readonly OpenCondition[],
  poll: Poll,
  alternatives: () => readonly EventDevice[],
): Step<readonly OpenCondition[]> {
  const { alerts, status, complete } = poll.reading;
  const named = mergeByKey((alerts ?? []).filter(({ kind }) => kind === "service").map(sight));
  const bits: Sighting[] = isDownUnexplained(poll) ? [sightWithoutAlert(downKey, "down", "possible")] : [];
  const canClear = (key: string) =>
    complete && (key === downKey ? status !== undefined && status.device !== null : alerts !== undefined);
  const signs = keepKeys(open, addPanel(recognize(open, named), poll));
  const followed = followConditions(open, [...signs, ...bits], canClear, poll);
  return { state: followed.open, events: followed.changes.map((change) => tell(change, poll, alternatives)) };
}

function sight(alert: Alert): Sighting {
  const code = alert.troubleCode ?? alert.codeName;
  const discriminator = alert.troubleCode === undefined ? `#${shortHash(alert.key)}` : "";
  return { key: `fault.${code}${discriminator}`, code, certainty: judge(alert), alerts: [alert] };
}

/**
 * Adds what only the panel tells: a call for service while no alert tells one, or a trouble code that stands in no alert.
 * Beside an alert without one (motorFailure, and C-2557 on the panel) it names the same fault: one ticket, not two.
 */
function addPanel(named: readonly Sighting[], { reading: { status } }: Poll): readonly Sighting[] {
  const call = status?.serviceCall;
  if (call === undefined) return named;
  const code = call.troubleCode;
  if (code === undefined) return named.length > 0 ? named : [sightWithoutAlert(panelKey, panelCode, "possible")];
  if (named.some((sighting) => sighting.code === code)) return named;
  const meant = named.find(isVague);
  if (meant === undefined) return [...named, sightWithoutAlert(`fault.${code}`, code, "likely")];
  return named.map((sighting) => (sighting === meant ? { ...sighting, code } : sighting));
}

function sightWithoutAlert(key: string, code: string, certainty: Certainty): Sighting {
  return { key, code, certainty, alerts: [] };
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
 * nothing else explains that: sleep, warming up, what the panel says, or what a user can mend, such as an open door.
 */
function isDownUnexplained({ reading: { status, alerts }, settings }: Poll): boolean {
  if (status?.device !== "down" || alerts === undefined || !status.errors.includes("serviceRequested")) return false;
  if (status.asleep || status.printer === "warmup" || status.serviceCall !== undefined) return false;
  const isExplained = alerts.some(({ kind, code, severity }) => {
    if (severity === "critical") return kind !== "info";
    return (
      kind !== "info" &&
      kind !== "maintenance" &&
      !codesOf(code ?? undefined).some((one) => settings.stoplessCodes.includes(one))
    );
  });
  return !isExplained && !status.errors.some((bit) => settings.userErrors.includes(bit));
}

/** `C-2557: Call service`, but not the code twice where the panel shows it too, be it as `C2557`. */
export function nameFault(code: string, panelText: string | null): string {
  if (panelText === null || panelText === "") return code;
  const isShown = panelText.replaceAll("-", "").includes(code.replaceAll("-", ""));
  return isShown ? panelText : `${code}: ${panelText}`;
}

function tell(change: ConditionChange, poll: Poll, alternatives: () => readonly EventDevice[]): Event {
  const { condition, edge, observedAt } = change;
  const { status } = poll.reading;
  const total = totalOf(poll.meter);
  // What stands on the panel of a device that is up speaks of something else.
  const line = status?.serviceCall?.text ?? (status?.device === "down" ? status.console[0] : undefined);
  const panelText = condition.alerts[0]?.text || (line ?? null);
  const telling = {
    key: condition.key,
    certainty: condition.certainty,
    text: edge === "raise" ? `Service needed: ${nameFault(condition.code, panelText)}` : `${condition.code} is over`,
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
    data: { code: condition.code, panelText, total, alternatives: isOver ? [] : [...alternatives()] },
  };
}
