import { z } from "zod";

const time = z.string().nullable();

/** A line that stands with an order; `about` says what it is, null: a person's own words. */
export const DetailLine = z.object({
  about: z.enum(["place", "part", "code", "panel", "nearby", "contact", "shelf"]).nullable(),
  text: z.string(),
});
export type DetailLine = z.infer<typeof DetailLine>;

/** Something that the service has to do once: ship a cartridge, mend a fault, replace a part, note a change. */
export const WorkOrder = z.object({
  number: z.string().describe("TO-2026-000123 for toner, SR-2026-000045 for service requests"),
  kind: z.enum(["toner", "repair", "maintenance", "placeChange", "contactChange"]),
  state: z.enum(["open", "held", "closed"]),
  uid: z.string(),
  cause: z.string(),
  key: z.string(),
  serial: z.string().nullable(),
  si: z.string().nullable(),
  model: z.string().nullable(),
  customer: z.string().nullable(),
  site: z.string().nullable(),
  person: z.string(),
  email: z.string().describe("Empty: nobody to write to"),
  text: z.string().describe("What is wanted, one line"),
  detail: z
    .array(z.union([DetailLine, z.string().transform((text): DetailLine => ({ about: null, text }))]))
    .describe("Panel text, place, working devices nearby, contact; orders of earlier versions hold them as texts"),
  raisedAt: z.string().describe("When the device or a person asked for it"),
  openedAt: z.string().describe("When central registered it"),
  holdReason: z.string().nullable(),
  remoteBy: time.describe("An engineer tries to help remotely by then; null: not a fault, or held"),
  deadline: time.describe("By contract, counted in working hours; null: none, or held"),
  escalatedAt: time.describe("When the device still lacked what was ordered"),
  closedAt: time.describe("When the device showed the cause gone, or a person closed it"),
  isClosedByHand: z.literal(true).optional().describe("A person closed it; left out: nobody did"),
});
export type WorkOrder = z.infer<typeof WorkOrder>;
