import type { Event, EventDevice } from "../../contract/event.ts";
import type { DeviceMemory } from "./device-memory.ts";
import { raise } from "./event-head.ts";
import type { EventSettings } from "./event-settings.ts";
import type { Reduced } from "./reduce-reading.ts";
import { spanMs } from "./span.ts";

/** A poll that got no reading. */
export interface PollFailure {
  readonly device: EventDevice;
  /** Why, in one short English line without secrets. */
  readonly reason: string;
}

/**
 * Counts a failed poll. The device is told silent only after several polls and a while, for a sleeping network card
 * misses a poll or two; nothing else of the memory moves, so all that was known stays known with its age.
 */
export function reduceSilence(
  memory: DeviceMemory,
  at: string,
  failure: PollFailure,
  settings: EventSettings,
): Reduced {
  const { observedAt, silence } = memory;
  const newestAt = silence?.lastFailureAt ?? observedAt;
  if (newestAt !== null && at <= newestAt) return { memory, events: [] };
  const firstFailureAt = silence?.firstFailureAt ?? at;
  const failures = (silence?.failures ?? 0) + 1;
  const wasRaised = silence?.raisedAt ?? null;
  const quietMs = spanMs(observedAt ?? firstFailureAt, at);
  const isDue = wasRaised === null && failures >= settings.silentAfterPolls && quietMs >= settings.silentAfterMs;
  const raisedAt = isDue ? at : wasRaised;
  const next = { ...memory, silence: { failures, firstFailureAt, lastFailureAt: at, raisedAt } };
  if (!isDue) return { memory: next, events: [] };
  const telling = {
    key: "device.silent",
    certainty: "likely" as const,
    text: `No answer in ${failures} polls: ${failure.reason}`,
    evidence: { observedAt: [firstFailureAt, at] },
  };
  const event: Event = {
    ...raise({ device: failure.device, at }, telling),
    type: "deviceSilent",
    data: { lastContactAt: observedAt },
  };
  return { memory: next, events: [event] };
}
