import { z } from "zod";
import { Acknowledgement, Batch } from "./batch.ts";
import { Decommission } from "./decommission.ts";
import { EnrolmentAnswer, EnrolmentRequest } from "./enrolment.ts";

/** Body of every answer that is not 2xx. */
export const Problem = z.object({ code: z.string().max(64), text: z.string().max(500) }).meta({ id: "Problem" });
export type Problem = z.infer<typeof Problem>;

/**
 * The operations between agent and central. The path carries the major version; within it only additions are made, and
 * a receiver keeps or ignores fields that it does not know.
 */
export const operations = {
  enrol: {
    method: "post",
    path: "/v1/enrolments",
    summary: "Trade a one-time code for the agent's own credential",
    request: EnrolmentRequest,
    response: EnrolmentAnswer,
    needsToken: false,
    problems: {
      400: "The body is not JSON in the stated encoding",
      403: "The code is unknown, used or expired, or signingKey is known and not proven",
      413: "The body is too large",
      415: "The encoding is none of gzip, deflate, br",
      422: "The body does not match the schema",
      429: "Too many wrong codes; see Retry-After",
    },
  },
  upload: {
    method: "post",
    path: "/v1/batches",
    summary: "Hand over records; idempotent by (agent, epoch, seq)",
    request: Batch,
    response: Acknowledgement,
    needsToken: true,
    problems: {
      400: "The body is not JSON in the stated encoding",
      401: "The token is unknown or revoked; keep polling, ask again hourly, then daily",
      409: "Another agent uses the same identity, for a former bootId came back: a copied machine",
      413: "The body is too large; send a smaller batch",
      415: "The encoding is none of gzip, deflate, br",
      422: "The envelope does not match the schema, or a record has no readable seq; others are refused in the answer",
      429: "Too many requests; see Retry-After",
      503: "Come back later; see Retry-After",
    },
  },
  decommission: {
    method: "post",
    path: "/v1/decommissions",
    summary: "Take the agent out of service: its token ends with the answer. After an answer that was lost comes 401",
    request: Decommission,
    response: Decommission,
    needsToken: true,
    problems: {
      400: "The body is not JSON in the stated encoding",
      401: "The token is unknown or revoked already",
      413: "The body is too large",
      415: "The encoding is none of gzip, deflate, br",
      422: "The body does not match the schema, or names another agent than the token",
    },
  },
} as const;
