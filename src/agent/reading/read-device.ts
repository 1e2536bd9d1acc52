import type { DeviceIdentity, Reading } from "../../contract/reading.ts";
import type { SnmpValue } from "../leaf/varbind.ts";
import { type Answers, scalar } from "../profile/answers.ts";
import type { MibLibrary, Profile } from "../profile/mib-library.ts";
import type { PollScope } from "../profile/poll-plan.ts";
import { decodeAlerts } from "./decode-alerts.ts";
import { decodeCounters } from "./decode-counters.ts";
import { decodeCovers, decodeStatus, decodeTrays } from "./decode-status.ts";
import { decodeSupplies } from "./decode-supplies.ts";
import { applyAlerts } from "./level-from-alerts.ts";
import { assumedIndex, printerIndex } from "./printer-rows.ts";
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

/** Turns the raw answers of a poll into a Reading; sections that the scope did not ask for are absent. Never throws. */
export function readDevice(library: MibLibrary, poll: DevicePoll): Reading {
  const { profile, answers, scope, device } = poll;
  const index = printerIndex(answers) ?? assumedIndex;
  const text = textReader(library, answers);
  const alerts = decodeAlerts(library, answers, index, device.model, text);
  const panelText = textReader(library, answers, "prtConsoleLocalization");
  const status = decodeStatus(library, answers, index, alerts, device.model, panelText);
  const base = {
    device,
    observedAt: poll.observedAt,
    uptimeMs: decodeUptime(scalar(answers, "sysUpTime")),
    alerts: alerts.slice(0, 512),
    profile: { name: profile.name, revision: profile.revision },
    complete: poll.isComplete,
  };
  if (scope === "status") return { ...base, status };
  const items = decodeSupplies(library, answers, index, text, device.capabilities.color);
  const withSupplies = {
    ...base,
    status: {
      ...status,
      covers: [...decodeCovers(library, answers, index, text)].slice(0, 64),
      trays: [...decodeTrays(profile, answers, index, text)].slice(0, 64),
    },
    supplies: applyAlerts(library, items, alerts).slice(0, 128),
    parts: items.parts.slice(0, 128),
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

/** Milliseconds since the device started, from sysUpTime in hundredths of a second; null: not answered. */
export function decodeUptime(sysUpTime: SnmpValue | undefined): number | null {
  const ticks = asInteger(sysUpTime);
  return ticks !== undefined && ticks >= 0 ? ticks * 10 : null;
}
