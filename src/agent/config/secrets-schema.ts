import { z } from "zod";
import { Secret } from "../leaf/secret.ts";

const secret = z
  .string()
  .min(1)
  .max(255)
  .transform((text) => new Secret(text));

/** The secrets file: what must not stand in the configuration. Same names as under `credentials` there. */
export const Secrets = z.strictObject({
  enrolmentCode: secret.optional(),
  proxyPassword: secret.optional(),
  statusPagePassword: z
    .string()
    .min(12, "at least 12 characters")
    .max(255)
    .transform((text) => new Secret(text))
    .optional(),
  credentials: z
    .record(
      z.string(),
      z.strictObject({ community: secret.optional(), authKey: secret.optional(), privKey: secret.optional() }),
    )
    .default({}),
});
export type Secrets = z.infer<typeof Secrets>;
