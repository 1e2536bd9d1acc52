import { z } from "zod";

/** A sign of life: what the agent is, how it is, and when it will call next at the latest. */
export const Heartbeat = z
  .object({
    version: z.string().max(64),
    startedAt: z.iso.datetime(),
    nextContactWithinS: z.int().min(1).max(86_400).describe("A promise; a missed one is noticed by central"),
    isLast: z.boolean().describe("An orderly goodbye: no contact is promised after it"),
    devices: z.object({
      known: z.int().min(0),
      answering: z.int().min(0),
      silent: z.int().min(0),
      otherPrinters: z.int().min(0),
    }),
    outbox: z.object({
      records: z.int().min(0),
      bytes: z.int().min(0),
      oldestAt: z.iso.datetime().nullable(),
      quarantined: z.int().min(0),
    }),
    loopDelay: z
      .object({ p99Ms: z.int().min(0), maxMs: z.int().min(0) })
      .optional()
      .describe("How late the agent's event loop was in five minutes that are over; left out: not measured yet"),
  })
  .meta({ id: "Heartbeat" });
export type Heartbeat = z.infer<typeof Heartbeat>;
