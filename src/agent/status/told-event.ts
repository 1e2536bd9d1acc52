import { z } from "zod";
import { Event } from "../../contract/event.ts";
import { detailOf, EventDetail } from "./event-detail.ts";

/** An event as the page tells it; evidence and data go to central. */
export const ToldEvent = z
  .object({
    type: z.literal(Event.options.map((option) => option.shape.type.value)),
    action: Event.options[0].shape.action,
    key: z.string(),
    at: z.string(),
    text: z.string().describe("The English line of the record"),
    detail: EventDetail.optional().describe("Left out: an earlier version kept the text alone"),
    device: z.object({ uid: z.string(), model: z.string().nullable() }).readonly().nullable(),
  })
  .readonly();
export type ToldEvent = z.infer<typeof ToldEvent>;

export function tell(event: Event): ToldEvent {
  const { type, action, key, at, text, device } = event;
  const who = device && { uid: device.uid, model: device.model };
  return { type, action, key, at, text, detail: detailOf(event), device: who };
}
