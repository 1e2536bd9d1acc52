import { z } from "zod";
import { DeviceIdentity, Reading } from "../contract/reading.ts";

const at = z.string().describe("observedAt of the reading it is from");
const { counters, supplies, parts, status, alerts } = Reading.shape;

/**
 * The newest that is known of a device. Polls ask for different sections, so each section is the newest of its own and
 * carries its own time; readings may arrive in any order.
 */
export const DeviceState = z.object({
  uid: z.string(),
  identity: z.object({ at, agent: z.string().describe("The agent that saw it last"), value: DeviceIdentity }),
  counters: z.object({ at, value: counters.unwrap() }).optional(),
  supplies: z.object({ at, value: supplies.unwrap() }).optional(),
  parts: z.object({ at, value: parts.unwrap() }).optional(),
  status: z.object({ at, value: status.unwrap() }).optional(),
  alerts: z.object({ at, value: alerts.unwrap() }).optional(),
});
export type DeviceState = z.infer<typeof DeviceState>;

/** One section, ready to be kept: the newest `at` of each (uid, name) wins, whatever the order of arrival. */
export interface DeviceSection {
  readonly uid: string;
  readonly name: Exclude<keyof DeviceState, "uid">;
  /** ISO 8601 with milliseconds. */
  readonly at: string;
  readonly content: DeviceState[Exclude<keyof DeviceState, "uid">];
}

/** What one record says of a device. */
export function sectionsOf(body: DeviceIdentity | Reading, observedAt: string, agent: string): DeviceSection[] {
  const isReading = "device" in body;
  const value = isReading ? body.device : body;
  const common = { uid: value.uid, at: observedAt };
  const sections: DeviceSection[] = [{ ...common, name: "identity", content: { at: observedAt, agent, value } }];
  if (!isReading) return sections;
  if (body.counters) sections.push({ ...common, name: "counters", content: { at: observedAt, value: body.counters } });
  if (body.supplies) sections.push({ ...common, name: "supplies", content: { at: observedAt, value: body.supplies } });
  if (body.parts) sections.push({ ...common, name: "parts", content: { at: observedAt, value: body.parts } });
  if (body.status) sections.push({ ...common, name: "status", content: { at: observedAt, value: body.status } });
  if (body.alerts) sections.push({ ...common, name: "alerts", content: { at: observedAt, value: body.alerts } });
  return sections;
}
