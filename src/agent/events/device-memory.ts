import type { EventDevice } from "../../contract/event.ts";
import type { FirmwareModule } from "../../contract/reading.ts";
import type { Neighbor } from "./alternatives.ts";
import { type JamMemory, noJams } from "./jams.ts";
import type { LevelStep } from "./level-steps.ts";
import type { Meter } from "./meters.ts";
import type { OpenCondition } from "./open-condition.ts";
import type { PartSlot } from "./parts.ts";
import type { UptimeMark } from "./restarts.ts";
import type { TonerSlot } from "./toner-needs.ts";

/** Polls in a row that failed. */
export interface Silence {
  readonly failures: number;
  readonly firstFailureAt: string;
  readonly lastFailureAt: string;
  /** How long it was asked without an answer; left out by earlier versions. */
  readonly askedMs?: number;
  /** null: not told yet. */
  readonly raisedAt: string | null;
}

/** All that the event rules know of one device; plain JSON, stored together with the events that it explains. */
export interface DeviceMemory {
  readonly version: 1;
  /** When the newest reading was made; null: never read. An older or equal one is a repetition and changes nothing. */
  readonly observedAt: string | null;
  readonly device: EventDevice | null;
  readonly isKonicaMinolta: boolean;
  readonly color: boolean | null;
  readonly largeFormat: boolean | null;
  readonly firmware: readonly FirmwareModule[];
  readonly uptime: UptimeMark | null;
  readonly meter: Meter | null;
  readonly levelSteps: readonly LevelStep[];
  readonly toners: readonly TonerSlot[];
  readonly parts: readonly PartSlot[];
  readonly maintenance: readonly OpenCondition[];
  readonly faults: readonly OpenCondition[];
  readonly jams: JamMemory;
  readonly silence: Silence | null;
}

export const emptyMemory: DeviceMemory = {
  version: 1,
  observedAt: null,
  device: null,
  isKonicaMinolta: false,
  color: null,
  largeFormat: null,
  firmware: [],
  uptime: null,
  meter: null,
  levelSteps: [],
  toners: [],
  parts: [],
  maintenance: [],
  faults: [],
  jams: noJams,
  silence: null,
};

/** The device as a neighbor of others; undefined: never read. */
export function neighborOf(memory: DeviceMemory): Neighbor | undefined {
  const { device, isKonicaMinolta, color, largeFormat, faults, jams, silence } = memory;
  if (device === null) return undefined;
  const hasFault = faults.some(({ confirmation }) => confirmation.raisedAt !== null) || jams.raisedAt !== null;
  return { device, isKonicaMinolta, isWorking: !hasFault && silence === null, color, largeFormat };
}

/**
 * Lets readings in again after the wall clock was ahead and has been set right: without it all readings until the wrong
 * date would count as repetitions. Call it once the clock is believed; times already told stay as they were told.
 */
export function acceptFrom(memory: DeviceMemory, nowIsAt: string): DeviceMemory {
  const { observedAt, silence } = memory;
  const notAfterNow = (at: string) => (at > nowIsAt ? nowIsAt : at);
  return {
    ...memory,
    observedAt: observedAt === null ? null : notAfterNow(observedAt),
    silence: silence === null ? null : { ...silence, lastFailureAt: notAfterNow(silence.lastFailureAt) },
  };
}
