import type { Event, EventDevice } from "../../contract/event.ts";
import type { DeviceMemory } from "./device-memory.ts";
import { raise } from "./event-head.ts";
import type { EventSettings } from "./event-settings.ts";
import type { Reduced } from "./reduce-reading.ts";
import { apartMs } from "./span.ts";

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
  const askedMs = (silence?.askedMs ?? 0) + askedSince(memory, at, settings);
  const isDue = wasRaised === null && failures >= settings.silentAfterPolls && askedMs >= settings.silentAfterMs;
  const raisedAt = isDue ? at : wasRaised;
  const next = { ...memory, silence: { failures, firstFailureAt, lastFailureAt: at, askedMs, raisedAt } };
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

/**
 * How long the device was asked since the poll before. Behind a longer gap the agent itself may have been off or asleep,
 * and its network is not there yet; of a device that is asked as seldom as that, the polls that are needed fill the time.
 */
function askedSince({ observedAt, silence }: DeviceMemory, at: string, settings: EventSettings): number {
  const before = silence?.lastFailureAt ?? observedAt;
  if (before === null) return 0;
  const mostMs = settings.silentAfterMs / Math.max(1, settings.silentAfterPolls - 1);
  const gapMs = apartMs(before, at);
  return silence === null && gapMs > mostMs ? 0 : Math.min(gapMs, mostMs);
}
