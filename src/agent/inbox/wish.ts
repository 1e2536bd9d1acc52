import { z } from "zod";
import { ServiceRequest, StockDeclaration } from "../../contract/record.ts";

/** What a person on this machine wants of the running agent. */
export const Wish = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("stock"), body: StockDeclaration.omit({ id: true }) }),
  z.strictObject({ kind: z.literal("request"), body: ServiceRequest.omit({ id: true }) }),
  z.strictObject({ kind: z.literal("reload") }),
]);
export type Wish = z.infer<typeof Wish>;
