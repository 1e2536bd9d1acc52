import type { LoadedConfig } from "../../config/config-store.ts";
import { systemClock } from "../../leaf/clock.ts";
import { AgentError } from "../../leaf/errors.ts";
import { addressText } from "../../schedule/meet-device.ts";
import type { DeviceSnapshot } from "../../status/agent-snapshot.ts";
import { lookAtAgent } from "../look-at-agent.ts";
import type { Findings } from "./find-devices.ts";

/** The devices that the agent of this configuration knows from before; none where none ever worked. */
export async function knownDevices(loaded: LoadedConfig): Promise<readonly DeviceSnapshot[]> {
  try {
    return (await lookAtAgent(loaded, systemClock)).snapshot.devices;
  } catch (error) {
    if (error instanceof AgentError) return [];
    throw error;
  }
}

/** Known devices that a search has not found again, neither at their address nor, moved, by their serial number. */
export function silentAmong(
  known: readonly DeviceSnapshot[],
  { answers, met }: Pick<Findings, "answers" | "met">,
): readonly DeviceSnapshot[] {
  const addresses = new Set(answers.map(({ target }) => addressText(target)));
  const serials = new Set([
    ...answers.map(({ serial }) => serial),
    ...met.map(({ reading }) => reading.device.serial ?? undefined),
  ]);
  return known.filter(({ address, serial }) => !addresses.has(address) && !(serial !== null && serials.has(serial)));
}

/** Their service numbers, by serial number. */
export function numbersOf(known: readonly DeviceSnapshot[]): ReadonlyMap<string, string> {
  return new Map(known.flatMap(({ serial, si }) => (serial === null || si === null ? [] : [[serial, si]])));
}
