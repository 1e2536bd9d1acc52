import type { Reading } from "../../contract/reading.ts";
import { sweep } from "../discovery/sweep.ts";
import { defaultSweepSettings, type SweepAnswer, type SweepPlan, type SweepProgress } from "../discovery/sweep-plan.ts";
import { stamp, systemClock } from "../leaf/clock.ts";
import { projectFile } from "../leaf/project-files.ts";
import type { Result } from "../leaf/result.ts";
import { loadMibs } from "../profile/load-mibs.ts";
import { traceReading } from "../reading/provenance.ts";
import { type FirstMeeting, meetDevice } from "../schedule/meet-device.ts";
import type { RecordingOptions } from "../snmp/recording-text.ts";
import type { SnmpFailure, SnmpTarget } from "../snmp/snmp-client.ts";
import { patientOptions } from "../snmp/snmp-engine.ts";
import { type RecordedText, recordAnonymously } from "./recorder.ts";
import { openEngine, sweepingWire } from "./snmp-engine.ts";

/** The wire for commands that ask now and end: no store, no schedule. */
export interface Wire {
  meet(target: SnmpTarget): Promise<Result<FirstMeeting, SnmpFailure>>;
  /** The reading with the origin of each value. */
  explain(meeting: FirstMeeting): Reading;
  sweep(
    plan: SweepPlan,
    addressesPerSecond: number,
    onProgress: (progress: SweepProgress) => void,
    signal: AbortSignal,
  ): AsyncGenerator<SweepAnswer>;
  /** What the device answers, as an anonymous recording. */
  record(target: SnmpTarget, options: RecordingOptions): Promise<Result<RecordedText, SnmpFailure>>;
  close(): void;
}

export async function openWire(): Promise<Wire> {
  // Read first: a wrong file must not leave a socket open behind it.
  const library = loadMibs(projectFile("mibs"));
  const engine = await openEngine(sweepingWire);
  const interview = {
    engine,
    library,
    options: patientOptions,
    stamp: () => stamp(systemClock),
  };
  return {
    meet: (target) => meetDevice(interview, target),
    explain: ({ reading, answers, acquaintance: { profile } }) => ({
      ...reading,
      provenance: traceReading(interview.library, profile, answers),
    }),
    sweep: (plan, addressesPerSecond, onProgress, signal) =>
      sweep(engine, plan, { ...defaultSweepSettings, addressesPerSecond }, onProgress, signal),
    record: (target, options) => recordAnonymously(engine, target, patientOptions, options),
    close: () => engine.client.close(),
  };
}
