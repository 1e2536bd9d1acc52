import { z } from "zod";
import { ServiceRequest, StockDeclaration } from "../../contract/record.ts";

/** So many records are put back or deleted with one wish. */
const mostQuarantined = 1000;

/** What a person on this machine wants of the running agent. */
export const Wish = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("stock"), body: StockDeclaration.omit({ id: true }) }),
  z.strictObject({ kind: z.literal("request"), body: ServiceRequest.omit({ id: true }) }),
  z.strictObject({
    kind: z.literal("quarantine"),
    action: z.enum(["retry", "discard"]),
    ids: z.array(z.int().min(1)).min(1).max(mostQuarantined),
  }),
  z.strictObject({ kind: z.literal("reload") }),
]);
export type Wish = z.infer<typeof Wish>;
export type QuarantineWish = Extract<Wish, { kind: "quarantine" }>;
