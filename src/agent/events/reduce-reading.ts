import type { Event } from "../../contract/event.ts";
import type { Reading } from "../../contract/reading.ts";
import { eventDevice } from "../inventory/event-device.ts";
import { keepObject } from "../leaf/unchanged.ts";
import { findAlternatives, type Neighbor } from "./alternatives.ts";
import { type DeviceMemory, neighborOf } from "./device-memory.ts";
import { clear, type Occasion } from "./event-head.ts";
import type { EventSettings } from "./event-settings.ts";
import { reduceFaults } from "./faults.ts";
import { reduceJams } from "./jams.ts";
import { learnSteps, withSteps } from "./level-steps.ts";
import { reduceMaintenance } from "./maintenance.ts";
import { reduceMeters } from "./meters.ts";
import { reduceParts } from "./parts.ts";
import type { Poll } from "./poll.ts";
import { reduceFirmware, reduceUptime } from "./restarts.ts";
import { reduceToners } from "./toner-needs.ts";
import { matchWearAlerts } from "./wear-alerts.ts";

export interface Reduced {
  readonly memory: DeviceMemory;
  readonly events: readonly Event[];
}

export interface ReducedReading extends Reduced {
  /** The reading with what only the history tells: the steps of its levels. */
  readonly reading: Reading;
}

/**
 * What one reading tells beyond what was known: the new memory and the events, which belong into the same commit. The
 * same history gives the same events however often it is interrupted, and a reading not newer than the memory none.
 * @param isDateBelieved false: the clock that stamped the reading may be set yet, and closes no month
 */
export function reduceReading(
  memory: DeviceMemory,
  heard: Reading,
  settings: EventSettings,
  neighbors: Iterable<Neighbor>,
  isDateBelieved = true,
): ReducedReading {
  const at = heard.observedAt;
  if (memory.observedAt !== null && at <= memory.observedAt) return { memory, events: [], reading: heard };
  const levelSteps = learnSteps(memory.levelSteps, heard);
  const reading = withSteps(heard, levelSteps);
  const occasion = { device: eventDevice(reading.device), at, reading, settings, isDateBelieved };
  const meter = reduceMeters(memory.meter, occasion);
  const poll: Poll = { ...occasion, meter: meter.state, meterBefore: memory.meter };
  const known: DeviceMemory = { ...memory, ...describeDevice(memory, occasion), meter: meter.state };
  const self = neighborOf(known);
  // Looked for only when something is raised: it takes all devices of the site.
  const alternatives = () => (self === undefined ? [] : findAlternatives(self, [...neighbors]));

  const uptime = reduceUptime(memory.uptime, poll);
  const firmware = reduceFirmware(memory.firmware, poll);
  const toners = reduceToners(memory.toners, poll);
  const wear = matchWearAlerts(reading.alerts ?? [], memory.parts, settings);
  const parts = reduceParts(memory.parts, poll, wear);
  const maintenance = reduceMaintenance(memory.maintenance, poll, wear);
  const faults = reduceFaults(memory.faults, poll, alternatives);
  const jams = reduceJams(memory.jams, poll, alternatives);
  const steps = [uptime, firmware, meter, toners, parts, maintenance, faults, jams];
  return {
    memory: {
      ...known,
      silence: null,
      levelSteps,
      uptime: uptime.state,
      firmware: firmware.state,
      toners: toners.state,
      parts: parts.state,
      maintenance: maintenance.state,
      faults: faults.state,
      jams: jams.state,
    },
    events: [...tellReturn(memory, poll), ...steps.flatMap(({ events }) => events)],
    reading,
  };
}

function describeDevice(memory: DeviceMemory, { device, at, reading }: Occasion & { readonly reading: Reading }) {
  const { isKonicaMinolta, capabilities } = reading.device;
  return {
    observedAt: at,
    device: keepObject(memory.device, device),
    isKonicaMinolta,
    color: capabilities.color ?? memory.color,
    largeFormat: capabilities.largeFormat ?? memory.largeFormat,
  };
}

/** A device that answers is back, whatever it answers. */
function tellReturn({ silence, observedAt }: DeviceMemory, poll: Poll): Event[] {
  const raisedAt = silence?.raisedAt ?? null;
  if (raisedAt === null) return [];
  const telling = {
    key: "device.silent",
    certainty: "certain" as const,
    text: "Answers again",
    evidence: { observedAt: [poll.at] },
  };
  return [{ ...clear(poll, raisedAt, telling), type: "deviceSilent", data: { lastContactAt: observedAt } }];
}
