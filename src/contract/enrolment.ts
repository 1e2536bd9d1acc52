import { z } from "zod";

/** A new agent introduces itself with the one-time code that the service gave to the site. */
export const EnrolmentRequest = z
  .object({
    code: z
      .string()
      .min(4)
      .max(64)
      .describe("One-time code; with the same signingKey it is answered again, until the agent used what it got"),
    version: z.string().max(64),
    hostName: z.string().max(255),
    signingKey: z.string().max(128).optional().describe("Base64 of the Ed25519 public key (SPKI, DER) of its exports"),
    proof: z
      .string()
      .max(128)
      .optional()
      .describe(
        "Base64 of the Ed25519 signature by signingKey over enrolmentText. A key that central knows keeps its agent's " +
          "identity and history by it; without it such a key is refused, for public keys are no secret",
      ),
  })
  .meta({ id: "EnrolmentRequest" });
export type EnrolmentRequest = z.infer<typeof EnrolmentRequest>;

/** What `proof` signs. The code works once, so a proof that was overheard is worth nothing. */
export function enrolmentText(code: string, signingKey: string): string {
  return ["mfp-agent enrolment", code, signingKey].join("\n");
}

export const EnrolmentAnswer = z
  .object({
    agent: z.string().min(1).max(64),
    token: z.string().min(16).max(512).describe("Secret of this agent, sent as a bearer token with every batch"),
    site: z.string().max(255),
    serviceKey: z
      .string()
      .max(128)
      .optional()
      .describe("Base64 of the Ed25519 public key (SPKI, DER) that signs commands and receipts"),
  })
  .meta({ id: "EnrolmentAnswer" });
export type EnrolmentAnswer = z.infer<typeof EnrolmentAnswer>;
