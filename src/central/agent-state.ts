import { z } from "zod";
import { Heartbeat } from "../contract/heartbeat.ts";

/** The newest heartbeat and its place in the agent's history. */
const LatestHeartbeat = z.object({ epoch: z.string(), seq: z.int(), at: z.string(), body: Heartbeat });
type LatestHeartbeat = z.infer<typeof LatestHeartbeat>;

/** What central knows of an agent apart from its records. */
export const AgentState = z.object({
  id: z.string(),
  site: z.string(),
  hostName: z.string(),
  enrolledAt: z.string(),
  isRevoked: z.boolean(),
  signingKey: z.string().optional().describe("Public key of its exports, base64; absent: it named none"),
  lastContactMs: z.number().nullable().describe("Wall clock of central"),
  heartbeat: LatestHeartbeat.nullable(),
  lastSilence: z
    .object({ fromMs: z.number(), toMs: z.number(), because: z.string() })
    .nullable()
    .describe("The last missed promise that ended"),
});
export type AgentState = z.infer<typeof AgentState>;

/** The later of two heartbeats. */
export function newerHeartbeat(known: LatestHeartbeat | null, next: LatestHeartbeat): LatestHeartbeat {
  if (known === null) return next;
  const isNewer = known.epoch === next.epoch ? next.seq > known.seq : next.epoch > known.epoch;
  return isNewer ? next : known;
}
