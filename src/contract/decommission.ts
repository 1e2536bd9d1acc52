import { z } from "zod";

/** The agent that is taken out of service, by its own word; the answer repeats it. */
export const Decommission = z.object({ agent: z.string().min(1).max(64) }).meta({ id: "Decommission" });
export type Decommission = z.infer<typeof Decommission>;
