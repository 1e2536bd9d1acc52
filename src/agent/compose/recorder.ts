import { longestRecording } from "../../contract/recording.ts";
import { probeEitherVersion } from "../discovery/probe.ts";
import { findDevice, type KnownDevice } from "../inventory/device-directory.ts";
import { type Clock, stamp } from "../leaf/clock.ts";
import type { Log } from "../leaf/log.ts";
import { ok, type Result } from "../leaf/result.ts";
import type { SiteKeeper } from "../schedule/site-keeper.ts";
import { recordDevice } from "../snmp/record-device.ts";
import { type RecordingOptions, recordingText } from "../snmp/recording-text.ts";
import type { RequestOptions, SnmpFailure, SnmpTarget } from "../snmp/snmp-client.ts";
import type { SnmpEngine } from "../snmp/snmp-engine.ts";

export interface RecorderParts {
  readonly engine: SnmpEngine;
  readonly options: RequestOptions;
  /** undefined: the device must not be asked. */
  readonly targetOf: (device: KnownDevice) => Promise<SnmpTarget | undefined>;
  readonly keeper: SiteKeeper;
  readonly clock: Clock;
  readonly log: Log;
}

export interface RecordedText {
  readonly text: string;
  /** Whether every branch was read to its end. */
  readonly isComplete: boolean;
}

/**
 * What the device answers, as a recording. It is probed first: a device that was never met may know SNMPv1 only, and a
 * walk in SNMPv2c finds silence there.
 */
export async function recordAnonymously(
  engine: SnmpEngine,
  target: SnmpTarget,
  options: RequestOptions,
  recording: RecordingOptions,
): Promise<Result<RecordedText, SnmpFailure>> {
  const probed = await probeEitherVersion(engine, target, options);
  if (!probed.ok) return probed;
  const recorded = await recordDevice(engine, target, options);
  if (!recorded.ok) return recorded;
  return ok({ text: recordingText(recorded.value, recording), isComplete: recorded.value.isComplete });
}

/**
 * Follows `record`: walks a known device where it was last seen, and keeps what it answered as a record for central,
 * without names, serial number and MAC.
 */
export function makeRecorder({ engine, options, targetOf, keeper, clock, log }: RecorderParts) {
  return async (command: string, uid: string): Promise<void> => {
    const device = findDevice(keeper.state.inventory, uid);
    const target = device && (await targetOf(device));
    if (target === undefined) return log.warn("record.failed", { uid, reason: "unknown" });
    const recorded = await recordAnonymously(engine, target, options, { hidesIdentity: true });
    if (!recorded.ok) return log.warn("record.failed", { uid, reason: recorded.failure.kind });
    const { text: snmprec, isComplete } = recorded.value;
    if (snmprec.length > longestRecording) return log.warn("record.failed", { uid, reason: "tooLarge" });
    const body = { command, recordedAt: stamp(clock), device: uid, isComplete, snmprec };
    if (keeper.record({ kind: "recording", body }) !== undefined) log.info("record.done", { uid, isComplete });
  };
}
