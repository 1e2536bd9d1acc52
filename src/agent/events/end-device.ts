import type { Event, EventDevice } from "../../contract/event.ts";
import type { DeviceMemory } from "./device-memory.ts";
import { clear } from "./event-head.ts";
import { jamsCode, jamsKey } from "./jams.ts";
import { totalOf } from "./meters.ts";
import { partNeedKey, stages } from "./parts.ts";
import { tonerNeedKey } from "./toner-needs.ts";

/** Ends all that was told of a device that is known no more: nobody else would ever say that it is over. */
export function endDevice(memory: DeviceMemory, device: EventDevice, at: string): readonly Event[] {
  const head = (key: string, raisedAt: string) => {
    const evidence = { observedAt: [at] };
    const telling = { key, certainty: "certain" as const, text: "Known no more under this name", evidence };
    return clear({ device, at }, raisedAt, telling);
  };
  const fault = (key: string, raisedAt: string | null, code: string): Event[] => {
    if (raisedAt === null) return [];
    const data = { code, panelText: null, total: totalOf(memory.meter), alternatives: [] };
    return [{ ...head(key, raisedAt), type: "fault", data }];
  };
  const { toners, parts, maintenance, faults, jams, silence } = memory;
  return [
    ...toners.flatMap((slot): Event[] => {
      const { color, life, need, emptySince } = slot;
      if (need?.raisedAt == null) return [];
      const left = { level: life.level, isEmpty: emptySince !== null, daysLeft: null, pagesLeft: null };
      return [
        { ...head(tonerNeedKey(slot), need.raisedAt), type: "tonerNeed", data: { color, life: life.number, ...left } },
      ];
    }),
    ...parts.flatMap((slot) =>
      stages.flatMap((stage): Event[] => {
        const raisedAt = slot[stage]?.raisedAt ?? null;
        const { key: part, description, life } = slot;
        const data = { part, description, level: life.level, stage, partCode: null };
        return raisedAt === null ? [] : [{ ...head(partNeedKey(slot, stage), raisedAt), type: "partNeed", data }];
      }),
    ),
    ...maintenance.flatMap(({ key, code, confirmation: { raisedAt } }): Event[] => {
      const level = { state: "unknown" as const };
      const data = { part: code, description: code, level, stage: "nearEnd" as const, partCode: null };
      return raisedAt === null ? [] : [{ ...head(key, raisedAt), type: "partNeed", data }];
    }),
    ...faults.flatMap(({ key, code, confirmation }) => fault(key, confirmation.raisedAt, code)),
    ...fault(jamsKey, jams.raisedAt, jamsCode),
    ...(silence?.raisedAt == null
      ? []
      : [
          {
            ...head("device.silent", silence.raisedAt),
            type: "deviceSilent" as const,
            data: { lastContactAt: memory.observedAt },
          },
        ]),
  ];
}
