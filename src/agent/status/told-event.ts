import { z } from "zod";
import { Event } from "../../contract/event.ts";

/** An event as the page tells it; evidence and data go to central. */
export const ToldEvent = z
  .object({
    type: z.literal(Event.options.map((option) => option.shape.type.value)),
    action: Event.options[0].shape.action,
    key: z.string(),
    at: z.string(),
    text: z.string(),
    device: z.object({ uid: z.string(), model: z.string().nullable() }).readonly().nullable(),
  })
  .readonly();
export type ToldEvent = z.infer<typeof ToldEvent>;
