import { z } from "zod";

/** What central may ask for; a closed list, off unless the site allows it. A device is named by uid only. */
export const Command = z
  .object({
    id: z.string().min(1).max(64),
    name: z.enum(["read-now", "rediscover", "record", "send-status"]),
    device: z.string().max(64).nullable().describe("uid; null where the command means the whole site"),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: "Command" });
export type Command = z.infer<typeof Command>;
