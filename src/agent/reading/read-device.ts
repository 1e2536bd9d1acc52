import type { DeviceIdentity, Reading } from "../../contract/reading.ts";
import type { Alert } from "../../contract/status.ts";
import type { Supply } from "../../contract/supply.ts";
import { type Answers, scalar } from "../profile/answers.ts";
import type { MibLibrary, Profile } from "../profile/mib-library.ts";
import type { PollScope } from "../profile/poll-plan.ts";
import { genericCode } from "./classify-alert.ts";
import { colorOfText } from "./classify-supply.ts";
import { decodeAlerts } from "./decode-alerts.ts";
import { decodeCounters } from "./decode-counters.ts";
import { decodeCovers, decodeStatus, decodeTrays } from "./decode-status.ts";
import { decodeSupplies } from "./decode-supplies.ts";
import { printerIndex } from "./printer-rows.ts";
import { textReader } from "./text.ts";
import { asInteger } from "./values.ts";

/** One poll of one device, before its values have a meaning. */
export interface DevicePoll {
  readonly profile: Profile;
  readonly answers: Answers;
  readonly scope: PollScope;
  readonly device: DeviceIdentity;
  /** ISO 8601 UTC, when the poll began. */
  readonly observedAt: string;
  /** Whether every object asked for was answered. */
  readonly isComplete: boolean;
}

/** hrDeviceIndex where the device tells none: only the sections that need it stay empty. */
const assumedIndex = 1;

/** Turns the raw answers of a poll into a Reading; sections that the scope did not ask for are absent. Never throws. */
export function readDevice(library: MibLibrary, poll: DevicePoll): Reading {
  const { profile, answers, scope, device } = poll;
  const index = printerIndex(answers) ?? assumedIndex;
  const text = textReader(library, answers);
  const alerts = decodeAlerts(library, answers, index, device.model, text);
  const status = decodeStatus(library, answers, index, alerts, device.model, text);
  const ticks = asInteger(scalar(answers, "sysUpTime"));
  const base = {
    device,
    observedAt: poll.observedAt,
    uptimeMs: ticks !== undefined && ticks >= 0 ? ticks * 10 : null,
    alerts: alerts.slice(0, 512),
    profile: { name: profile.name, revision: profile.revision },
    complete: poll.isComplete,
  };
  if (scope === "status") return { ...base, status };
  const { supplies, parts } = decodeSupplies(library, answers, index, text, device.capabilities.color);
  const withSupplies = {
    ...base,
    status: {
      ...status,
      covers: [...decodeCovers(library, answers, index, text)].slice(0, 64),
      trays: [...decodeTrays(profile, answers, index, text)].slice(0, 64),
    },
    supplies: supplies.slice(0, 128).map((supply) => levelFromAlerts(library, supply, supplies, alerts)),
    parts: parts.slice(0, 128),
  };
  if (scope === "supplies") return withSupplies;
  const { counters, unsupported, checks, counting } = decodeCounters(library, profile, answers, index);
  return {
    ...withSupplies,
    counters: counters.slice(0, 512),
    unsupported: unsupported.slice(0, 512),
    checks: [...checks],
    counting,
  };
}

/** A supply that only says "some" is low, empty or full when an alert of its kind (and color) says so. */
function levelFromAlerts(
  library: MibLibrary,
  supply: Supply,
  supplies: readonly Supply[],
  alerts: readonly Alert[],
): Supply {
  if (supply.level.state !== "some" && supply.level.state !== "unknown") return supply;
  const isOnly = !supplies.some((other) => other !== supply && other.kind === supply.kind);
  const concerning = alerts.filter(
    (alert) => isOnly || supply.color === null || colorOfText(library.supplyRules, alert.text) === supply.color,
  );
  const rules = library.alertRules.levels.filter(
    (rule) =>
      rule.kind === supply.kind && concerning.some((alert) => rule.codes.includes(genericCode(alert.code ?? -1) ?? -1)),
  );
  const worst = rules.find((rule) => rule.state !== "low") ?? rules[0];
  return worst ? { ...supply, level: { state: worst.state } } : supply;
}
